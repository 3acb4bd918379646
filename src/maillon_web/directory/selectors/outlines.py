"""The ground of the map: outline of a territory, its communes, its neighbours."""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from maillon.domain.errors import MaillonError
from maillon.domain.territory import Place, Territory
from maillon.reference.territories import (
    get_outline,
    iter_commune_shapes,
    list_neighbours,
    load_manifest,
)
from maillon_web.filieres.library import get_territory
from maillon_web.filieres.models import Filiere

__all__ = ["encode_outline", "find_territory", "get_vintage"]

# Above this number of communes, their borders are noise on a screen: the outline is enough.
_MOST_COMMUNES_DRAWN = 400
# Five decimals of a degree: about one metre.
_DECIMALS = 5
_Feature = dict[str, Any]


def find_territory(filiere: Filiere) -> Territory | None:
    """Return the territory of a filière; `None` when this server does not know it."""
    try:
        return get_territory(filiere)
    except MaillonError:
        # The filière may come from a server that knows another list: its map has no outline.
        return None


def get_vintage() -> str:
    """Return the date that the contours and communes hold for."""
    manifest = load_manifest()
    return f"{manifest['cog_vintage']}-{manifest['built_on']}"


def encode_outline(territory: Territory) -> bytes:
    """Return the outline of a territory, its communes and its neighbours as GeoJSON."""
    return _encode_outline(_Drawn(territory))


class _Drawn:
    """A territory that two requests compare by what is drawn of it."""

    def __init__(self, territory: Territory) -> None:
        self.territory = territory
        self._identity = (territory.key, territory.name, tuple(territory.commune_codes))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)


@lru_cache(maxsize=64)
def _encode_outline(drawn: _Drawn) -> bytes:
    features = list(_iter_features(drawn.territory))
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":"), ensure_ascii=False).encode()


def _iter_features(territory: Territory) -> Iterator[_Feature]:
    outline = get_outline(territory)
    if outline:
        yield _shape("outline", territory.code, territory.name, outline)
    for neighbour in list_neighbours(territory):
        around = get_outline(neighbour)
        if around:
            yield _shape("neighbour", neighbour.code, neighbour.name, around)
    if len(territory.places) <= _MOST_COMMUNES_DRAWN:
        names = {place.code: place.name for place in territory.places}
        for code, polygons in iter_commune_shapes(territory.commune_codes):
            yield _shape("commune", code, names[code], polygons)
    yield from map(_point, (place for place in territory.places if place.lat is not None))


def _point(place: Place) -> _Feature:
    return {
        "type": "Feature",
        "properties": {
            "kind": "place",
            "code": place.code,
            "name": place.name,
            "population": place.population,
        },
        "geometry": {
            "type": "Point",
            "coordinates": [round(place.lon or 0, _DECIMALS), round(place.lat or 0, _DECIMALS)],
        },
    }


def _shape(kind: str, code: str, name: str, polygons: Sequence[object]) -> _Feature:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "code": code, "name": name},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }
