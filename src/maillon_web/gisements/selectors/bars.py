"""Quantities as bars: how long, how far the uncertainty goes, and the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon_web.ui.formatting import format_number, format_percent, format_quantity

__all__ = ["Bar", "Quantity", "Segment", "draw_bars", "draw_segments", "say_quantity"]

WIDTH = 1000
"""Width of a drawing, in its own units."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A quantity to draw; without bounds, its uncertainty is not known."""

    label: str
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A quantity drawn: places in thousandths of the width of the drawing."""

    label: str
    text: str
    is_known: bool
    width: int
    low: int
    spread: int
    css: str


def draw_bars(quantities: Sequence[Quantity]) -> list[Bar]:
    """
    Return quantities of one unit on one scale, which the widest fills.

    The first is the whole, the others are parts of it: one that is unknown is a share to be said.
    """
    most = max((entry.high or entry.value or 0.0 for entry in quantities), default=0.0)
    return [_draw(entry, most, rank) for rank, entry in enumerate(quantities)]


def _draw(entry: Quantity, most: float, rank: int) -> Bar:
    low, high = entry.low, entry.high
    has_range = low is not None and high is not None
    start = _place(low, most) if has_range else 0
    return Bar(
        label=entry.label,
        text=_("part non dite") if rank and entry.value is None else say_quantity(entry),
        is_known=entry.value is not None,
        width=_place(entry.value, most),
        low=start,
        spread=_place(high, most) - start if has_range else 0,
        css=f"gisement-step-{rank}",
    )


def _place(value: float | None, most: float) -> int:
    return round(WIDTH * (value or 0.0) / most) if most else 0


def say_quantity(entry: Quantity) -> str:
    """Return a quantity in words, between its bounds when it has some."""
    if entry.value is None:
        return _("quantité inconnue")
    text = format_quantity(entry.value, entry.unit)
    if entry.low is None or entry.high is None:
        return text
    return _("{value}, entre {low} et {high}").format(
        value=text,
        low=format_number(entry.low),
        high=format_quantity(entry.high, entry.unit),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A part of a whole drawn: places in thousandths of the width."""

    key: str
    label: str
    text: str
    share: float
    start: int
    width: int


def draw_segments(parts: Sequence[tuple[str, str, float]]) -> list[Segment]:
    """Return shares (key, label, share) side by side; together they fill the width at most."""
    drawn: list[Segment] = []
    end = 0.0
    total = max(1.0, sum(share for _key, _label, share in parts))
    for key, label, share in parts:
        start, end = end, end + share / total
        if share > 0:
            drawn.append(
                Segment(
                    key=key,
                    label=label,
                    text=format_percent(share),
                    share=share,
                    start=round(WIDTH * start),
                    width=max(1, round(WIDTH * end) - round(WIDTH * start)),
                )
            )
    return drawn
