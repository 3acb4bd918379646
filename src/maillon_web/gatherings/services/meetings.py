"""Write meetings: who is asked, what is said and decided, the tasks that land in the plan."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon_web.accounts.models import User
from maillon_web.filieres.services.records import record_change, remove_whole
from maillon_web.gatherings.models import (
    AgendaItem,
    Group,
    GroupMember,
    Meeting,
    MeetingDecision,
    MeetingState,
    MeetingTask,
    Participant,
)
from maillon_web.history.services import Recorder, record
from maillon_web.plan.models import Action
from maillon_web.plan.services.actions import create_action

__all__ = [
    "Part",
    "add_part",
    "add_task",
    "approve_minutes",
    "detach_task",
    "edit_part",
    "invite_group",
    "move_item",
    "remove_part",
]

Part = Participant | AgendaItem | MeetingDecision | GroupMember
Whole = Meeting | Group


def add_part(whole: Whole, part: Part, *, author: User) -> None:
    """Add a participant, a point, a decision to a meeting, or a seat to a group."""
    if isinstance(part, AgendaItem | MeetingDecision):
        part.position = type(part).objects.filter(meeting=part.meeting).count()
    with _record(whole, part, "add", author) as recorder:
        recorder.create(part)


def edit_part(whole: Whole, part: Part, changes: Mapping[str, Any], *, author: User) -> None:
    """
    Change a part.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote it since it was read.
    """
    with _record(whole, part, "edit", author) as recorder:
        recorder.update(part, changes)


def remove_part(whole: Whole, part: Part, *, author: User) -> None:
    """Remove a part; decisions and tasks stay when the point or the decision goes."""
    with _record(whole, part, "remove", author) as recorder:
        remove_whole(part, recorder)


def move_item(item: AgendaItem, *, is_up: bool, author: User) -> None:
    """Move a point of the agenda one place up or down."""
    items = list(item.meeting.agenda.all())
    place = next(number for number, other in enumerate(items) if other.pk == item.pk)
    other = place - 1 if is_up else place + 1
    if not 0 <= other < len(items):
        return
    items[place], items[other] = items[other], items[place]
    with _record(item.meeting, item, "edit", author) as recorder:
        for number, kept in enumerate(items):
            recorder.update(kept, {"position": number})


def invite_group(meeting: Meeting, group: Group, *, author: User) -> int:
    """Ask to a meeting those who sit in a group and are not asked yet; return how many."""
    asked = set(meeting.participants.values_list("organisation", "department", "function"))
    wanted = [
        Participant(
            meeting=meeting,
            organisation=seat.organisation,
            department=seat.department,
            function=seat.function,
            level=seat.level,
            actor_id=seat.actor_id,
        )
        for seat in group.members.all()
        if (seat.organisation, seat.department, seat.function) not in asked
    ]
    if wanted:
        with record_change(meeting, "invite", author) as recorder:
            recorder.create_many(wanted)
    return len(wanted)


def add_task(meeting: Meeting, given: Mapping[str, Any], *, author: User) -> MeetingTask:
    """
    Give a task at a meeting: an action of the plan, tied to it.

    Parameters
    ----------
    given
        `title`, and as needed `owner`, `owner_name`, `ends_on` and `decision`.

    Raises
    ------
    InvalidInput
        If the plan refuses the action.
    """
    with record_change(meeting, "task", author) as recorder:
        action = create_action(
            meeting.filiere,
            author,
            given["title"],
            recorder=recorder,
            owner=given.get("owner"),
            owner_name=given.get("owner_name", ""),
            ends_on=given.get("ends_on"),
            visibility=meeting.visibility,
        )
        task = MeetingTask(meeting=meeting, action=action, decision=given.get("decision"))
        recorder.create(task)
    return task


def detach_task(task: MeetingTask, *, author: User) -> Action:
    """Leave the action in the plan, no longer tied to its meeting."""
    with record_change(task.meeting, "detach", author) as recorder:
        recorder.delete(task)
    return task.action


def approve_minutes(meeting: Meeting, *, approved_on: date, author: User) -> None:
    """
    Approve the minutes of a meeting that was held.

    Raises
    ------
    InconsistentData
        If it was not held, or if nothing was written.
    """
    if meeting.state != MeetingState.HELD:
        raise InconsistentData(
            f"meeting {meeting.pk} is {meeting.state}",
            user=_("Dites d’abord que la rencontre a été tenue."),
        )
    has_words = meeting.agenda.exclude(minutes="").exists()
    if not has_words and not meeting.decisions.exists():
        raise InconsistentData(
            f"meeting {meeting.pk} has no minutes",
            user=_("Le compte rendu est vide : écrivez ce qui s’est dit ou ce qui est décidé."),
        )
    with record_change(meeting, "approve", author) as recorder:
        recorder.update(meeting, {"minutes_approved_on": approved_on})


def _record(whole: Whole, part: Part, verb: str, author: User) -> AbstractContextManager[Recorder]:
    kind = f"{type(part).__name__.lower()}.{verb}"
    params = {"name": str(part), "whole": str(whole)}
    return record(kind, scope=whole.filiere.scope, author=author, params=params)
