"""Drawings set beside one another in a larger one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from maillon.reports.map_drawing import list_symbols
from maillon.reports.svg import FONT, text_lines, wrap

__all__ = ["Drawing", "draw_legend", "move", "read_drawing", "read_size", "stack"]

_INK = "#1d2433"
_LEGEND_STEP, _GAP = 24.0, 14.0
_ROOT = re.compile(r'<svg [^>]*?viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"[^>]*>')
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_PATH = re.compile(r"<path [^>]*/>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """A drawing without its root element, its left upper corner at zero."""

    width: float
    height: float
    body: str


def read_size(svg: str) -> tuple[float, float] | None:
    """Return the width and the height of an SVG that says them, `None` otherwise."""
    root = _ROOT.match(svg)
    return None if root is None else (float(root[3]), float(root[4]))


def read_drawing(svg: str) -> Drawing:
    """Return what a drawing of ours holds, ready to be set in a larger one."""
    root = _ROOT.match(svg)
    if root is None:
        raise ValueError("a drawing says its viewBox")
    left, top, width, height = map(float, root.groups())
    inner = _TITLE.sub("", svg[root.end() :].removesuffix("</svg>"), count=1)
    return Drawing(width=width, height=height, body=move(inner, x=-left, y=-top))


def draw_legend(
    document: dict[str, Any], *, width: float, columns: int, size: float = 13
) -> Drawing:
    """Return the symbols of the map and the name of their stage, column after column."""
    room, step = width / columns, size * _LEGEND_STEP / 13
    cells: list[tuple[str, list[str]]] = [
        (
            "".join(_PATH.findall(symbol["svg"])),
            wrap(symbol["label"], width=room - 2.2 * size, size=size * 0.86, most_lines=2),
        )
        for symbol in list_symbols(document)
    ]
    pieces, y = [], 0.0
    for start in range(0, len(cells), columns):
        row = cells[start : start + columns]
        for column, (symbol, lines) in enumerate(row):
            x = column * room
            pieces.append(move(symbol, x=x + size * 0.7, y=y + size * 0.75, scale=size / 13))
            pieces.append(
                text_lines(
                    lines,
                    x=x + 1.7 * size,
                    y=y + 1.1 * size,
                    step=1.2 * size,
                    attributes=f'font-size="{size:g}" fill="{_INK}"',
                )
            )
        y += step + 1.2 * size * (max(len(lines) for _symbol, lines in row) - 1)
    return Drawing(width=width, height=y, body="".join(pieces))


def stack(
    parts: Sequence[Drawing], *, margin: float, title: str, described: str, language: str
) -> str:
    """Return the parts one below the other on white, as an SVG that says what it shows."""
    parts = [part for part in parts if part.height]
    width = max(part.width for part in parts) + 2 * margin
    height = sum(part.height for part in parts) + _GAP * (len(parts) - 1) + 2 * margin
    pieces, y = [], margin
    for part in parts:
        pieces.append(move(part.body, x=margin, y=y))
        y += part.height + _GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family="{FONT}" role="img" '
        f'lang="{language}" xml:lang="{language}" aria-labelledby="picture-title picture-desc">'
        f'<title id="picture-title">{escape(title)}</title>'
        f'<desc id="picture-desc">{escape(described)}</desc>'
        f'<path d="M0 0h{width:g}v{height:g}h-{width:g}z" fill="#fff"/>{"".join(pieces)}</svg>'
    )


def move(body: str, *, x: float, y: float, scale: float = 1) -> str:
    """Return what is drawn, elsewhere."""
    resized = f" scale({scale:g})" if scale != 1 else ""
    return f'<g transform="translate({x:g} {y:g}){resized}">{body}</g>'
