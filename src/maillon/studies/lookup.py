"""Check one actor in the public company-search engine."""

import httpx

from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_siret
from maillon.domain.language import translate as _
from maillon.reference.nomenclatures import (
    list_workforce_bands,
    load_legal_categories,
    load_naf_labels,
)
from maillon.sources.recherche_entreprises import Company, find_company

__all__ = ["look_up_company"]


def look_up_company(
    identifier: str, *, client: httpx.Client | None = None
) -> list[tuple[str, str]]:
    """
    Return what the engine says of a SIREN or SIRET, as label and value.

    Raises
    ------
    InvalidInput
        If the number is not one, or nobody bears it.
    SourceError
        If the engine does not answer.
    """
    if client is not None:
        company = find_company(identifier, client=client)
    else:
        with httpx.Client(timeout=20) as own:
            company = find_company(identifier, client=own)
    if company is None:
        raise InvalidInput(
            f"no company {identifier!r}",
            user=_(
                "Aucune entreprise ne porte le numéro {number} : vérifiez-le, ou cherchez par le "
                "nom "
                "sur annuaire-entreprises.data.gouv.fr."
            ).format(number=identifier),
        )
    return [(label, value) for label, value in _describe(company) if value]


def _describe(company: Company) -> list[tuple[str, str]]:
    naf = load_naf_labels()
    categories = load_legal_categories()
    bands = list_workforce_bands()
    category = categories.get(company.legal_category_code or "")
    band = bands.get(company.band_code or "")
    shown = company.name if company.is_diffusible else _("nom non diffusé")
    seat = company.head_office
    return [
        (_("Nom"), shown or ""),
        (_("SIREN"), company.siren),
        (_("Siège"), format_siret(seat.siret) if seat and seat.siret else ""),
        (_("État"), _("active") if company.is_active else _("cessée")),
        (_("Forme juridique"), category.label if category else company.legal_category_code or ""),
        (_("Activité"), f"{company.naf_code or ''} {naf.get(company.naf_code or '', '')}".strip()),
        (_("Effectif"), band.label if band else ""),
        (_("ESS (publié)"), _yes_no(company.is_ess)),
        (_("Structure inclusive"), ", ".join(company.siae_kinds)),
        (_("Numéro RNA"), company.rna_id or ""),
    ]


def _yes_no(value: bool | None) -> str:  # noqa: FBT001 - a published answer, not a switch
    if value is None:
        return _("non renseigné")
    return _("oui") if value else _("non")
