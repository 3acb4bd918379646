"""The commune of a point."""

from functools import cache
from math import cos, radians, sin
from typing import Any

import numpy as np

from maillon.reference.territories.geodesy import EARTH_RADIUS_KM
from maillon.reference.territories.index import get_index
from maillon.reference.territories.rings import contains_point
from maillon.reference.territories.shapes import get_commune_shape

__all__ = ["find_commune_at"]

_FARTHEST_KM = 10.0
# Communes whose contour is tried around a point; the nearest centre is not always the right one.
_TRIED = 12


@cache
def _tree() -> tuple[Any, list[str]]:
    from scipy.spatial import cKDTree

    index = get_index()
    rows = [row for row, lat in enumerate(index.columns["lat"]) if lat is not None]
    latitudes = np.radians([index.columns["lat"][row] for row in rows])
    longitudes = np.radians([index.columns["lon"][row] for row in rows])
    flat = np.cos(latitudes)
    points = np.column_stack(
        [flat * np.cos(longitudes), flat * np.sin(longitudes), np.sin(latitudes)]
    )
    return cKDTree(points), [index.codes[row] for row in rows]


def find_commune_at(lat: float, lon: float) -> str | None:
    """Return the commune whose contour holds a point, else the nearest within 10 km, or `None`."""
    tree, codes = _tree()
    phi, lam = radians(lat), radians(lon)
    point = [cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi)]
    chords, rows = tree.query(point, k=_TRIED)
    for row in rows:
        code = codes[int(row)]
        if any(_holds(polygon, lat=lat, lon=lon) for polygon in get_commune_shape(code)):
            return code
    is_near = float(chords[0]) * EARTH_RADIUS_KM <= _FARTHEST_KM
    return codes[int(rows[0])] if is_near else None


def _holds(polygon: list[list[tuple[float, float]]], *, lat: float, lon: float) -> bool:
    outer, *holes = polygon
    return contains_point(outer, lon, lat) and not any(contains_point(h, lon, lat) for h in holes)
