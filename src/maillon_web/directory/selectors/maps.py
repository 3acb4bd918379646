"""What the map draws of the directory: the set of the list, as far as its reader may see it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.aggregates import Aggregate
from django.db.models.fields import TextField
from django.db.models.functions import Cast, Round

from maillon_web.directory.models import EssStatus, Presence
from maillon_web.directory.selectors.visible import is_whole, list_hidden_holders, show_column
from maillon_web.directory.selectors.zones import Zone
from maillon_web.filieres.selectors import Opened

__all__ = [
    "PER_DEGREE",
    "Spot",
    "count_unplaced",
    "draw_points",
    "filter_zone",
    "is_in",
    "iter_spots",
]

PER_DEGREE = 100_000
"""Points travel as whole numbers of this part of a degree: about one metre."""
_NO_STAGE = -1
_ESS_CODES: Mapping[str, int] = {
    EssStatus.PUBLISHED.value: 1,
    EssStatus.DEDUCED.value: 2,
    EssStatus.DECLARED.value: 3,
}
_NO_ESS = 0


class Spot(NamedTuple):
    """Where an actor is drawn; `position` is how sure that is, a `Position`."""

    actor_id: int
    stage_key: str
    ess_status: str
    lat: float
    lon: float
    position: int


def iter_spots(opened: Opened, presences: QuerySet[Presence]) -> Iterator[Spot]:
    """
    Yield where the actors of a set are drawn.

    An actor has no point when nobody knows where it is, or when its place is not for this reader.
    """
    rows = (
        _list_placed(opened, presences)
        .annotate(shown_status=show_column(opened, "ess_status"))
        .values_list("actor_id", "main_stage", "shown_status", "lat", "lon", "position")
    )
    for actor_id, stage, status, lat, lon, position in rows.iterator(chunk_size=5000):
        if lat is not None and lon is not None and position is not None:
            yield Spot(actor_id, stage, status, lat, lon, position)


def _list_placed(opened: Opened, presences: QuerySet[Presence]) -> QuerySet[Presence]:
    """Keep the actors that have a point on this reader's map."""
    placed = presences.filter(lat__isnull=False)
    if is_whole(opened):
        return placed
    holders = list_hidden_holders(opened, "lat").values("actor_id")
    return placed.filter(place_visibility__in=opened.levels).exclude(actor_id__in=holders)


def filter_zone(opened: Opened, presences: QuerySet[Presence], zone: Zone) -> QuerySet[Presence]:
    """Keep the actors whose point, as the reader sees it, is in a rectangle."""
    return _list_placed(opened, presences).filter(is_in(zone))


def is_in(zone: Zone) -> Q:
    """Return the condition that a point is in a rectangle."""
    return Q(lat__range=(zone.south, zone.north), lon__range=(zone.west, zone.east))


def count_unplaced(opened: Opened, presences: QuerySet[Presence]) -> int:
    """Return how many actors of a set have no point on this reader's map."""
    return presences.count() - _list_placed(opened, presences).count()


class _Joined(Aggregate):
    """The values of a column, with commas between them: the database writes them at once."""

    template = "GROUP_CONCAT(%(expressions)s)"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Write it for PostgreSQL."""
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, template=template, **context)


def draw_points(opened: Opened, presences: QuerySet[Presence], stage_keys: Sequence[str]) -> bytes:
    """
    Return the points of a set as compact JSON, one array a column, in one order.

    `total` counts the whole set, drawn or not; `lon` and `lat` are in parts of a degree
    (`PER_DEGREE`); `stage` is the rank of the main stage, -1 without any; `ess` is 1 when
    published, 2 deduced, 3 declared, 0 otherwise or when that is not for the reader; `quality` is a
    `Position`.

    Notes
    -----
    Fifty thousand rows never leave the database: it writes the six arrays from one index.
    """
    ranks = [When(main_stage=key, then=Value(rank)) for rank, key in enumerate(stage_keys)]
    columns = {
        "id": F("actor_id"),
        "lon": _count_parts("lon"),
        "lat": _count_parts("lat"),
        "stage": Case(*ranks, default=Value(_NO_STAGE)),
        "ess": _rank_status(opened),
        "quality": F("position"),
    }
    total = presences.count()
    drawn = _list_placed(opened, presences).aggregate(
        **{f"{name}_values": _Joined(column) for name, column in columns.items()}
    )
    arrays = ",".join(f'"{name}":[{drawn[f"{name}_values"] or ""}]' for name in columns)
    return f'{{"total":{total},{arrays}}}'.encode()


def _count_parts(name: str) -> Cast:
    return Cast(Round(F(name) * PER_DEGREE), IntegerField())


def _rank_status(opened: Opened) -> Case:
    known = [When(ess_status=status, then=Value(code)) for status, code in _ESS_CODES.items()]
    if is_whole(opened):
        return Case(*known, default=Value(_NO_ESS))
    holders = list_hidden_holders(opened, "ess_status").values("actor_id")
    return Case(When(actor_id__in=holders, then=Value(_NO_ESS)), *known, default=Value(_NO_ESS))
