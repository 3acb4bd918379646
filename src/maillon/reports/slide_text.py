"""How much text a slide holds: letters as large as possible, and never a line too many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from maillon.reports.clean_text import cut

__all__ = ["Fit", "Item", "count_lines", "fit_items", "fit_title", "measure"]

SIZES_PT = (24, 22, 20, 18, 16)
_TITLE_SIZES_PT = (32, 28, 24, 20)
# Wider than the mean letter of the font, so that another font of the same kind still fits.
_LETTER_EM, _BOLD_LETTER_EM, _LINE_EM, _AFTER_EM = 0.52, 0.57, 1.2, 0.4
_INDENT_EM = 1.3


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """
    One paragraph of a slide.

    Attributes
    ----------
    text
        What it says.
    lead
        Words in bold before it.
    details
        Lines below it, one level deeper.
    """

    text: str
    lead: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """The paragraphs that fit, and the size of their letters."""

    items: Sequence[Item]
    size_pt: int
    height_pt: float


def fit_items(
    items: Sequence[Item], *, width_pt: float, height_pt: float, longest: int = 320
) -> Fit:
    """
    Return the largest letters with which the paragraphs fit; the last ones are left out if need be.

    Parameters
    ----------
    items
        Paragraphs, the most useful first.
    width_pt, height_pt
        Room, in points.
    longest
        Longest text of one paragraph, in characters.
    """
    short = [
        replace(
            item,
            text=cut(item.text, longest),
            lead=cut(item.lead, 260),
            details=tuple(cut(line, longest // 2) for line in item.details),
        )
        for item in items
    ]
    for size in SIZES_PT:
        height = measure(short, size, width_pt)
        if height <= height_pt:
            return Fit(items=short, size_pt=size, height_pt=height)
    while len(short) > 1 and measure(short, SIZES_PT[-1], width_pt) > height_pt:
        short.pop()
    height = measure(short, SIZES_PT[-1], width_pt)
    return Fit(items=short, size_pt=SIZES_PT[-1], height_pt=height)


def fit_title(text: str, *, width_pt: float, most_lines: int = 2) -> tuple[str, int]:
    """Return a title that holds on its lines, and the size of its letters."""
    for size in _TITLE_SIZES_PT:
        if count_lines(text, size, width_pt, letter_em=_BOLD_LETTER_EM) <= most_lines:
            return text, size
    size = _TITLE_SIZES_PT[-1]
    room = int(width_pt / (size * _BOLD_LETTER_EM)) * most_lines
    return cut(text, int(room * 0.9)), size


def count_lines(
    text: str, size_pt: float, width_pt: float, *, letter_em: float = _LETTER_EM
) -> int:
    """Return on how many lines a text is set; a word too long for a line is cut at its end."""
    most = max(1, int(width_pt / (size_pt * letter_em)))
    lines, filled = 1, 0
    for word in text.split(" "):
        room = len(word) + (1 if filled else 0)
        if filled + room <= most:
            filled += room
        else:
            broken = -(-len(word) // most)
            lines += broken if filled else broken - 1
            filled = len(word) - (broken - 1) * most
    return lines


def measure(items: Sequence[Item], size_pt: float, width_pt: float) -> float:
    """Return how high the paragraphs stand in letters of that size, in points."""
    room = width_pt - _INDENT_EM * size_pt
    height = 0.0
    for item in items:
        text = f"{item.lead} {item.text}".strip()
        letter = _BOLD_LETTER_EM if len(item.lead) > len(item.text) else _LETTER_EM
        height += count_lines(text, size_pt, room, letter_em=letter) * size_pt * _LINE_EM
        height += _AFTER_EM * size_pt
        for line in item.details:
            lines = count_lines(line, size_pt - 2, room - _INDENT_EM * size_pt)
            height += (lines * _LINE_EM + _AFTER_EM / 2) * (size_pt - 2)
    return height
