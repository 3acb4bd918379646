"""What lies around a point: actors by stage, communes and their people, as the crow flies."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.domain.territory import Place, Territory
from maillon.reference.territories import distance_km, load_communes
from maillon_web.directory.models import EssStatus, Position, Presence
from maillon_web.directory.selectors.communes import find_commune
from maillon_web.directory.selectors.maps import (
    count_unplaced,
    filter_zone,
    is_in,
    iter_spots,
)
from maillon_web.directory.selectors.visible import show_column
from maillon_web.directory.selectors.zones import Zone
from maillon_web.filieres.models import Stage
from maillon_web.filieres.selectors import Opened

__all__ = [
    "RADII_KM",
    "Catchment",
    "Centre",
    "CommuneAround",
    "StageAround",
    "find_centre",
    "measure",
    "read_radius",
]

RADII_KM = (5, 10, 20, 50)
_USUAL_RADIUS_KM = 10
_MOST_CHARACTERS = 200
# A degree of latitude on the sphere of `distance_km` is 111.195 km: a little less makes rectangles
# that hold the circle, a little more makes rectangles that it holds.
_KM_PER_DEGREE = 111.0
_KM_PER_DEGREE_AT_MOST = 111.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Centre:
    """A point to look around; `reference` is what finds it again."""

    reference: str
    label: str
    lat: float
    lon: float


@dataclass(frozen=True, kw_only=True, slots=True)
class CommuneAround:
    """A commune whose point is within the circle."""

    code: str
    name: str
    population: int
    distance_km: float


@dataclass(frozen=True, kw_only=True, slots=True)
class StageAround:
    """How many actors a stage has within the circle, by what is known of their ESS."""

    key: str
    label: str
    rank: int
    actors: int
    published: int
    deduced: int
    declared: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Catchment:
    """What lies within `radius_km` of a point; `unplaced` actors of the set have no point."""

    centre: Centre
    radius_km: int
    stages: Sequence[StageAround]
    communes: Sequence[CommuneAround]
    actor_count: int
    at_commune_count: int
    unplaced_count: int

    @property
    def population(self) -> int:
        """Inhabitants of the communes within the circle."""
        return sum(commune.population for commune in self.communes)


def read_radius(text: str) -> int:
    """Return one of the radii offered; the usual one for anything else."""
    return next((radius for radius in RADII_KM if text == str(radius)), _USUAL_RADIUS_KM)


def find_centre(
    opened: Opened, presences: QuerySet[Presence], territory: Territory | None, text: str
) -> Centre:
    """
    Return the point that a text means: `lat,lon`, `acteur:<number>`, a commune by code or name.

    Parameters
    ----------
    presences
        Actors that the reader may see; an actor whose place is hidden is no centre.

    Raises
    ------
    InvalidInput
        If nothing is meant, or several places; the sentence says what to write.
    """
    wanted = text.strip()[:_MOST_CHARACTERS]
    prefix, _colon, number = wanted.partition(":")
    if prefix == "acteur" and number.isascii() and number.isdigit() and len(number) < 19:
        return _find_actor(opened, presences, int(number))
    return _read_point(wanted) or _find_commune(opened, territory, wanted)


def _find_actor(opened: Opened, presences: QuerySet[Presence], actor_id: int) -> Centre:
    found = presences.filter(actor_id=actor_id)
    spot = next(iter_spots(opened, found), None)
    if spot is None:
        raise InvalidInput(
            "no point for this actor",
            user=_("On ne sait pas où placer cet acteur sur la carte. Choisissez une commune."),
        )
    name = found.values_list("actor__name", flat=True)[0]
    return Centre(reference=f"acteur:{actor_id}", label=name, lat=spot.lat, lon=spot.lon)


def _read_point(text: str) -> Centre | None:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    reference = f"{lat:.5f},{lon:.5f}"
    return Centre(reference=reference, label=_("Point choisi sur la carte"), lat=lat, lon=lon)


def _find_commune(opened: Opened, territory: Territory | None, text: str) -> Centre:
    code = find_commune(opened.filiere, text)
    place = _list_places(territory).get(code)
    if place is None or place.lat is None or place.lon is None:
        raise InvalidInput(
            f"no point for commune {code}",
            user=_("On ne sait pas où est cette commune. Choisissez l’endroit sur la carte."),
        )
    return Centre(reference=code, label=place.name, lat=place.lat, lon=place.lon)


@cache
def _list_communes() -> dict[str, Place]:
    rows = load_communes().select(["code", "name", "population", "lat", "lon"]).to_pylist()
    places = (Place(**{**row, "population": row["population"] or 0}) for row in rows)
    return {place.code: place for place in places}


def _list_places(territory: Territory | None) -> dict[str, Place]:
    """Return the communes of France, and the places of a territory that is elsewhere, by code."""
    places = territory.places if territory else ()
    return _list_communes() | {place.code: place for place in places}


def measure(
    opened: Opened,
    presences: QuerySet[Presence],
    territory: Territory | None,
    centre: Centre,
    radius_km: int,
) -> Catchment:
    """
    Return what lies around a point.

    Parameters
    ----------
    presences
        The set that the map shows.
    territory
        Brings the places of a filière outside France, of which the list of communes is silent.

    Notes
    -----
    A commune counts whole where its point (its town hall) is within the radius, and not at all
    otherwise; an actor where its point is.
    """
    communes = _list_around(territory, centre, radius_km)
    frame, core = _frame(centre, radius_km), is_in(_core(centre, radius_km))
    near = filter_zone(opened, presences, frame)
    counted = _count_all(opened, near.filter(core)) + _count_within(
        opened, near.exclude(core), centre, radius_km
    )
    return Catchment(
        centre=centre,
        radius_km=radius_km,
        stages=_count_stages(opened.filiere.stages.all(), counted),
        communes=communes,
        actor_count=counted.total(),
        at_commune_count=sum(count for key, count in counted.items() if not key.is_precise),
        unplaced_count=count_unplaced(opened, presences),
    )


class _Kind(NamedTuple):
    stage_key: str
    ess_status: str
    is_precise: bool


def _count_all(opened: Opened, presences: QuerySet[Presence]) -> Counter[_Kind]:
    """Count actors that are all within the circle: the database does it alone."""
    rows = (
        presences.order_by()
        .annotate(shown_status=show_column(opened, "ess_status"))
        .values_list("main_stage", "shown_status", "position")
        .annotate(count=Count("pk"))
    )
    counted: Counter[_Kind] = Counter()
    for stage, status, position, count in rows:
        counted[_Kind(stage, status, position == Position.AT_ADDRESS)] += count
    return counted


def _count_within(
    opened: Opened, presences: QuerySet[Presence], centre: Centre, radius_km: int
) -> Counter[_Kind]:
    """Count the actors whose point is within the circle, one by one."""
    return Counter(
        _Kind(spot.stage_key, spot.ess_status, spot.position == Position.AT_ADDRESS)
        for spot in iter_spots(opened, presences)
        if distance_km(centre.lat, centre.lon, spot.lat, spot.lon) <= radius_km
    )


def _frame(centre: Centre, radius_km: int) -> Zone:
    """Return a rectangle around the circle: the database has an easy question."""
    high = radius_km / _KM_PER_DEGREE
    wide = high / max(0.01, cos(radians(min(89.0, abs(centre.lat) + high))))
    return Zone(centre.lon - wide, centre.lat - high, centre.lon + wide, centre.lat + high)


def _core(centre: Centre, radius_km: int) -> Zone:
    """Return a rectangle inside the circle: what it holds needs no trigonometry."""
    high = 0.7 * radius_km / _KM_PER_DEGREE_AT_MOST
    wide = high / cos(radians(max(0.0, abs(centre.lat) - high)))
    return Zone(centre.lon - wide, centre.lat - high, centre.lon + wide, centre.lat + high)


def _list_around(
    territory: Territory | None, centre: Centre, radius_km: int
) -> list[CommuneAround]:
    high = radius_km / _KM_PER_DEGREE
    found = []
    for place in _list_places(territory).values():
        if place.lat is None or place.lon is None or abs(place.lat - centre.lat) > high:
            continue
        away = distance_km(centre.lat, centre.lon, place.lat, place.lon)
        if away <= radius_km:
            found.append(
                CommuneAround(
                    code=place.code,
                    name=place.name,
                    population=place.population,
                    distance_km=away,
                )
            )
    return sorted(found, key=lambda commune: (commune.distance_km, commune.name))


def _count_stages(stages: QuerySet[Stage], counted: Counter[_Kind]) -> list[StageAround]:
    labels = {stage.key: stage.shown_label for stage in stages}
    by_stage: dict[str, Counter[str]] = {key: Counter() for key in labels}
    for kind, count in counted.items():
        key = kind.stage_key if kind.stage_key in labels else ""
        by_stage.setdefault(key, Counter())[kind.ess_status] += count
    return [
        StageAround(
            key=key,
            label=labels.get(key, _("Sans maillon")),
            rank=rank,
            actors=statuses.total(),
            published=statuses[EssStatus.PUBLISHED],
            deduced=statuses[EssStatus.DEDUCED],
            declared=statuses[EssStatus.DECLARED],
        )
        for rank, (key, statuses) in enumerate(by_stage.items())
    ]
