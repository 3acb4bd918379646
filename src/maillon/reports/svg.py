"""Small pieces of SVG: text that wraps, points, symbols that differ by shape and by colour."""

from collections.abc import Sequence
from html import escape

__all__ = ["FONT", "draw_symbol", "symbol_colour", "symbol_path", "text_lines", "wrap"]

# The same drawing goes in the page and in the PDF, where only the bundled font exists.
FONT = "Source Sans Pro, system-ui, Segoe UI, sans-serif"

# A generous mean width, so that a wider fallback font still fits.
_CHARACTER_WIDTH_EM = 0.64

# Each holds a contrast of 3:1 or more on white; the shape says the same as the colour.
_COLOURS = (
    "#0072b2",
    "#c24a00",
    "#00785a",
    "#7b3294",
    "#8a6500",
    "#b0236b",
    "#1a1a1a",
    "#3a6ea5",
    "#6b4423",
)
_SHAPES = (
    "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
    "m-4 -4h8v8h-8z",
    "m0 -5.2l5 8.8h-10z",
    "m0 -5.6l5.2 5.6l-5.2 5.6l-5.2 -5.6z",
    "m-1.7 -5h3.4v3.3h3.3v3.4h-3.3v3.3h-3.4v-3.3h-3.3v-3.4h3.3z",
    "m0 5.2l5 -8.8h-10z",
    "m0 -5.2l5 3.6l-1.9 5.9h-6.2l-1.9 -5.9z",
    "m-2.6 -4.8h5.2l2.8 4.8l-2.8 4.8h-5.2l-2.8 -4.8z",
    "m0 -6l1.7 4h4.1l-3.2 2.7l1.3 4.3l-3.9 -2.5l-3.9 2.5l1.3 -4.3l-3.2 -2.7h4.1z",
    "m-5.5 -2.6h11v5.2h-11z",
)


def wrap(text: str, *, width: float, size: float, most_lines: int) -> list[str]:
    """Return the text in lines that fit the width; what does not fit ends with an ellipsis."""
    most = max(4, int(width / (size * _CHARACTER_WIDTH_EM)))
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    lines = [line if len(line) <= most else f"{line[: most - 1]}…" for line in lines]
    if len(lines) > most_lines:
        last = lines[most_lines - 1][: most - 1].rstrip(" ,;’'")
        lines = [*lines[: most_lines - 1], f"{last}…"]
    return lines


def text_lines(lines: Sequence[str], *, x: float, y: float, step: float, attributes: str) -> str:
    """Return one text element a line, the first on the base line `y`."""
    return "".join(
        f'<text x="{x:g}" y="{y + step * rank:g}" {attributes}>{escape(line)}</text>'
        for rank, line in enumerate(lines)
    )


def symbol_colour(rank: int) -> str:
    """Return the colour of the stage of that rank."""
    return _COLOURS[rank % len(_COLOURS)]


def symbol_path(rank: int) -> str:
    """Return the outline of the symbol of that rank, relative to its centre."""
    return _SHAPES[rank % len(_SHAPES)]


def draw_symbol(rank: int, *, is_hollow: bool = False) -> str:
    """Return the symbol alone, for a legend."""
    colour = symbol_colour(rank)
    fill, stroke = ("#fff", colour) if is_hollow else (colour, "#fff")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 16 16" width="16" height="16" '
        f'aria-hidden="true" focusable="false"><path d="M0 0{symbol_path(rank)}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{1.6 if is_hollow else 0.8}"/></svg>'
    )
