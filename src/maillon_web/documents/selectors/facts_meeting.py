"""What the minutes say of a meeting."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon_web.documents.selectors.plain import to_day
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.gatherings.models import (
    AgendaItem,
    Meeting,
    MeetingState,
    Participant,
)
from maillon_web.gatherings.selectors.meetings import list_tasks
from maillon_web.plan.selectors.actions import name_owner

__all__ = ["describe_meeting"]


def describe_meeting(opened: Opened, kept: Meeting) -> dict[str, Any]:
    """Return the field `meeting`; of one not yet held, what came of it is unknown."""
    agenda = list(kept.agenda.all())
    group = kept.group if kept.group and kept.group.visibility in opened.levels else None
    told: dict[str, Any] = {
        "title": kept.title,
        "group": group.name if group else str(kept.get_kind_display()),
        "date": timezone.localdate(kept.starts_at).isoformat(),
        "place": kept.place,
        "next_on": _find_next(opened, kept),
        "participants": [_describe(participant) for participant in kept.participants.all()],
        "agenda": [item.title for item in agenda],
    }
    if kept.state != MeetingState.HELD:
        return told
    return told | {
        "minutes": list(_iter_minutes(kept, agenda)),
        "decisions": [decision.text for decision in kept.decisions.all()],
        "tasks": [
            {
                "title": task.action.title,
                "owner": name_owner(opened, task.action),
                "due": to_day(task.action.ends_on),
            }
            for task in list_tasks(opened, kept)
        ],
    }


def _find_next(opened: Opened, kept: Meeting) -> str | None:
    """Return the day of the next meeting of the same group that the reader knows of."""
    if kept.group_id is None:
        return None
    following = (
        list_records(opened, Meeting)
        .filter(group=kept.group_id, starts_at__gt=kept.starts_at)
        .exclude(state=MeetingState.CANCELLED)
        .order_by("starts_at", "pk")
        .values_list("starts_at", flat=True)
        .first()
    )
    return timezone.localdate(following).isoformat() if following else None


def _describe(participant: Participant) -> dict[str, str]:
    name = participant.organisation
    if participant.department:
        name = f"{name} – {participant.department}"
    return {
        "name": name,
        "function": participant.function,
        "presence": str(participant.get_presence_display()),
    }


def _iter_minutes(kept: Meeting, agenda: list[AgendaItem]) -> Iterator[dict[str, str]]:
    for item in agenda:
        yield {"title": item.title, "text": item.minutes}
    if kept.learnt:
        yield {"title": _("Ce qu’on en retient"), "text": kept.learnt}
    if kept.follow_up:
        yield {"title": _("Suites à donner"), "text": kept.follow_up}
