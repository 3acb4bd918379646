"""The drawing of an indicator: what was measured, where it started, where it should go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from maillon_web.plan.models import Indicator, IndicatorValue
from maillon_web.ui.formatting import format_number

__all__ = ["Trajectory", "draw_trajectory"]

WIDTH, HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 24, 20, 40
_LEAST_POINTS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One value on the drawing."""

    x: float
    y: float
    label: str
    on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One line of the scale."""

    place: float
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Trajectory:
    """Points and lines; the line stops at the last measure."""

    measures: Sequence[Point]
    baseline: Point | None
    target: Point | None
    marks: Sequence[Mark]
    days: Sequence[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM

    @property
    def line(self) -> str:
        """The measures in the order of time, from the baseline when there is one."""
        points = [*([self.baseline] if self.baseline else []), *self.measures]
        return " ".join(f"{point.x:g},{point.y:g}" for point in points)


Dated = tuple[date, Decimal]


def draw_trajectory(indicator: Indicator, values: Iterable[IndicatorValue]) -> Trajectory | None:
    """Place the values of an indicator; `None` when there are not two dates to place."""
    measured: list[Dated] = sorted((row.measured_on, row.value) for row in values)
    baseline = _pair(indicator.baseline_on, indicator.baseline)
    target = _pair(indicator.target_on, indicator.target)
    known = [*measured, *filter(None, (baseline, target))]
    if len({day for day, _value in known}) < _LEAST_POINTS:
        return None
    frame = _Frame(known)
    return Trajectory(
        measures=[frame.place(pair) for pair in measured],
        baseline=frame.place(baseline) if baseline else None,
        target=frame.place(target) if target else None,
        marks=frame.list_marks(),
        days=[Mark(place=frame.x(day), label=f"{day:%m/%Y}") for day in (frame.first, frame.last)],
    )


def _pair(day: date | None, value: Decimal | None) -> Dated | None:
    return (day, value) if day is not None and value is not None else None


class _Frame:
    """The window of days and values in which everything fits."""

    def __init__(self, known: Sequence[Dated]) -> None:
        days = [day for day, _value in known]
        values = [float(value) for _day, value in known]
        self.first, self.last = min(days), max(days)
        # From zero when all are on one side of it: a cut scale makes little look like much.
        self.low, self.high = min(0.0, *values), max(0.0, *values)
        if self.low == self.high:
            self.high = self.low + 1

    def x(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)

    def place(self, pair: Dated) -> Point:
        day, value = pair
        return Point(
            x=self.x(day), y=self.y(float(value)), label=format_number(float(value)), on=day
        )

    def list_marks(self) -> list[Mark]:
        middle = (self.low + self.high) / 2
        return [
            Mark(place=self.y(value), label=format_number(value))
            for value in (self.low, middle, self.high)
        ]
