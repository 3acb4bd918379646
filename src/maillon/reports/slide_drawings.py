"""The drawings of the slides: wide, and with letters that the back of a room can read."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.reports.drawing_parts import draw_legend, move, read_drawing
from maillon.reports.figure_text import show_figure
from maillon.reports.map_drawing import draw_map
from maillon.reports.svg import FONT, text_lines, wrap
from maillon.reports.wording import show_state

__all__ = ["draw_slide_chain", "draw_slide_map"]

WIDTH = 1180.0
_INK, _QUIET, _LINE = "#1d2433", "#4a5262", "#5b6472"
_COLOURS = {
    "present": ("#2b5d73", ""),
    "fragile": ("#8f4e00", "9 5"),
    "missing": ("#a8201a", "4 5"),
    "unobservable": ("#565b66", "2 5"),
}
_LETTER, _STEP, _DETAIL_STEP, _GAP_X, _GAP_Y = 20.0, 24.0, 20.0, 46.0, 34.0
_STATE_HEIGHT, _PADDING = 28.0, 11.0


def draw_slide_chain(document: dict[str, Any]) -> str:
    """
    Return the stages in order, each once, as SVG: name, size, state, and arrows where matter flows.

    What flows is named on the chain of the page: here its letters would be too small.
    """
    stages = document["stages"]
    columns = _choose_columns(len(stages))
    box_width = (WIDTH - _GAP_X * (columns - 1)) / columns
    flows = {(link["from"], link["to"]) for link in document["filiere"]["links"]}
    lines_most = 2 if columns == 3 else 3
    arrows, boxes, y = [], [], _STATE_HEIGHT / 2
    places: list[tuple[Mapping[str, Any], float, float, float]] = []
    for start in range(0, len(stages), columns):
        row = stages[start : start + columns]
        titles = [
            wrap(stage["label"], width=box_width - 20, size=_LETTER * 0.86, most_lines=lines_most)
            for stage in row
        ]
        lines = max(map(len, titles)) + 1
        details = max(len(_list_ess(document, stage)) for stage in row)
        height = 2 * _PADDING + _STEP * lines + _DETAIL_STEP * details + 6
        for column, (stage, title) in enumerate(zip(row, titles, strict=True)):
            x = column * (box_width + _GAP_X)
            boxes.append(_draw_box(document, stage, title, (x, y, box_width, height)))
            places.append((stage, x, y, height))
        y += height + _GAP_Y
    for (origin, x, top, height), (end, end_x, end_top, _height) in pairwise(places):
        if (origin["key"], end["key"]) in flows:
            arrows.append(_draw_arrow((x, top, box_width, height), (end_x, end_top)))
    body = "".join(arrows + boxes)
    return _wrap_svg(body, width=WIDTH, height=max(y - _GAP_Y, _STEP) + 4)


def draw_slide_map(document: dict[str, Any], shapes: Mapping[str, Any]) -> str:
    """Return the map with its legend on the right, as SVG."""
    drawn = read_drawing(draw_map(document, shapes))
    gap = 36.0
    legend = draw_legend(document, width=WIDTH - drawn.width - gap, columns=1, size=19)
    height = max(drawn.height, legend.height)
    body = drawn.body + move(legend.body, x=drawn.width + gap, y=0)
    return _wrap_svg(body, width=WIDTH, height=height)


def _choose_columns(count: int) -> int:
    """Return as many columns as keep three rows or less, and letters that can be read."""
    return min(max(3, math.ceil(count / 3)), 5)


def _draw_box(
    document: dict[str, Any],
    stage: Mapping[str, Any],
    title: Sequence[str],
    place: tuple[float, float, float, float],
) -> str:
    x, y, width, height = place
    colour, dashes = _COLOURS[stage["state"]]
    dash = f' stroke-dasharray="{dashes}" stroke-linecap="round"' if dashes else ""
    text_y = y + _PADDING + _STEP * 0.9
    return "".join(
        [
            f'<rect x="{x + 1.5:g}" y="{y:g}" width="{width - 3:g}" height="{height:g}" rx="9" '
            f'fill="#fff" stroke="{colour}" stroke-width="2.4"{dash}/>',
            text_lines(
                title,
                x=x + 13,
                y=text_y,
                step=_STEP,
                attributes=f'font-size="{_LETTER:g}" font-weight="600" fill="{_INK}"',
            ),
            text_lines(
                [_say_count(document, stage)],
                x=x + 13,
                y=text_y + _STEP * len(title) + 2,
                step=0,
                attributes=f'font-size="{_LETTER - 1:g}" fill="{_INK}"',
            ),
            text_lines(
                _list_ess(document, stage),
                x=x + 13,
                y=text_y + _STEP * len(title) + 2 + _DETAIL_STEP,
                step=_DETAIL_STEP,
                attributes=f'font-size="{_LETTER - 3:g}" fill="{_QUIET}"',
            ),
            _draw_state(stage["state"], colour, right=x + width - 12, y=y) if dashes else "",
        ]
    )


def _draw_state(state: str, colour: str, *, right: float, y: float) -> str:
    word = show_state(state)
    width = 24 + len(word) * 10.4
    return (
        f'<rect x="{right - width:g}" y="{y - _STATE_HEIGHT / 2:g}" width="{width:g}" '
        f'height="{_STATE_HEIGHT:g}" rx="{_STATE_HEIGHT / 2:g}" fill="{colour}"/>'
        f'<text x="{right - width / 2:g}" y="{y + 6:g}" font-size="17" font-weight="600" '
        f'fill="#fff" text-anchor="middle">{escape(word)}</text>'
    )


def _draw_arrow(origin: tuple[float, float, float, float], end: tuple[float, float]) -> str:
    """Join a stage to the next one: straight on the same row, else down and back to the left."""
    x, top, width, height = origin
    end_x, end_top = end
    if top == end_top:
        y, right = top + height / 2, end_x - 3
        path, head = f"M{x + width + 3:g} {y:g}H{right - 10:g}", f"M{right:g} {y:g}l-12 -6v12z"
    else:
        middle = (top + height + end_top) / 2
        foot_x = end_x + 40
        path = f"M{x + 40:g} {top + height + 2:g}V{middle:g}H{foot_x:g}V{end_top - 10:g}"
        head = f"M{foot_x:g} {end_top - 2:g}l-6 -11h12z"
    return (
        f'<path d="{path}" fill="none" stroke="{_LINE}" stroke-width="2"/>'
        f'<path d="{head}" fill="{_LINE}"/>'
    )


def _say_count(document: dict[str, Any], stage: Mapping[str, Any]) -> str:
    figure = document["figures"].get(stage["figures"].get("establishments", ""))
    if figure is None:
        return _("nombre non connu")
    value = figure["value"]
    if value is None or figure["is_protected"]:
        return show_figure(figure)
    if value == 0 and stage["state"] == "unobservable":
        return _("décompte impossible")  # a zero here would be read as an absence
    return translate_plural("{count} établissement", "{count} établissements", value).format(
        count=format_number(value)
    )


def _list_ess(document: dict[str, Any], stage: Mapping[str, Any]) -> list[str]:
    """Return the two counts of the ESS, that never add up, where there is anything to count."""
    figures = document["figures"]
    if figures.get(stage["figures"].get("establishments", ""), {}).get("value") == 0:
        return []
    texts = {
        "ess_published": _("ESS publiée : {count}"),
        "ess_deduced": _("ESS déduite : {count}"),
    }
    found = {name: figures.get(stage["figures"].get(name, "")) for name in texts}
    return [
        texts[name].format(count=show_figure(figure, with_unit=False))
        for name, figure in found.items()
        if figure is not None
    ]


def _wrap_svg(body: str, *, width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family="{FONT}">{body}</svg>'
    )
