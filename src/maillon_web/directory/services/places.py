"""Where a commune is, and what the nomenclatures say beside a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from maillon.reference.nomenclatures import load_naf_labels
from maillon.reference.territories import load_communes
from maillon.studies.actor_documents import find_commune_names
from maillon_web.directory.models import Actor, Position
from maillon_web.directory.services.incoming import make_sort_name, rank_band

__all__ = ["Located", "complete_values", "locate"]

_SIREN_LENGTH = 9
# Legal categories of natural persons begin so: never put on a map from the commune alone.
_NATURAL_PERSON = "1"
_PRECISE = frozenset({"precise", "street"})
_AT_COMMUNE = "commune"


class Located(NamedTuple):
    """Where a map draws an actor; nothing when nobody knows, or when it is nobody's business."""

    lat: float | None = None
    lon: float | None = None
    position: int | None = None


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


def locate(actor: Actor) -> Located:
    """Return the point of an actor: its own, else that of its commune, and how sure it is."""
    if actor.lat is not None and actor.lon is not None:
        return Located(actor.lat, actor.lon, _rank(actor.position_quality))
    point = _points().get(actor.commune_code)
    is_person = actor.legal_category_code.startswith(_NATURAL_PERSON)
    if is_person or point is None or point.lat is None:
        return Located()
    return Located(point.lat, point.lon, Position.AT_COMMUNE.value)


def _rank(quality: str) -> int:
    if quality in _PRECISE:
        return Position.AT_ADDRESS.value
    return Position.AT_COMMUNE.value if quality == _AT_COMMUNE else Position.UNSURE.value


def _place(commune_code: str) -> dict[str, Any]:
    """Return where a commune is: its point stands for the actor, and says that it does."""
    point = _points().get(commune_code, _Point(None, None))
    return {
        "commune_name": find_commune_names({commune_code})[commune_code][:120],
        "lat": point.lat,
        "lon": point.lon,
        "position_quality": _AT_COMMUNE if point.lat is not None else "",
        "qpv_code": "",
    }


@cache
def _points() -> dict[str, _Point]:
    rows = load_communes().select(["code", "lat", "lon"]).to_pylist()
    return {row["code"]: _Point(row["lat"], row["lon"]) for row in rows}
