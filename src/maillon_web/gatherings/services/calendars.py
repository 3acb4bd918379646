"""Meetings as calendar files."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from maillon.reports.calendar_file import CalendarEntry, write_calendar
from maillon_web.gatherings.models import Meeting, MeetingState

__all__ = ["write_meetings"]


def write_meetings(
    meetings: Iterable[Meeting],
    *,
    name: str,
    stamped_at: datetime,
    find_address: Callable[[str], str],
    domain: str,
) -> bytes:
    """
    Return a calendar file of meetings.

    Parameters
    ----------
    find_address
        Makes a path a whole address.
    domain
        Name of the server, so that its entries are not those of another.
    """
    entries = (
        CalendarEntry(
            key=f"meeting-{meeting.pk}",
            title=meeting.title,
            starts=meeting.starts_at,
            ends=meeting.ends_at,
            place=meeting.place,
            description=_describe(meeting),
            address=find_address(
                reverse("gatherings:meeting", args=[meeting.filiere_id, meeting.pk])
            ),
            is_cancelled=meeting.state == MeetingState.CANCELLED,
            sequence=meeting.version - 1,
        )
        for meeting in meetings
    )
    return write_calendar(name, entries, stamped_at=stamped_at, domain=domain)


def _describe(meeting: Meeting) -> str:
    agenda = [f"– {item.title}" for item in meeting.agenda.all()]
    parts = [meeting.description.strip()]
    if agenda:
        parts.append("\n".join([_("Ordre du jour :"), *agenda]))
    return "\n\n".join(part for part in parts if part)
