"""Read groups, meetings and what they gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.gatherings.models import (
    AgendaItem,
    Group,
    GroupMember,
    Level,
    Meeting,
    MeetingDecision,
    MeetingState,
    MeetingTask,
    Participant,
    Presence,
)
from maillon_web.plan.models import Action

__all__ = [
    "Attendance",
    "count_attendance",
    "get_part",
    "get_seat",
    "list_groups",
    "list_levels",
    "list_meetings",
    "list_past",
    "list_tasks",
    "list_to_close",
    "list_upcoming",
]

PARTS: Mapping[str, type[Any]] = {
    "participant": Participant,
    "item": AgendaItem,
    "decision": MeetingDecision,
    "task": MeetingTask,
}
Part = Participant | AgendaItem | MeetingDecision | MeetingTask


@dataclass(frozen=True, kw_only=True, slots=True)
class Attendance:
    """How many organisations were asked, come or came, and excused themselves."""

    invited: int
    coming: int
    present: int
    excused: int
    absent: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.invited + self.coming + self.present + self.excused + self.absent


def list_groups(opened: Opened) -> QuerySet[Group]:
    """Return the groups, with how many seats and meetings held each has."""
    held = Q(meetings__state=MeetingState.HELD, meetings__visibility__in=opened.levels)
    return list_records(opened, Group).annotate(
        member_count=Count("members", distinct=True),
        meeting_count=Count("meetings", filter=held, distinct=True),
    )


def list_levels(group: Group) -> list[tuple[str, int]]:
    """Return the levels that sit in a group, with how many seats each, most first."""
    counts = group.members.values_list("level").order_by("level").annotate(count=Count("pk"))
    labels = dict(Level.choices)
    named = [(str(labels[level]), count) for level, count in counts]
    return sorted(named, key=lambda pair: (-pair[1], pair[0]))


def list_meetings(opened: Opened, wanted: Mapping[str, str]) -> QuerySet[Meeting]:
    """Return the meetings of a kind, of a group, when they are asked for."""
    found = list_records(opened, Meeting).select_related("group", "host")
    if wanted.get("kind"):
        found = found.filter(kind=wanted["kind"])
    if wanted.get("group", "").isdecimal():
        found = found.filter(group=int(wanted["group"]))
    return found.annotate(
        decision_count=Count("decisions", distinct=True), task_count=Count("tasks", distinct=True)
    )


def list_upcoming(opened: Opened, wanted: Mapping[str, str], *, now: datetime) -> QuerySet[Meeting]:
    """Return what is to come, next first."""
    coming = list_meetings(opened, wanted).filter(starts_at__gte=now)
    return coming.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "pk")


def list_past(opened: Opened, wanted: Mapping[str, str], *, now: datetime) -> QuerySet[Meeting]:
    """Return what took place or was cancelled, latest first."""
    over = Q(starts_at__lt=now) | Q(state=MeetingState.CANCELLED)
    return list_meetings(opened, wanted).filter(over).order_by("-starts_at", "-pk")


def list_to_close(opened: Opened, *, now: datetime) -> QuerySet[Meeting]:
    """Return the meetings that are over and of which nobody has said whether they were held."""
    found = list_records(opened, Meeting)
    return found.filter(state=MeetingState.PLANNED, starts_at__lt=now)


def count_attendance(meeting: Meeting) -> Attendance:
    """Count the organisations of a meeting by whether they come, in one query."""
    counts = meeting.participants.aggregate(
        **{level: Count("pk", filter=Q(presence=level)) for level in Presence.values}
    )
    return Attendance(**counts)


def list_tasks(opened: Opened, meeting: Meeting) -> QuerySet[MeetingTask]:
    """Return the tasks given at a meeting, where the reader sees the action."""
    actions = list_records(opened, Action).values("pk")
    return meeting.tasks.filter(action__in=actions).select_related("action__owner", "decision")


def get_part(opened: Opened, kind: str, pk: int) -> Part:
    """
    Return a participant, a point, a decision or a task of a meeting that the reader may see.

    Raises
    ------
    Http404
        If it is not of this filière, or not for this reader.
    """
    meetings = list_records(opened, Meeting)
    found: Part | None = (
        PARTS[kind]
        .objects.filter(meeting__in=meetings, pk=pk)
        .select_related("meeting__filiere")
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_seat(opened: Opened, pk: int) -> GroupMember:
    """
    Return a seat of a group that the reader may see.

    Raises
    ------
    Http404
        If it is not of this filière, or not for this reader.
    """
    found = (
        GroupMember.objects.filter(group__in=list_records(opened, Group), pk=pk)
        .select_related("group__filiere")
        .first()
    )
    if found is None:
        raise Http404
    return found
