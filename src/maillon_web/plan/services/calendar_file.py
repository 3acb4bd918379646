"""The dates of a plan as a calendar file (RFC 5545), for any agenda."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.urls import reverse

from maillon_web.plan.selectors.actions import ActionRow
from maillon_web.plan.selectors.calendar import Event
from maillon_web.plan.selectors.standing import OVER

__all__ = ["write_calendar"]

_LONGEST = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


def write_calendar(
    name: str,
    rows: Iterable[ActionRow],
    events: Iterable[Event],
    *,
    made_at: datetime,
    root: str,
) -> str:
    """
    Return the calendar.

    Parameters
    ----------
    rows
        Actions: each that has a date is one event, from its start to its end.
    events
        Other days: deadlines of funders, targets.
    made_at
        When the file was asked for.
    root
        Address of the server (`https://…`), put before the address of each page.
    """
    stamp = f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    host = root.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0] or "maillon"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Maillon//Plan d'action//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escape(name)}",
        *(line for row in rows for line in _write_action(row, stamp, host, root)),
        *(line for event in events for line in _write_event(event, stamp, host, root)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line))


def _write_action(row: ActionRow, stamp: str, host: str, root: str) -> Iterator[str]:
    action = row.action
    start, end = action.starts_on or action.ends_on, action.ends_on or action.starts_on
    if start is None or end is None:
        return
    url = f"{root}{reverse('plan:action', args=[action.filiere_id, action.pk])}"
    told = [str(action.get_status_display()), row.owner, action.next_step, action.description]
    yield "BEGIN:VEVENT"
    yield f"UID:action-{action.pk}@{host}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{action.updated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{action.version - 1}"
    yield from _write_days(start, end)
    yield f"SUMMARY:{_escape(action.title)}"
    yield f"DESCRIPTION:{_escape(chr(10).join(filter(None, told)))}"
    yield f"URL:{url}"
    yield "TRANSP:TRANSPARENT"
    if action.status in OVER:
        yield f"STATUS:{'CONFIRMED' if action.status == 'done' else 'CANCELLED'}"
    yield "END:VEVENT"


def _write_event(event: Event, stamp: str, host: str, root: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.key}@{host}"
    yield f"DTSTAMP:{stamp}"
    yield from _write_days(event.on, event.on)
    yield f"SUMMARY:{_escape(f'{event.word} – {event.title}')}"
    yield f"URL:{root}{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _write_days(start: date, end: date) -> Iterator[str]:
    # The end of a whole day is the day after it, which the event does not reach.
    yield f"DTSTART;VALUE=DATE:{start:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{max(start, end) + timedelta(days=1):%Y%m%d}"


def _escape(text: str) -> str:
    return text.replace("\r\n", "\n").translate(_ESCAPES)


def _fold(line: str) -> Iterator[str]:
    """Cut a line at 75 bytes, never inside a letter; what follows begins with a space."""
    piece, size = "", 0
    for letter in line:
        weight = len(letter.encode())
        if size + weight > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece += letter
        size += weight
    yield piece
