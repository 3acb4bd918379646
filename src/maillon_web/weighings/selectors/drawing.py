"""The drawings of the bilan: the path towards a target, and what came and went month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from maillon.domain.weighings import name_month
from maillon.studies.weighing.bilans import MonthTotal
from maillon_web.ui.formatting import format_day, format_number
from maillon_web.weighings.selectors.totals import TargetStanding

__all__ = ["Bars", "Path", "draw_bars", "draw_path", "gather_by_year"]

WIDTH, HEIGHT = 720, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 24, 20, 44
_INNER = WIDTH - _LEFT - _RIGHT
_TALL = HEIGHT - _TOP - _BOTTOM
_GAP = 0.25
_MOST_LABELS = 6
_MONTHS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One line of a scale."""

    place: float
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One bar."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What both drawings share."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """What was counted since the start, the even path to the target, and the projection."""

    frame: Frame
    line: str
    aim: str
    projection: str
    target: tuple[float, float]
    marks: Sequence[Mark]
    days: Sequence[Mark]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bars:
    """What came in and what went out, month by month or year by year."""

    frame: Frame
    incoming: Sequence[Bar]
    outgoing: Sequence[Bar]
    marks: Sequence[Mark]
    labels: Sequence[Mark]


def draw_path(standing: TargetStanding, months: Sequence[tuple[int, Decimal]]) -> Path | None:
    """Draw a target that adds up since its start; `None` for a yearly one."""
    target, progress = standing.target, standing.progress
    if target.is_yearly:
        return None
    goal = float(progress.target.quantity_kg)
    projected = None if progress.projected_kg is None else float(progress.projected_kg)
    high = max(goal, float(progress.reached_kg), projected or 0.0)
    whole = (target.due_on - target.starts_on).days

    def place(day: date, value: float) -> tuple[float, float]:
        share = min(max((day - target.starts_on).days / whole, 0), 1)
        return round(_LEFT + share * _INNER, 1), _level(value, high)

    points = [place(target.starts_on, 0)]
    total = 0.0
    until = min(standing.known_until, target.due_on)
    for month, kilograms in months:
        total += float(kilograms)
        points.append(place(min(_end_of(month), until), total))
    now = place(until, total)
    points.append(now)
    end = place(target.due_on, projected) if projected is not None else None
    goal_point = place(target.due_on, goal)
    return Path(
        frame=Frame(),
        line=_join(points),
        aim=_join([place(target.starts_on, 0), goal_point]),
        projection=_join([now, end]) if end and until < target.due_on else "",
        target=goal_point,
        marks=_list_marks(high),
        days=[
            Mark(place=_LEFT, label=format_day(target.starts_on)),
            Mark(place=WIDTH - _RIGHT, label=format_day(target.due_on)),
        ],
    )


def _end_of(month: int) -> date:
    year, rank = divmod(month + 1, _MONTHS)
    return date(year, rank + 1, 1)


def _join(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _level(value: float, high: float) -> float:
    return round(_TOP + _TALL * (1 - value / high if high else 1), 1)


def _list_marks(high: float) -> list[Mark]:
    levels = sorted({0.0, high / 2, high})
    return [Mark(place=_level(value, high), label=_say_tonnes(value)) for value in levels]


def _say_tonnes(kilograms: float) -> str:
    return f"{format_number(kilograms / 1000)} t"


def gather_by_year(months: Sequence[MonthTotal]) -> list[MonthTotal]:
    """Add up months by year; `month` is then the January of the year."""
    years: dict[int, list[MonthTotal]] = {}
    for row in months:
        years.setdefault(row.month // _MONTHS, []).append(row)
    zero = Decimal(0)
    return [
        MonthTotal(
            month=year * _MONTHS,
            incoming_kg=sum((row.incoming_kg for row in rows), zero),
            outgoing_kg=sum((row.outgoing_kg for row in rows), zero),
            reused_kg=sum((row.reused_kg for row in rows), zero),
        )
        for year, rows in years.items()
    ]


def draw_bars(rows: Sequence[MonthTotal], *, by_year: bool = False) -> Bars | None:
    """Draw two bars for each month or year; `None` when nothing moved."""
    high = max((float(max(row.incoming_kg, row.outgoing_kg)) for row in rows), default=0.0)
    if not high:
        return None
    step = _INNER / len(rows)
    width = step * (1 - _GAP) / 2

    def draw(rank: int, value: Decimal, side: int) -> Bar:
        y = _level(float(value), high)
        return Bar(
            x=round(_LEFT + step * (rank + _GAP / 2) + side * width, 1),
            y=y,
            width=round(width, 1),
            height=round(HEIGHT - _BOTTOM - y, 1),
        )

    every = -(-len(rows) // _MOST_LABELS)
    return Bars(
        frame=Frame(),
        incoming=[draw(rank, row.incoming_kg, 0) for rank, row in enumerate(rows)],
        outgoing=[draw(rank, row.outgoing_kg, 1) for rank, row in enumerate(rows)],
        marks=_list_marks(high),
        labels=[
            Mark(
                place=round(_LEFT + step * (rank + 0.5), 1),
                label=_name(row.month, by_year=by_year),
            )
            for rank, row in enumerate(rows)
            if rank % every == 0
        ],
    )


def _name(month: int, *, by_year: bool) -> str:
    year, rank = name_month(month).split("-")
    return year if by_year else f"{rank}/{year}"
