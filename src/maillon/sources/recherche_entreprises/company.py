"""A legal unit and its establishments, as the company search tells them."""

from dataclasses import dataclass

__all__ = ["Company", "Establishment"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Establishment:
    """
    A place of a legal unit.

    Attributes
    ----------
    trade_names
        Signs and trade name.
    address
        On one line; `None` when the place is not diffusible.
    commune_code, post_code
        As published: communes with arrondissements carry the code of the arrondissement.
    band_code
        Workforce band of the establishment.
    is_diffusible
        False: counted, never shown.
    """

    siret: str
    trade_names: tuple[str, ...] = ()
    address: str | None = None
    commune_code: str | None = None
    post_code: str | None = None
    naf_code: str | None = None
    naf25_code: str | None = None
    band_code: str | None = None
    is_head_office: bool | None = None
    is_active: bool | None = None
    is_diffusible: bool = True
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """
    A legal unit.

    Attributes
    ----------
    name
        `None` when the register masks it or holds none.
    is_ess
        As the search publishes it; false means "not found in its sources", not "outside the ESS".
    is_siae, siae_kinds
        Inclusive structure of any kind (wider than the labour code), and the kinds.
    head_office
        `None` when the register does not give it.
    establishments
        Those that match the query, not all those of the unit.
    """

    siren: str
    name: str | None = None
    acronym: str | None = None
    legal_category_code: str | None = None
    naf_code: str | None = None
    naf25_code: str | None = None
    band_code: str | None = None
    is_active: bool | None = None
    is_ess: bool | None = None
    is_siae: bool | None = None
    siae_kinds: tuple[str, ...] = ()
    rna_id: str | None = None
    is_diffusible: bool = True
    head_office: Establishment | None = None
    establishments: tuple[Establishment, ...] = ()
