"""The drawing of the means, year by year: one bar a year, zero at the bottom."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon_web.method.models import Means
from maillon_web.ui.formatting import format_money, format_quantity

__all__ = ["BarChart", "draw_budget", "draw_time"]

WIDTH, HEIGHT = 480, 220
_TOP, _BOTTOM, _SIDE = 28, 30, 10
_WIDEST = 80
_FILLED = 0.6


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One year; a year without a value has no bar and says so."""

    label: str
    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its words are centred."""
        return self.x + self.width / 2

    @property
    def above(self) -> float:
        """Where its value is written."""
        return self.y - 8


@dataclass(frozen=True, kw_only=True, slots=True)
class BarChart:
    """The bars, and what they say in one sentence."""

    title: str
    summary: str
    bars: Sequence[Bar]
    width: int = WIDTH
    height: int = HEIGHT
    bottom: int = HEIGHT - _BOTTOM

    @property
    def foot(self) -> int:
        """Where the years are written."""
        return self.height - 8


def draw_time(means: Sequence[Means]) -> BarChart | None:
    """Draw the working time; `None` when no year has one."""
    return _draw(
        _("Temps de travail d’animation, par année (ETP)"),
        [
            (
                entry.year,
                float(entry.fte) if entry.fte is not None else None,
                format_quantity(float(entry.fte), _("ETP")) if entry.fte is not None else "",
            )
            for entry in means
        ],
    )


def draw_budget(means: Sequence[Means]) -> BarChart | None:
    """Draw the budget; `None` when no year has one."""
    return _draw(
        _("Budget d’animation, par année (€)"),
        [
            (
                entry.year,
                float(entry.budget_eur) if entry.budget_eur is not None else None,
                format_money(float(entry.budget_eur)) if entry.budget_eur is not None else "",
            )
            for entry in means
        ],
    )


def _draw(title: str, values: Sequence[tuple[int, float | None, str]]) -> BarChart | None:
    known = [value for _year, value, _text in values if value is not None]
    if not known:
        return None
    highest = max(known) or 1.0
    slot = (WIDTH - 2 * _SIDE) / len(values)
    width = min(slot * _FILLED, _WIDEST)
    room = HEIGHT - _TOP - _BOTTOM
    bars = [
        Bar(
            label=str(year),
            text=text or _("non écrit"),
            x=round(_SIDE + slot * rank + (slot - width) / 2, 1),
            y=round(HEIGHT - _BOTTOM - room * (value or 0) / highest, 1),
            width=round(width, 1),
            height=round(room * (value or 0) / highest, 1),
        )
        for rank, (year, value, text) in enumerate(values)
    ]
    summary = ", ".join(
        _("{year} : {value}").format(year=bar.label, value=bar.text) for bar in bars
    )
    return BarChart(title=title, summary=summary, bars=bars)
