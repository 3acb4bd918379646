"""Geometry of scripts/build_territories.py: areas, borders, holes, simplified contours."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

# WGS84 ellipsoid.
_RADIUS_M = 6378137.0
_E2 = 0.00669437999014
_E = _E2**0.5

# Contours: a vertex goes when it changes an area by less than the square of this length.
TOLERANCE_M = 300.0
# Slivers between two communes, errors of the package.
_GAP_M = 100.0
_SMALLEST_HOLE_KM2 = 0.5
DECIMALS = 3


def _authalic(latitude_rad: NDArray[np.float64]) -> NDArray[np.float64]:
    sine = np.sin(latitude_rad)
    inner = sine / (1 - _E2 * sine**2) - np.log((1 - _E * sine) / (1 + _E * sine)) / (2 * _E)
    return (1 - _E2) * inner


class EqualAreaPlane:
    """Cylindrical equal-area projection of the ellipsoid, true to scale at one latitude."""

    def __init__(self, latitude: float) -> None:
        true_at = np.radians(latitude)
        self._scale = _RADIUS_M * np.cos(true_at) / np.sqrt(1 - _E2 * np.sin(true_at) ** 2)
        self._height = _RADIUS_M**2 / (2 * self._scale)
        self._latitudes = np.radians(np.linspace(latitude - 8, latitude + 8, 1_000_000))
        self._ordinates = self._height * _authalic(self._latitudes)

    def project(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return the shapes in metres, valid."""
        flat = shapely.transform(
            shapes,
            lambda c: np.column_stack(
                [
                    self._scale * np.radians(c[:, 0]),
                    self._height * _authalic(np.radians(c[:, 1])),
                ]
            ),
        )
        return np.where(shapely.is_valid(flat), flat, shapely.buffer(flat, 0))

    def unproject(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return the shapes in degrees."""
        return shapely.transform(
            shapes,
            lambda c: np.column_stack(
                [
                    np.degrees(c[:, 0] / self._scale),
                    np.degrees(np.interp(c[:, 1], self._ordinates, self._latitudes)),
                ]
            ),
        )


def find_holes(shapes: NDArray[np.object_]) -> list[shapely.Polygon]:
    """Return the holes of the projected coverage, wider than a sliver, largest first."""
    whole = shapely.get_parts(shapely.union_all(shapes))
    holes = [shapely.Polygon(ring) for part in whole for ring in part.interiors]
    wide = [hole for hole in holes if hole.area > _SMALLEST_HOLE_KM2 * 1e6]
    return sorted(wide, key=lambda hole: -hole.area)


def list_close(hole: shapely.Polygon, codes: Iterable[str], shapes: Mapping[str, object]) -> list:
    """Return those of the codes whose shape touches the hole, within 200 m."""
    return [code for code in codes if code in shapes and hole.distance(shapes[code]) < 200]


def give_holes_back(
    shapes: dict[str, shapely.Geometry],
    *,
    strong: Sequence[str],
    weak: Sequence[str],
    settled: Sequence[str],
) -> tuple[dict[str, float], list[dict[str, object]]]:
    """
    Add each hole of a projected coverage to the merged commune that it belongs to.

    Parameters
    ----------
    shapes
        Shape of each commune; changed in place.
    strong
        Communes of which a former commune is known to have no shape.
    weak
        Communes of which a former commune is not in the package of contours.
    settled
        Communes named by a person for holes with several candidates.

    Returns
    -------
    tuple
        Area given to each commune in km², and the holes left with their candidates.
    """
    given: dict[str, float] = {}
    left: list[dict[str, object]] = []
    for hole in find_holes(np.array(list(shapes.values()), dtype=object)):
        choices = [list_close(hole, codes, shapes) for codes in (settled, strong, weak)]
        alone = next((found[0] for found in choices if len(found) == 1), None)
        area = round(hole.area / 1e6, 2)
        if alone is None:
            near = sorted({code for found in choices for code in found})
            left.append({"area_km2": area, "candidates": near})
            continue
        shapes[alone] = shapely.union(shapes[alone], hole)
        given[alone] = round(given.get(alone, 0.0) + area, 2)
    return given, left


def clean(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the projected coverage without overlap nor sliver."""
    return shapely.coverage_clean(shapes, gap_width=_GAP_M)


def list_borders(codes: Sequence[str], shapes: NDArray[np.object_]) -> set[tuple[str, str]]:
    """Return the pairs of a clean coverage that share at least one segment, in code order."""
    rings, owners = shapely.get_rings(shapes, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    points = np.round(points, 2)
    same_ring = ring_of[1:] == ring_of[:-1]
    start, end = points[:-1][same_ring], points[1:][same_ring]
    owner = owners[ring_of[:-1][same_ring]]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    segments = np.where(swap[:, None], np.hstack([end, start]), np.hstack([start, end]))
    order = np.lexsort(segments.T)
    segments, owner = segments[order], owner[order]
    shared = (segments[1:] == segments[:-1]).all(axis=1) & (owner[1:] != owner[:-1])
    pairs = zip(owner[:-1][shared], owner[1:][shared], strict=True)
    return {tuple(sorted((codes[a], codes[b]))) for a, b in pairs}


def simplify(shapes: NDArray[np.object_], plane: EqualAreaPlane) -> NDArray[np.object_]:
    """Return lighter contours in degrees; shared borders stay shared."""
    return plane.unproject(shapely.coverage_simplify(shapes, TOLERANCE_M))


def encode_shape(shape: shapely.Geometry) -> str:
    """
    Return a shape as text: polygons parted by `;`, rings by a space, outer ring first.

    A ring is an encoded polyline (latitude first) of `DECIMALS` decimals, without its last point,
    which is its first one.
    """
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = [_encode_ring(ring) for ring in shapely.get_rings(polygon)]
        if rings[0]:
            polygons.append(" ".join(ring for ring in rings if ring))
    return ";".join(polygons)


def _encode_ring(ring: shapely.LinearRing) -> str:
    grid = np.round(shapely.get_coordinates(ring) * 10**DECIMALS).astype(int)[:-1, ::-1]
    kept = grid[(grid != np.roll(grid, 1, axis=0)).any(axis=1)]
    if len(kept) < 3:
        return ""
    steps = np.diff(np.vstack([[0, 0], kept]), axis=0)
    return "".join(_encode_number(int(value)) for value in steps.ravel())


def _encode_number(value: int) -> str:
    rest = ~(value << 1) if value < 0 else value << 1
    text = ""
    while rest >= 32:
        text += chr((32 | rest & 31) + 63)
        rest >>= 5
    return text + chr(rest + 63)
