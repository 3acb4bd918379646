"""The dates of a plan as a calendar file."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.urls import reverse

from maillon.reports.calendar_file import CalendarEntry, write_calendar
from maillon_web.plan.models import ActionStatus
from maillon_web.plan.selectors.actions import ActionRow
from maillon_web.plan.selectors.calendar import Event

__all__ = ["write_plan_dates"]

FindAddress = Callable[[str], str]


def write_plan_dates(
    name: str,
    rows: Iterable[ActionRow],
    events: Iterable[Event],
    *,
    made_at: datetime,
    find_address: FindAddress,
    domain: str,
) -> bytes:
    """
    Return the calendar.

    Parameters
    ----------
    rows
        Actions: each that has a date is one entry, from its start to its end.
    events
        Other days: deadlines of funders, targets.
    made_at
        When the file was asked for.
    find_address
        Makes a path a whole address.
    domain
        Name of the server, so that its entries are not those of another.
    """
    entries = [*_iter_actions(rows, find_address), *_iter_events(events, find_address)]
    return write_calendar(name, entries, stamped_at=made_at, domain=domain)


def _iter_actions(rows: Iterable[ActionRow], find_address: FindAddress) -> Iterator[CalendarEntry]:
    for row in rows:
        action = row.action
        start, end = action.starts_on or action.ends_on, action.ends_on or action.starts_on
        if start is None or end is None:
            continue
        told = (str(action.get_status_display()), row.owner, action.next_step, action.description)
        path = reverse("plan:action", args=[action.filiere_id, action.pk])
        yield CalendarEntry(
            key=f"action-{action.pk}",
            title=action.title,
            starts=start,
            ends=max(start, end),
            description="\n".join(filter(None, told)),
            address=find_address(path),
            is_cancelled=action.status == ActionStatus.DROPPED,
            sequence=action.version - 1,
            is_busy=False,
        )


def _iter_events(events: Iterable[Event], find_address: FindAddress) -> Iterator[CalendarEntry]:
    for event in events:
        yield CalendarEntry(
            key=event.key,
            title=f"{event.word} – {event.title}",
            starts=event.on,
            ends=event.on,
            address=find_address(event.url),
            is_busy=False,
        )
