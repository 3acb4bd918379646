"""Read the answers of the company search, and say so when their shape is another."""

import re
from collections.abc import Mapping
from typing import Any

from maillon.domain.errors import SourceChanged
from maillon.domain.language import translate as _
from maillon.sources.recherche_entreprises.company import Company, Establishment

__all__ = ["changed", "parse_answer"]

_KIND = re.compile(r"[A-Z]+")
_MASKS = ("[NON-DIFFUSIBLE]", "[ND]")


def parse_answer(payload: object) -> list[Company]:
    """
    Return the legal units of an answer, in its order.

    Raises
    ------
    SourceChanged
        If the answer has not the shape that is known of the search.
    """
    results = payload.get("results") if isinstance(payload, dict) else None
    if not isinstance(results, list):
        raise changed("no list of results")
    return [_parse_company(result) for result in results]


def changed(reason: str) -> SourceChanged:
    """Build the error of an answer of another shape."""
    return SourceChanged(
        f"recherche-entreprises: {reason}",
        user=_(
            "La recherche d’entreprises répond sous une autre forme que d’habitude : mettez Maillon"
            " à jour, ou travaillez avec le stock Sirene importé."
        ),
    )


def _parse_company(result: object) -> Company:
    if not isinstance(result, dict):
        raise changed("a result is not an object")
    siren = result.get("siren")
    if not isinstance(siren, str):
        raise changed("a result has no siren")
    extra = _get_mapping(result, "complements")
    is_diffusible = result.get("statut_diffusion") != "P"
    matching = result.get("matching_etablissements") or []
    if not isinstance(matching, list):
        raise changed("matching_etablissements is not a list")
    return Company(
        siren=siren,
        name=(_unmask(result, "nom_raison_sociale") or _unmask(result, "nom_complet"))
        if is_diffusible
        else None,
        acronym=_unmask(result, "sigle") if is_diffusible else None,
        legal_category_code=_get_text(result, "nature_juridique"),
        naf_code=_get_text(result, "activite_principale"),
        naf25_code=_get_text(result, "activite_principale_naf25"),
        band_code=_get_text(result, "tranche_effectif_salarie"),
        is_active=_read_state(result),
        is_ess=_get_flag(extra, "est_ess"),
        is_siae=_get_flag(extra, "est_siae"),
        siae_kinds=tuple(sorted(set(_KIND.findall(str(extra.get("type_siae") or ""))))),
        rna_id=_get_text(extra, "identifiant_association"),
        is_diffusible=is_diffusible,
        head_office=_parse_establishment(
            result.get("siege"), is_unit_diffusible=is_diffusible, is_head_office=True
        ),
        establishments=tuple(
            place
            for item in matching
            if (place := _parse_establishment(item, is_unit_diffusible=is_diffusible)) is not None
        ),
    )


def _parse_establishment(
    item: object, *, is_unit_diffusible: bool, is_head_office: bool | None = None
) -> Establishment | None:
    """Return a place; an empty object stands for "none"."""
    if item in (None, {}):
        return None
    if not isinstance(item, dict) or not isinstance(item.get("siret"), str):
        raise changed("an establishment has no siret")
    is_diffusible = is_unit_diffusible and item.get("statut_diffusion_etablissement") != "P"
    flag = _get_flag(item, "est_siege")
    return Establishment(
        siret=item["siret"],
        trade_names=_read_trade_names(item) if is_diffusible else (),
        address=_unmask(item, "adresse") if is_diffusible else None,
        commune_code=_get_text(item, "commune"),
        post_code=_get_text(item, "code_postal"),
        naf_code=_get_text(item, "activite_principale"),
        naf25_code=_get_text(item, "activite_principale_naf25"),
        band_code=_get_text(item, "tranche_effectif_salarie"),
        is_head_office=is_head_office if flag is None else flag,
        is_active=_read_state(item),
        is_diffusible=is_diffusible,
        lat=_get_degrees(item, "latitude") if is_diffusible else None,
        lon=_get_degrees(item, "longitude") if is_diffusible else None,
    )


def _read_trade_names(item: Mapping[str, Any]) -> tuple[str, ...]:
    signs = item.get("liste_enseignes") or []
    names = [*(signs if isinstance(signs, list) else []), item.get("nom_commercial")]
    return tuple(dict.fromkeys(str(name) for name in names if name and str(name) not in _MASKS))


def _get_mapping(item: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = item.get(key) or {}
    if not isinstance(value, dict):
        raise changed(f"{key} is not an object")
    return value


def _get_text(item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    return None if value in (None, "") else str(value)


def _unmask(item: Mapping[str, Any], key: str) -> str | None:
    text = _get_text(item, key)
    return None if text is None or any(mask in text for mask in _MASKS) else text


def _get_flag(item: Mapping[str, Any], key: str) -> bool | None:
    value = item.get(key)
    return value if isinstance(value, bool) else None


def _get_degrees(item: Mapping[str, Any], key: str) -> float | None:
    text = _get_text(item, key)
    try:
        return None if text is None else float(text)
    except ValueError as error:
        raise changed(f"{key} is not a number") from error


def _read_state(item: Mapping[str, Any]) -> bool | None:
    state = item.get("etat_administratif")
    return None if state is None else state == "A"
