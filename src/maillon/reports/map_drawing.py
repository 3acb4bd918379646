"""The map: contours of the territory and its actors, by stage and by precision of their place."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.reports.actor_reading import get_main_stage
from maillon.reports.svg import FONT, draw_symbol, symbol_colour, symbol_path, text_lines
from maillon.reports.wording import in_language_of

__all__ = ["count_unplaced", "describe_map", "draw_map", "list_symbols"]

Ring = Sequence[tuple[float, float]]
Polygons = Sequence[Sequence[Ring]]

_WIDTH, _SHORTEST, _TALLEST, _MARGIN, _FOOT = 720.0, 300.0, 520.0, 14.0, 24.0
_KM_PER_DEGREE = 111.195
_MOST_AROUND = 20
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
# Outside the outline nothing is studied: grey says "not here" without a word.
_STYLES = {
    "context": 'fill="#eceff2" stroke="#fff" stroke-width="1.2"',
    "outline": 'fill="#fff" stroke="#39424e" stroke-width="1.8"',
    "communes": 'fill="none" stroke="#c3c8cf" stroke-width="0.6"',
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Projection:
    """Plane map around one latitude: enough for a region, not for a country."""

    west: float
    north: float
    shrink: float
    scale: float
    left: float
    top: float
    height: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        x = self.left + (lon - self.west) * self.shrink * self.scale
        return x, self.top + (self.north - lat) * self.scale


def draw_map(document: dict[str, Any], shapes: Mapping[str, Any]) -> str:
    """
    Return the map as SVG.

    Parameters
    ----------
    document
        A result. Actors without position are left out: `count_unplaced` says how many.
    shapes
        `outline` (polygons), `communes` (polygons by code), `context` (a list of polygons);
        polygons are lists of rings of (longitude, latitude).

    Notes
    -----
    A place known to the commune only, or doubtful, is drawn hollow and spread around its point,
    so that it neither looks like an address nor hides its neighbours; the first twenty of a point,
    the largest, or they would spill over the communes around.
    """
    with in_language_of(document):
        projection = _fit(shapes["outline"])
        height = projection.height
        communes = list(shapes.get("communes", {}).values())
        layers = [
            *(_draw_shape(around, projection, "context") for around in shapes.get("context", [])),
            _draw_shape(shapes["outline"], projection, "outline"),
            *(_draw_shape(shape, projection, "communes") for shape in communes),
            _draw_actors(document, projection),
            _draw_scale(projection),
        ]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {height:g}" '
            f'width="{_WIDTH:g}" height="{height:g}" font-family="{FONT}" role="img" '
            f'aria-label="{escape(describe_map(document))}"><title>{escape(_("Carte des acteurs"))}'
            f'</title><clipPath id="map-frame"><path d="M0 0h{_WIDTH:g}v{height:g}h-{_WIDTH:g}z"/>'
            f'</clipPath><g clip-path="url(#map-frame)"><path d="M0 0h{_WIDTH:g}v{height:g}'
            f'h-{_WIDTH:g}z" fill="#f6f7f9"/>{"".join(layers)}</g></svg>'
        )


def describe_map(document: dict[str, Any]) -> str:
    """Return what the map shows in words, for people who do not see it."""
    with in_language_of(document):
        return _(
            "Carte de {territory} : {count} acteurs placés, un symbole par maillon. Le tableau des "
            "acteurs donne les mêmes lieux par écrit."
        ).format(
            territory=document["territory"]["name"],
            count=format_number(len(document["actors"]) - count_unplaced(document)),
        )


def count_unplaced(document: dict[str, Any]) -> int:
    """Return how many actors the map cannot show."""
    return sum(not _is_placed(actor) for actor in document["actors"])


def list_symbols(document: dict[str, Any]) -> list[dict[str, str]]:
    """Return the legend: symbol, stage and number of actors drawn, for each stage on the map."""
    counts = dict.fromkeys(_ranks(document), 0)
    for actor in document["actors"]:
        stage = get_main_stage(actor)
        if _is_placed(actor) and stage in counts:
            counts[stage] += 1
    return [
        {
            "svg": draw_symbol(rank),
            "label": f"{stage['label']} ({format_number(counts[stage['key']])})",
        }
        for rank, stage in enumerate(document["stages"])
        if counts[stage["key"]]
    ]


def _ranks(document: dict[str, Any]) -> dict[str, int]:
    return {stage["key"]: rank for rank, stage in enumerate(document["stages"])}


def _is_placed(actor: Mapping[str, Any]) -> bool:
    return actor["lat"] is not None and actor["lon"] is not None


def _fit(outline: Polygons) -> _Projection:
    points = [point for polygon in outline for ring in polygon for point in ring]
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
    width = max((max(lons) - min(lons)) * shrink, 1e-4)
    tall = max(max(lats) - min(lats), 1e-4)
    room = _WIDTH - 2 * _MARGIN
    height = min(max(room * tall / width + 2 * _MARGIN, _SHORTEST), _TALLEST)
    scale = min(room / width, (height - 2 * _MARGIN) / tall)
    return _Projection(
        west=min(lons),
        north=max(lats),
        shrink=shrink,
        scale=scale,
        left=(_WIDTH - width * scale) / 2,
        top=(height - tall * scale) / 2,
        height=height + _FOOT,
    )


def _draw_shape(polygons: Polygons, projection: _Projection, style: str) -> str:
    rings = [_draw_ring(ring, projection) for polygon in polygons for ring in polygon]
    path = "".join(rings)
    return f'<path d="{path}" fill-rule="evenodd" {_STYLES[style]}/>' if path else ""


def _draw_ring(ring: Ring, projection: _Projection) -> str:
    """Return the ring without the points that no eye would tell apart."""
    points = [projection.place(lon, lat) for lon, lat in ring]
    if not _meets_frame(points, projection):
        return ""
    kept = [points[0]]
    for x, y in points[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 0.8:
            kept.append((x, y))
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "z"


def _meets_frame(points: Sequence[tuple[float, float]], projection: _Projection) -> bool:
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return max(xs) > 0 and min(xs) < _WIDTH and max(ys) > 0 and min(ys) < projection.height


def _draw_actors(document: dict[str, Any], projection: _Projection) -> str:
    """Return two paths a stage: hollow below, filled above."""
    hollow: dict[int, list[str]] = {}
    filled: dict[int, list[str]] = {}
    ranks = _ranks(document)
    seen_at: dict[tuple[float, float], int] = {}
    for actor in document["actors"]:
        rank = ranks.get(get_main_stage(actor))
        if rank is None or not _is_placed(actor):
            continue
        x, y = projection.place(actor["lon"], actor["lat"])
        is_precise = actor["position_quality"] in {"precise", "street"}
        if not is_precise:
            spot = (round(x), round(y))
            if seen_at.get(spot, 0) >= _MOST_AROUND:
                continue
            x, y = _spread(x, y, seen_at.get(spot, 0))
            seen_at[spot] = seen_at.get(spot, 0) + 1
        group = filled if is_precise else hollow
        group.setdefault(rank, []).append(f"M{x:.1f} {y:.1f}{symbol_path(rank)}")
    return "".join(
        [
            *_draw_groups(
                hollow, 'fill="#fff" fill-opacity="0.7" stroke="{colour}" stroke-width="1.4"'
            ),
            *_draw_groups(filled, 'fill="{colour}" stroke="#fff" stroke-width="0.8"'),
        ]
    )


def _spread(x: float, y: float, rank: int) -> tuple[float, float]:
    """Return the place of the n-th symbol around one point, as seeds in a sunflower."""
    radius = 6.5 * math.sqrt(rank)
    return x + radius * math.cos(rank * _GOLDEN_ANGLE), y + radius * math.sin(rank * _GOLDEN_ANGLE)


def _draw_groups(groups: Mapping[int, Sequence[str]], style: str) -> Iterable[str]:
    for rank, paths in sorted(groups.items()):
        yield f'<path d="{"".join(paths)}" {style.format(colour=symbol_colour(rank))}/>'


def _draw_scale(projection: _Projection) -> str:
    """Return a bar of a round number of kilometres, a fifth of the map or less."""
    widest_km = _WIDTH / 5 / projection.scale * _KM_PER_DEGREE
    unit = 10 ** math.floor(math.log10(widest_km))
    length_km = max(step * unit for step in (1, 2, 5) if step * unit <= widest_km)
    length = length_km / _KM_PER_DEGREE * projection.scale
    y = projection.height - 8
    line = f"M14 {y - 5:g}v5h{length:.1f}v-5"
    bar = f'<path d="{line}" fill="none" stroke="#39424e" stroke-width="1.5"/>'
    label = f"{format_number(length_km)}\u00a0km"
    attributes = 'font-size="16" fill="#39424e"'
    return bar + text_lines([label], x=20 + length, y=y, step=0, attributes=attributes)
