"""Contours of communes and outlines of territories, for maps: simplified to some 300 metres."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from maillon.domain.territory import Territory
from maillon.reference.territories.files import read_columns
from maillon.reference.territories.index import load_arrondissements
from maillon.reference.territories.rings import (
    Grid,
    Polygons,
    assemble_polygons,
    close_ring,
    cut_shared_edges,
    decode_shape,
)

__all__ = ["get_commune_shape", "get_outline", "iter_commune_shapes"]


@cache
def _encoded() -> dict[str, str]:
    columns = read_columns("contours")
    return dict(zip(columns["code"], columns["shape"], strict=True))


@cache
def _drawn_by() -> dict[str, tuple[str, ...]]:
    # Paris, Lyon and Marseille are drawn by their arrondissements.
    cities: dict[str, tuple[str, ...]] = {}
    for code, entry in load_arrondissements().items():
        cities[entry.commune_code] = (*cities.get(entry.commune_code, ()), code)
    return cities


def _list_drawn(codes: Iterable[str]) -> list[str]:
    drawn = [part for code in codes for part in _drawn_by().get(code, (code,))]
    return [code for code in drawn if code in _encoded()]


@lru_cache(maxsize=8192)
def _decode(code: str) -> Grid:
    return decode_shape(_encoded()[code])


@lru_cache(maxsize=512)
def _outline(codes: tuple[str, ...]) -> Polygons:
    drawn = _list_drawn(codes)
    return assemble_polygons(cut_shared_edges(_decode(code) for code in drawn))


@lru_cache(maxsize=8192)
def get_commune_shape(code: str) -> Polygons:
    """Return the polygons of a commune or arrondissement; none when its contour is unknown."""
    if code in _encoded():
        return [[close_ring(ring) for ring in polygon] for polygon in _decode(code)]
    return _outline((code,))


def get_outline(territory: Territory) -> Polygons:
    """
    Return the outline of a territory, borders between its communes removed.

    Returns
    -------
    list of polygons
        Each a list of closed rings of (longitude, latitude) in degrees WGS84, the outer one
        first; as in a GeoJSON MultiPolygon. Empty when no contour is known (towns outside France,
        overseas collectivities).
    """
    return _outline(tuple(territory.commune_codes))


def iter_commune_shapes(codes: Iterable[str]) -> Iterator[tuple[str, Polygons]]:
    """Yield each commune whose contour is known, with its polygons as in `get_outline`."""
    for code in codes:
        polygons = get_commune_shape(code)
        if polygons:
            yield code, polygons
