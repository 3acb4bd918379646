"""Where each action lies on a drawing of the time: pure geometry, the page draws it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

from maillon_web.plan.models import ActionStatus, Dependency
from maillon_web.plan.selectors.actions import ActionRow
from maillon_web.plan.selectors.dependencies import explain_overlap

__all__ = ["Bar", "Gantt", "Link", "Tick", "draw_gantt", "list_years"]

LABEL_WIDTH = 270
CHART_WIDTH = 690
HEADER = 34
ROW = 30
_BAR = 14
_MOST_YEARS = 12
_MOST_LETTERS = 38
_LEAST_WIDTH = 4.0
_ELBOW = 7.0
_MONTHS_AS_TICKS = 18
_QUARTERS_AS_TICKS = 48
_QUARTER, _YEAR = 3, 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One action on the drawing; a lone date is a point (`width` 0)."""

    row: ActionRow
    label: str
    x: float
    y: float
    width: float
    css: str

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return self.y + _BAR / 2

    @property
    def text_y(self) -> float:
        """Base line of its label."""
        return self.y + _BAR - 2

    @property
    def diamond(self) -> str:
        """Outline of a lone date."""
        return f"M{self.x:g} {self.middle - 8:g}l8 8l-8 8l-8 -8z"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """One mark of the scale."""

    x: float
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """The line from an action to one that waits for it; `warning` when the dates contradict it."""

    path: str
    warning: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Gantt:
    """The drawing, its size, and the actions that have no place on it."""

    start: date
    end: date
    bars: Sequence[Bar]
    links: Sequence[Link]
    ticks: Sequence[Tick]
    today_x: float | None
    undated: Sequence[ActionRow]
    outside: Sequence[ActionRow]

    @property
    def width(self) -> int:
        """Width of the drawing."""
        return LABEL_WIDTH + CHART_WIDTH + 20

    @property
    def height(self) -> int:
        """Height of the drawing."""
        return HEADER + ROW * len(self.bars) + 12

    @property
    def bottom(self) -> int:
        """Where the vertical lines end."""
        return self.height - 6

    @property
    def warnings(self) -> list[str]:
        """What the dates contradict."""
        return [link.warning for link in self.links if link.warning]


def list_years(rows: Iterable[ActionRow]) -> list[int]:
    """Return the years that the actions touch."""
    years: set[int] = set()
    for row in rows:
        start, end = _read_span(row)
        if start and end:
            years.update(range(start.year, min(end.year, start.year + _MOST_YEARS) + 1))
    return sorted(years)


def draw_gantt(
    rows: Sequence[ActionRow],
    ties: Iterable[Dependency],
    *,
    today: date,
    year: int | None = None,
) -> Gantt:
    """
    Place the actions in a window of time.

    Parameters
    ----------
    year
        The year to show; by default everything, twelve years at most.
    """
    start, end = _choose_window(rows, today, year)
    bars: list[Bar] = []
    undated: list[ActionRow] = []
    outside: list[ActionRow] = []
    for row in rows:
        first, last = _read_span(row)
        if first is None or last is None:
            undated.append(row)
        elif last < start or first > end:
            outside.append(row)
        else:
            bars.append(_place(row, (first, last), (start, end), len(bars)))
    return Gantt(
        start=start,
        end=end,
        bars=bars,
        links=_draw_links(bars, ties),
        ticks=_draw_ticks(start, end),
        today_x=_locate(today, start, end) if start <= today <= end else None,
        undated=undated,
        outside=outside,
    )


def _read_span(row: ActionRow) -> tuple[date | None, date | None]:
    action = row.action
    return action.starts_on or action.ends_on, action.ends_on or action.starts_on


def _choose_window(rows: Iterable[ActionRow], today: date, year: int | None) -> tuple[date, date]:
    if year is not None:
        return date(year, 1, 1), date(year, 12, 31)
    spans = [span for row in rows if all(span := _read_span(row))]
    first = min((span[0] for span in spans if span[0]), default=today)
    last = max((span[1] for span in spans if span[1]), default=today)
    last = min(last, date(min(first.year + _MOST_YEARS, 9999), 12, 31))
    return first.replace(day=1), _end_of_month(max(last, first))


def _end_of_month(day: date) -> date:
    return _next_month(day) - timedelta(days=1)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _locate(day: date, start: date, end: date) -> float:
    share = (day - start).days / max((end - start).days + 1, 1)
    return round(LABEL_WIDTH + share * CHART_WIDTH, 1)


def _place(row: ActionRow, span: tuple[date, date], window: tuple[date, date], rank: int) -> Bar:
    start, end = window
    action = row.action
    is_point = action.starts_on is None or action.ends_on is None
    x = _locate(max(span[0], start), start, end)
    till = _locate(min(span[1], end) + timedelta(days=1), start, end)
    title = action.title
    return Bar(
        row=row,
        label=title if len(title) <= _MOST_LETTERS else f"{title[: _MOST_LETTERS - 1].rstrip()}…",
        x=x,
        y=HEADER + ROW * rank + (ROW - _BAR) / 2,
        width=0 if is_point else max(round(till - x, 1), _LEAST_WIDTH),
        css=_choose_class(row),
    )


def _choose_class(row: ActionRow) -> str:
    if row.standing.is_late:
        return "late"
    status = row.action.status
    if status in {ActionStatus.DONE, ActionStatus.DROPPED}:
        return "over"
    return "running" if status == ActionStatus.RUNNING else "planned"


def _draw_links(bars: Sequence[Bar], ties: Iterable[Dependency]) -> list[Link]:
    placed = {bar.row.action.pk: bar for bar in bars}
    return [
        Link(
            path=_draw_path(placed[tie.before_id], placed[tie.after_id]),
            warning=explain_overlap(tie.before, tie.after),
        )
        for tie in ties
        if tie.before_id in placed and tie.after_id in placed
    ]


def _draw_path(before: Bar, after: Bar) -> str:
    from_x, from_y = before.x + before.width, before.middle
    to_x, to_y = after.x - 1, after.middle
    if to_x >= from_x + 2 * _ELBOW:
        return f"M{from_x:g} {from_y:g}h{_ELBOW:g}V{to_y:g}H{to_x:g}"
    between = from_y + (ROW / 2 if to_y > from_y else -ROW / 2)
    return f"M{from_x:g} {from_y:g}h{_ELBOW:g}V{between:g}H{to_x - _ELBOW:g}V{to_y:g}h{_ELBOW:g}"


def _draw_ticks(start: date, end: date) -> list[Tick]:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    step = 1 if months <= _MONTHS_AS_TICKS else _QUARTER
    step = step if months <= _QUARTERS_AS_TICKS else _YEAR
    ticks: list[Tick] = []
    day = start.replace(day=1)
    while day <= end:
        if (day.month - 1) % step == 0 or not ticks:
            ticks.append(
                Tick(x=_locate(day, start, end), label=_say_tick(day, step, is_first=not ticks))
            )
        day = _next_month(day)
    return ticks


def _say_tick(day: date, step: int, *, is_first: bool) -> str:
    if step == _YEAR:
        return str(day.year)
    month = date_format(day, "M")
    return f"{month} {day.year}" if is_first or day.month == 1 else month
