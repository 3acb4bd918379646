"""A month of the plan: what begins, what ends, what must be sent, what is aimed at."""

from calendar import Calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import Action, Funding, FundingState, Indicator, Objective
from maillon_web.plan.selectors.standing import OVER

__all__ = ["Event", "EventKind", "Month", "list_events", "read_month"]

_FIRST_YEAR, _LAST_YEAR = 1900, 2999


class EventKind(StrEnum):
    """What happens on a day."""

    START = "start"
    END = "end"
    FUNDING = "funding"
    OBJECTIVE = "objective"
    TARGET = "target"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing on one day; `is_over` when nobody has to care any more."""

    on: date
    kind: EventKind
    title: str
    url: str
    key: str
    """Stable name, for the agendas that follow it."""
    is_over: bool = False

    @property
    def word(self) -> str:
        """What happens, in words."""
        return {
            EventKind.START: _("Début"),
            EventKind.END: _("Fin"),
            EventKind.FUNDING: _("Dossier à déposer"),
            EventKind.OBJECTIVE: _("Objectif"),
            EventKind.TARGET: _("Indicateur"),
        }[self.kind]


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One cell of the grid."""

    on: date
    is_inside: bool
    events: Sequence[Event]


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """A month by weeks, Monday first."""

    first: date
    weeks: Sequence[Sequence[Day]]
    events: Sequence[Event]

    @property
    def previous(self) -> str:
        """The month before, as the address writes it."""
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def following(self) -> str:
        """The month after."""
        return f"{self.first + timedelta(days=31):%Y-%m}"


def read_month(opened: Opened, wanted: str, today: date) -> Month:
    """Return the month written `2026-03`, this one when that is no month."""
    first = _read_first(wanted) or today.replace(day=1)
    days = list(Calendar().itermonthdates(first.year, first.month))
    events = list_events(opened, days[0], days[-1])
    by_day: dict[date, list[Event]] = {}
    for event in events:
        by_day.setdefault(event.on, []).append(event)
    cells = [
        Day(on=day, is_inside=day.month == first.month, events=by_day.get(day, [])) for day in days
    ]
    return Month(
        first=first,
        weeks=[cells[start : start + 7] for start in range(0, len(cells), 7)],
        events=[event for event in events if event.on.month == first.month],
    )


def _read_first(wanted: str) -> date | None:
    try:
        first = date.fromisoformat(f"{wanted}-01")
    except ValueError:
        return None
    return first if _FIRST_YEAR <= first.year <= _LAST_YEAR else None


def list_events(opened: Opened, start: date, end: date) -> list[Event]:
    """Return what happens between two days, both included, in four queries."""
    span = (start, end)
    found = [
        *_iter_actions(opened, span),
        *_iter_fundings(opened, span),
        *_iter_objectives(opened, span),
        *_iter_targets(opened, span),
    ]
    return sorted(found, key=lambda event: (event.on, event.kind.value, event.title))


Span = tuple[date, date]


def _iter_actions(opened: Opened, span: Span) -> Iterator[Event]:
    start, end = span
    records = list_records(opened, Action)
    found = records.filter(starts_on__range=span) | records.filter(ends_on__range=span)
    for action in found.order_by("pk"):
        url = reverse("plan:action", args=[opened.filiere.pk, action.pk])
        is_over = action.status in OVER
        if action.starts_on and start <= action.starts_on <= end:
            yield Event(
                on=action.starts_on,
                kind=EventKind.START,
                title=action.title,
                url=url,
                key=f"action-start-{action.pk}",
                is_over=is_over,
            )
        if action.ends_on and start <= action.ends_on <= end:
            yield Event(
                on=action.ends_on,
                kind=EventKind.END,
                title=action.title,
                url=url,
                key=f"action-end-{action.pk}",
                is_over=is_over,
            )


def _iter_fundings(opened: Opened, span: Span) -> Iterator[Event]:
    found = Funding.objects.filter(
        action__filiere=opened.filiere,
        action__visibility__in=list(opened.levels),
        due_on__range=span,
    ).select_related("action")
    for funding in found:
        if funding.due_on:
            yield Event(
                on=funding.due_on,
                kind=EventKind.FUNDING,
                title=_("{funder}, pour « {action} »").format(
                    funder=funding.funder, action=funding.action
                ),
                url=reverse("plan:action", args=[opened.filiere.pk, funding.action_id]),
                key=f"funding-{funding.pk}",
                is_over=funding.state != FundingState.WANTED,
            )


def _iter_objectives(opened: Opened, span: Span) -> Iterator[Event]:
    for objective in list_records(opened, Objective).filter(due_on__range=span):
        if objective.due_on:
            url = reverse("plan:list", args=[opened.filiere.pk])
            yield Event(
                on=objective.due_on,
                kind=EventKind.OBJECTIVE,
                title=objective.title,
                url=f"{url}?objective={objective.pk}",
                key=f"objective-{objective.pk}",
            )


def _iter_targets(opened: Opened, span: Span) -> Iterator[Event]:
    for indicator in list_records(opened, Indicator).filter(target_on__range=span):
        if indicator.target_on:
            yield Event(
                on=indicator.target_on,
                kind=EventKind.TARGET,
                title=indicator.label,
                url=reverse("plan:indicator", args=[opened.filiere.pk, indicator.pk]),
                key=f"indicator-{indicator.pk}",
            )
