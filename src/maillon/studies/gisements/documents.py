"""An estimated gisement as plain values: JSON, and sheets of a workbook."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from maillon.domain.gisements import Ratio
from maillon.domain.language import translate as _
from maillon.flows.gisements.laws import Estimate
from maillon.studies.gisements.figures import name_activity, name_scope
from maillon.studies.gisements.matters import MatterEstimate, PlaceEstimate

__all__ = ["list_matter_tables", "write_estimate", "write_matter"]


def write_estimate(estimate: Estimate | None) -> dict[str, float] | None:
    """Return a quantity and its quantiles by name; `None` when there is none."""
    if estimate is None:
        return None
    return {
        "value": estimate.value,
        "cv": estimate.cv,
        "low": estimate.low,
        "median": estimate.median,
        "high": estimate.high,
    }


def write_matter(found: MatterEstimate) -> dict[str, Any]:
    """Return the gisement of one matter by name; a protected one without its quantities."""
    hidden = found.is_protected
    known = found.calibrated_to
    return {
        "key": found.key,
        "matter": found.matter,
        "scope": str(found.scope),
        "activity": str(found.activity),
        "unit": found.unit,
        "years": list(found.years),
        "is_protected": hidden,
        "activity_count": None if hidden else found.activity_count,
        "establishment_count": None if hidden else found.establishment_count,
        "unknown_count": found.unknown_count,
        "estimate": None if hidden else write_estimate(found.estimate),
        "theoretical": None if hidden else write_estimate(found.theoretical),
        "mobilisable": None if hidden else write_estimate(found.mobilisable),
        "recoverable": None if hidden else write_estimate(found.recoverable),
        "calibrated_to": None
        if known is None
        else {"value": known.value, "unit": known.unit, "source": known.reference},
        "ratios": [ratio.to_dict() for ratio in found.ratios],
        "places": [
            {
                "code": place.code,
                "name": place.name,
                "is_withheld": place.is_withheld or hidden,
                "activity_count": None if hidden else place.activity,
                "estimate": None if hidden else write_estimate(place.estimate),
            }
            for place in found.places
        ],
        "figures": dict(found.figures),
    }


def list_matter_tables(matters: Sequence[MatterEstimate]) -> dict[str, pa.Table]:
    """Return gisements as sheets: matters, communes, ratios; protected ones left out."""
    shown = [found for found in matters if not found.is_protected]
    return {
        _("Gisements"): _stack([_write_total(found) for found in shown]),
        _("Communes"): _stack(
            [_write_place(found, place) for found in shown for place in found.places]
        ),
        _("Ratios"): _stack([_write_ratio(ratio) for found in shown for ratio in found.ratios]),
    }


def _stack(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([dict(row) for row in rows]) if rows else pa.table({})


def _write_total(found: MatterEstimate) -> dict[str, Any]:
    return {
        _("Matière"): found.matter,
        _("Moment"): name_scope(found.scope),
        _("Unité"): found.unit,
        _("Nombre"): found.activity_count,
        _("De quoi"): name_activity(found.activity),
        _("Théorique"): found.theoretical.value,
        _("Au moins"): found.theoretical.low,
        _("Au plus"): found.theoretical.high,
        _("Mobilisable"): found.mobilisable.value if found.mobilisable else None,
        _("Valorisable"): found.recoverable.value if found.recoverable else None,
    }


def _write_place(found: MatterEstimate, place: PlaceEstimate) -> dict[str, Any]:
    estimate = place.estimate
    return {
        _("Commune"): place.code,
        _("Nom"): place.name,
        _("Matière"): found.matter,
        _("Moment"): name_scope(found.scope),
        _("Unité"): found.unit,
        _("Quantité"): estimate.value if estimate else None,
        _("Au moins"): estimate.low if estimate else None,
        _("Au plus"): estimate.high if estimate else None,
        _("Secret"): _("caché") if estimate is None else "",
    }


def _write_ratio(ratio: Ratio) -> dict[str, Any]:
    return {
        _("Matière"): ratio.matter,
        _("Moment"): name_scope(ratio.scope),
        _("De quoi"): name_activity(ratio.activity),
        _("Code NAF"): ratio.naf_code,
        _("Valeur"): ratio.value,
        _("Unité"): ratio.unit,
        _("Année"): ratio.period or str(ratio.year),
        _("Source"): ratio.source,
        _("Adresse"): ratio.address,
        _("Méthode"): ratio.method,
        _("Périmètre"): ratio.perimeter,
    }
