"""Bars beside their words: amounts, gains and losses, on one scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Bar", "Bars", "draw_bars", "draw_ranges"]

WIDTH = 640
_SIDE = 2
_THINNEST = 1.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One bar; `is_below` says that it goes backwards: a loss, or a cause that lowers."""

    label: str
    said: str
    x: float
    width: float
    is_below: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Bars:
    """A drawing, whose table is on the page; `zero` is negative when it is out of the scale."""

    bars: Sequence[Bar]
    zero: float
    width: int = WIDTH


def draw_bars(rows: Iterable[tuple[str, float, str]]) -> Bars | None:
    """Return a bar for each (label, value, words); `None` when there is nothing to draw."""
    return draw_ranges([(label, 0.0, value, said) for label, value, said in rows])


def draw_ranges(rows: Iterable[tuple[str, float, float, str]]) -> Bars | None:
    """Return a bar from one end to the other for each (label, end, end, words)."""
    listed = list(rows)
    if not listed:
        return None
    ends = [end for _label, start, stop, _said in listed for end in (start, stop)]
    low, high = min(ends), max(ends)
    room = (high - low) or 1.0

    def place(value: float) -> float:
        return round(_SIDE + (value - low) / room * (WIDTH - 2 * _SIDE), 1)

    bars = []
    for label, start, stop, said in listed:
        left, right = sorted((place(start), place(stop)))
        width = max(right - left, _THINNEST)
        bars.append(Bar(label=label, said=said, x=left, width=width, is_below=stop < start))
    return Bars(bars=bars, zero=place(0.0) if low <= 0 <= high else -1.0)
