"""What the map draws of the directory, and the tables that say the same."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from maillon.reference.territories import load_communes
from maillon_web.directory.models import EssStatus, Presence
from maillon_web.directory.selectors.visible import is_whole, list_hidden_holders
from maillon_web.filieres.selectors import Opened

__all__ = [
    "ESS_CODES",
    "NATURAL_PERSON",
    "Points",
    "Spot",
    "Zone",
    "count_unplaced",
    "encode_points",
    "filter_zone",
    "is_in",
    "is_precise",
    "iter_spots",
    "list_points",
    "read_zone",
    "show_column",
]

_ABROAD = "geonames:"
_PLACE, _ESS = "lat", "ess_status"
_PRECISE = frozenset({"precise", "street"})
NATURAL_PERSON = "1"
"""Legal categories of natural persons begin so: never put on a map from the commune alone."""
# Five decimals of a degree: about one metre.
_DECIMALS = 5
_AT_ADDRESS, _AT_COMMUNE, _UNSURE = 0, 1, 2
ESS_CODES: Mapping[str, int] = {
    EssStatus.NONE.value: 0,
    EssStatus.REFUSED.value: 0,
    EssStatus.PUBLISHED.value: 1,
    EssStatus.DEDUCED.value: 2,
    EssStatus.DECLARED.value: 3,
}


class Spot(NamedTuple):
    """Where an actor is drawn; `quality` is 0 at its address, 1 at its commune, 2 unsure."""

    actor_id: int
    stage_key: str
    ess_status: str
    lat: float
    lon: float
    quality: int


@dataclass(kw_only=True, slots=True)
class Points:
    """
    Actors by column, for the map.

    `stage` is the rank of the main stage, -1 without any; `total` counts the whole set, drawn or
    not: an actor whose place the reader may not see, or that nobody knows, has no point.
    """

    total: int = 0
    ids: list[int] = field(default_factory=list)
    lon: list[float] = field(default_factory=list)
    lat: list[float] = field(default_factory=list)
    stage: list[int] = field(default_factory=list)
    ess: list[int] = field(default_factory=list)
    quality: list[int] = field(default_factory=list)


class Zone(NamedTuple):
    """A rectangle in degrees WGS84."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point is inside."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def read_zone(text: str) -> Zone | None:
    """Return the rectangle written `west,south,east,north`, `None` when it is not one."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    zone = Zone(west, south, east, north)
    is_ordered = -90 <= south < north <= 90 and -180 <= west < east <= 180
    return zone if is_ordered else None


def iter_spots(opened: Opened, presences: QuerySet[Presence]) -> Iterator[Spot | None]:
    """
    Yield where each actor of a set is drawn, in the order of their numbers.

    `None` stands for an actor without a point: nobody knows where it is, or its address is not for
    this reader. Without an address the point is the one of the commune, and `quality` says so.
    """
    levels = frozenset(str(level) for level in opened.levels)
    hidden = _read_hidden(opened)
    rows = presences.order_by("actor_id").values_list(
        "actor_id",
        "main_stage",
        "ess_status",
        "place_visibility",
        "commune_code",
        "actor__lat",
        "actor__lon",
        "actor__position_quality",
        "actor__legal_category_code",
    )
    for actor_id, stage, ess, level, commune, lat, lon, quality, category in rows.iterator(
        chunk_size=5000
    ):
        if level not in levels or actor_id in hidden[_PLACE]:
            yield None
            continue
        status = "" if actor_id in hidden[_ESS] else ess
        if lat is not None and lon is not None:
            yield Spot(actor_id, stage, status, lat, lon, _read_quality(quality))
        elif not category.startswith(NATURAL_PERSON) and commune in _commune_points():
            yield Spot(actor_id, stage, status, *_commune_points()[commune], _AT_COMMUNE)
        else:
            yield None


def _read_hidden(opened: Opened) -> dict[str, set[int]]:
    """Return the actors whose place, or whose ESS status, is not for the reader."""
    hidden: dict[str, set[int]] = {_PLACE: set(), _ESS: set()}
    if not is_whole(opened):
        for field_name, found in hidden.items():
            holders = list_hidden_holders(opened, field_name).filter(
                actor__presences__filiere=opened.filiere
            )
            found.update(holders.values_list("actor_id", flat=True))
    return hidden


def _list_placed(opened: Opened, presences: QuerySet[Presence]) -> QuerySet[Presence]:
    """Leave out the actors whose place is not for the reader."""
    if is_whole(opened):
        return presences
    holders = list_hidden_holders(opened, _PLACE).values("actor_id")
    return presences.filter(place_visibility__in=opened.levels).exclude(actor_id__in=holders)


def filter_zone(
    opened: Opened,
    presences: QuerySet[Presence],
    zone: Zone,
    *,
    commune_codes: Sequence[str] | None = None,
) -> QuerySet[Presence]:
    """
    Keep the actors whose point, as the reader sees it, is in a rectangle.

    `commune_codes` are the communes whose point counts, when the caller knows them already.
    """
    if commune_codes is None:
        commune_codes = _list_codes_in(presences, zone)
    at_commune = Q(actor__lat=None, commune_code__in=commune_codes)
    return _list_placed(opened, presences).filter(
        is_in(zone) | (at_commune & ~Q(actor__legal_category_code__startswith=NATURAL_PERSON))
    )


def is_in(zone: Zone) -> Q:
    """Return the condition that the record itself has its point in a rectangle."""
    return Q(actor__lat__range=(zone.south, zone.north), actor__lon__range=(zone.west, zone.east))


def _list_codes_in(presences: QuerySet[Presence], zone: Zone) -> list[str]:
    points = _commune_points()
    codes = presences.filter(actor__lat=None).order_by().values_list("commune_code", flat=True)
    return [code for code in codes.distinct() if code in points and zone.holds(*points[code])]


def count_unplaced(opened: Opened, presences: QuerySet[Presence]) -> int:
    """Return how many actors of a set have no point on this reader's map."""
    is_unknown = Q(actor__lat=None) & (
        Q(commune_code="")
        | Q(commune_code__startswith=_ABROAD)
        | Q(actor__legal_category_code__startswith=NATURAL_PERSON)
    )
    placed = _list_placed(opened, presences)
    hidden_count = 0 if is_whole(opened) else presences.count() - placed.count()
    return hidden_count + placed.filter(is_unknown).count()


def is_precise(quality: str) -> bool:
    """Tell whether a position is that of an address."""
    return quality in _PRECISE


def _read_quality(quality: str) -> int:
    if is_precise(quality):
        return _AT_ADDRESS
    return _AT_COMMUNE if quality == "commune" else _UNSURE


@cache
def _commune_points() -> dict[str, tuple[float, float]]:
    rows = load_communes().select(["code", "lat", "lon"]).to_pylist()
    return {row["code"]: (row["lat"], row["lon"]) for row in rows if row["lat"] is not None}


def list_points(opened: Opened, presences: QuerySet[Presence], stage_keys: Sequence[str]) -> Points:
    """Return the points of a set of actors, in the order of their numbers."""
    ranks = {key: rank for rank, key in enumerate(stage_keys)}
    points = Points()
    for spot in iter_spots(opened, presences):
        points.total += 1
        if spot is None:
            continue
        points.ids.append(spot.actor_id)
        points.lon.append(round(spot.lon, _DECIMALS))
        points.lat.append(round(spot.lat, _DECIMALS))
        points.stage.append(ranks.get(spot.stage_key, -1))
        points.ess.append(ESS_CODES.get(spot.ess_status, 0))
        points.quality.append(spot.quality)
    return points


def encode_points(points: Points) -> bytes:
    """Return the points as compact JSON: one array a column."""
    columns = {
        "total": points.total,
        "id": points.ids,
        "lon": points.lon,
        "lat": points.lat,
        "stage": points.stage,
        "ess": points.ess,
        "quality": points.quality,
    }
    return json.dumps(columns, separators=(",", ":")).encode()


def show_column(opened: Opened, name: str) -> Combinable:
    """Return a column of text as the reader sees it: empty where it is hidden."""
    if is_whole(opened):
        return F(name)
    holders = list_hidden_holders(opened, name).values("actor_id")
    return Case(When(actor_id__in=holders, then=Value("")), default=F(name))
