"""Rings on a grid: decode them, remove the edges they share, put holes in their polygons."""

from collections.abc import Iterable

__all__ = [
    "Grid",
    "Point",
    "Polygons",
    "assemble_polygons",
    "close_ring",
    "contains_point",
    "cut_shared_edges",
    "decode_shape",
]

# Longitude and latitude as integers, in thousandths of a degree: equal points are equal.
Point = tuple[int, int]
Ring = list[Point]
Grid = list[list[Ring]]
Polygons = list[list[list[tuple[float, float]]]]

_STEP = 1000
# In squares of the grid, doubled: a smaller hole is an accident of rounding, not an enclave.
_SMALLEST_HOLE = 24


def decode_shape(text: str) -> Grid:
    """Return the polygons of a contour as the file holds it: rings of encoded polylines."""
    return [[_decode_ring(ring) for ring in polygon.split(" ")] for polygon in text.split(";")]


def _decode_ring(text: str) -> Ring:
    ring: Ring = []
    numbers: list[int] = []
    value = shift = 0
    for char in text:
        chunk = ord(char) - 63
        value |= (chunk & 31) << shift
        shift += 5
        if chunk < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    lat = lon = 0
    for lat_step, lon_step in zip(numbers[::2], numbers[1::2], strict=True):
        lat += lat_step
        lon += lon_step
        ring.append((lon, lat))
    return ring


def close_ring(ring: Ring) -> list[tuple[float, float]]:
    """Return a ring in degrees, its first point repeated at the end."""
    return [(lon / _STEP, lat / _STEP) for lon, lat in [*ring, ring[0]]]


def cut_shared_edges(shapes: Iterable[Grid]) -> list[Ring]:
    """
    Return the rings that remain when the edges that two shapes share are removed.

    Works because neighbours share their points exactly: an edge inside appears twice.
    """
    edges: set[tuple[Point, Point]] = set()
    for shape in shapes:
        for polygon in shape:
            for ring in polygon:
                previous = ring[-1]
                for point in ring:
                    edges ^= {(previous, point) if previous < point else (point, previous)}
                    previous = point
    return _chain(edges)


def _chain(edges: set[tuple[Point, Point]]) -> list[Ring]:
    linked: dict[Point, set[Point]] = {}
    for start, end in edges:
        linked.setdefault(start, set()).add(end)
        linked.setdefault(end, set()).add(start)
    rings: list[Ring] = []
    for origin in sorted(linked):
        while linked[origin]:
            rings += _walk(origin, linked)
    return rings


def _walk(origin: Point, linked: dict[Point, set[Point]]) -> list[Ring]:
    # Every point has an even number of edges, so a walk comes back; where rings touch at a
    # point, the loop between two visits is a ring of its own.
    rings: list[Ring] = []
    path: Ring = [origin]
    position = {origin: 0}
    point = origin
    while linked[point]:
        following = linked[point].pop()
        linked[following].discard(point)
        if following in position:
            since = position[following]
            ring = path[since:]
            for left in ring[1:]:
                del position[left]
            del path[since + 1 :]
            if len(ring) > 2:
                rings.append(ring)
        else:
            position[following] = len(path)
            path.append(following)
        point = following
    return rings


def assemble_polygons(rings: Iterable[Ring]) -> Polygons:
    """Return polygons, largest first: a ring inside an odd number of others is a hole."""
    sized = sorted(((abs(_double_area(ring)), ring) for ring in rings), reverse=True)
    outers: list[tuple[Ring, list[Ring]]] = []
    for area, ring in sized:
        if not area:
            continue
        around = [entry for entry in outers if _is_inside(ring, entry[0])]
        holder = around[-1] if around else None
        if holder is None or any(_is_inside(ring, hole) for hole in holder[1]):
            outers.append((ring, []))
        elif area > _SMALLEST_HOLE:
            holder[1].append(ring)
    return [[close_ring(ring) for ring in [outer, *holes]] for outer, holes in outers]


def _double_area(ring: Ring) -> int:
    return sum(
        x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
    )


def _is_inside(ring: Ring, other: Ring) -> bool:
    # Rings may touch at points but share no edge: the middle of an edge decides.
    (x1, y1), (x2, y2) = ring[0], ring[1]
    return contains_point(other, (x1 + x2) / 2, (y1 + y2) / 2)


def contains_point(ring: Iterable[tuple[float, float]], x: float, y: float) -> bool:
    """Return whether a point is inside a ring, by counting the edges to its right."""
    points = list(ring)
    is_inside = False
    x1, y1 = points[-1]
    for x2, y2 in points:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            is_inside = not is_inside
        x1, y1 = x2, y2
    return is_inside
