"""Where a commune is, and what the nomenclatures say beside a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from maillon.reference.nomenclatures import load_naf_labels
from maillon.reference.territories import load_communes
from maillon.studies.actor_documents import find_commune_names
from maillon_web.directory.models import Actor
from maillon_web.directory.services.incoming import make_sort_name, rank_band

__all__ = ["complete_values"]

_SIREN_LENGTH = 9


@dataclass(frozen=True, slots=True)
class _Point:
    lat: float | None
    lon: float | None


def complete_values(actor: Actor, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes that a person made, with what follows from them."""
    values = dict(changes)
    if "name" in changes:
        values["sort_name"] = make_sort_name(changes["name"])
    if changes.get("siret"):
        values["siren"] = changes["siret"][:_SIREN_LENGTH]
    if "band_code" in changes:
        values["size_rank"] = rank_band(changes["band_code"])
    if "naf_code" in changes:
        values["naf_label"] = load_naf_labels().get(changes["naf_code"], "")[:200]
    if "commune_code" in changes and changes["commune_code"] != actor.commune_code:
        values |= _place(changes["commune_code"])
    return values


def _place(commune_code: str) -> dict[str, Any]:
    """Return where a commune is: its point stands for the actor, and says that it does."""
    point = _points().get(commune_code, _Point(None, None))
    return {
        "commune_name": find_commune_names({commune_code})[commune_code][:120],
        "lat": point.lat,
        "lon": point.lon,
        "position_quality": "commune" if point.lat is not None else "",
        "qpv_code": "",
    }


@cache
def _points() -> dict[str, _Point]:
    rows = load_communes().select(["code", "lat", "lon"]).to_pylist()
    return {row["code"]: _Point(row["lat"], row["lon"]) for row in rows}
