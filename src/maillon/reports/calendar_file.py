"""Dates as a calendar file, that every calendar program opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

__all__ = ["CALENDAR_TYPE", "CalendarEntry", "write_calendar"]

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEntry:
    """
    One date.

    Attributes
    ----------
    key
        Stable name of what it tells: a calendar that reads the file again moves the same entry.
    starts
        A day, or a moment with its time zone.
    ends
        Last day (included), or moment of the end; `None` for a day or a moment alone.
    sequence
        Number of the version of what it tells.
    is_busy
        Whether the person is taken meanwhile; false for what spans weeks beside other work.
    """

    key: str
    title: str
    starts: date | datetime
    ends: date | datetime | None = None
    place: str = ""
    description: str = ""
    address: str = ""
    is_cancelled: bool = False
    sequence: int = 0
    is_busy: bool = True


def write_calendar(
    name: str, entries: Iterable[CalendarEntry], *, stamped_at: datetime, domain: str
) -> bytes:
    """
    Return a calendar file (RFC 5545).

    Parameters
    ----------
    name
        Name of the calendar, as calendar programs show it.
    stamped_at
        Moment of the writing, with its time zone.
    domain
        Ending of the identifiers, so that those of two servers differ.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Maillon//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_build_event(entry, stamped_at, domain))
    content: bytes = calendar.to_ical()
    return content


def _build_event(entry: CalendarEntry, stamped_at: datetime, domain: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{domain}")
    event.add("dtstamp", stamped_at)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", entry.starts)
    if entry.ends is not None:
        event.add("dtend", _find_end(entry.ends))
    for field in ("place", "description", "address"):
        value = getattr(entry, field)
        if value:
            event.add({"place": "location", "address": "url"}.get(field, field), value)
    if entry.is_cancelled:
        event.add("status", "CANCELLED")
    if not entry.is_busy:
        event.add("transp", "TRANSPARENT")
    return event


def _find_end(ends: date | datetime) -> date | datetime:
    # The standard excludes the last day of an event of whole days; people include it.
    return ends if isinstance(ends, datetime) else ends + timedelta(days=1)
