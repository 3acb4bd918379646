"""One of each record of `gatherings`, for the tests that visit every address."""

from datetime import UTC, datetime
from typing import Any

from maillon_web.gatherings.models import (
    AgendaItem,
    Group,
    GroupMember,
    Meeting,
    MeetingDecision,
    MeetingTask,
    Participant,
)
from maillon_web.plan.models import Action

WHEN = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def make_gatherings(shared: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of a made-up group and of a made-up meeting."""
    group = Group.objects.create(name="Comité fictif", **shared)
    meeting = Meeting.objects.create(
        title="Réunion fictive", group=group, starts_at=WHEN, state="held", **shared
    )
    item = AgendaItem.objects.create(meeting=meeting, title="Point fictif", minutes="Fictif.")
    decision = MeetingDecision.objects.create(meeting=meeting, item=item, text="Décision fictive")
    action = Action.objects.create(title="Tâche fictive", **shared)
    return {
        "group": group.pk,
        "seat": GroupMember.objects.create(
            group=group, organisation="Exemple fictif", level="epci"
        ).pk,
        "meeting": meeting.pk,
        "item": item.pk,
        "meeting_decision": decision.pk,
        "participant": Participant.objects.create(
            meeting=meeting, organisation="Exemple fictif"
        ).pk,
        "task": MeetingTask.objects.create(meeting=meeting, decision=decision, action=action).pk,
    }
