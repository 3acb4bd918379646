"""What the directory holds on a person."""

from typing import Any

from maillon_web.accounts.models import User
from maillon_web.directory.models import Decision, Keeper, Statement

__all__ = [
    "collect_decisions",
    "collect_sheets",
    "collect_statements",
    "erase_links",
    "forget_author",
]


def collect_sheets(user: User) -> list[dict[str, Any]]:
    """Return the sheets that the person keeps."""
    return [
        {
            "sheet": keeper.actor.name,
            "since": keeper.since,
            "reminder": keeper.actor.get_reminder_months_display(),
            "reminded": keeper.reminded_on,
        }
        for keeper in Keeper.objects.filter(user=user).select_related("actor")
    ]


def collect_decisions(user: User) -> list[dict[str, Any]]:
    """Return what the person decided."""
    return [
        {
            "actor": decision.actor.name,
            "decision": decision.get_kind_display(),
            "stage": decision.stage_key,
            "reason": decision.reason,
            "on": decision.decided_at,
        }
        for decision in Decision.objects.filter(decided_by=user).select_related("actor")
    ]


def collect_statements(user: User) -> list[dict[str, Any]]:
    """Return what the person wrote of actors."""
    return [
        {
            "actor": statement.actor.name,
            "kind": statement.get_kind_display(),
            "text": statement.text,
            "on": statement.stated_on,
        }
        for statement in Statement.objects.filter(created_by=user).select_related("actor")
    ]


def erase_links(user: User) -> None:
    """Give the sheets back."""
    Keeper.objects.filter(user=user).delete()


def forget_author(user: User) -> None:
    """Leave decisions and statements without a signature; they belong to the filière."""
    Decision.objects.filter(decided_by=user).update(decided_by=None)
    Statement.objects.filter(created_by=user).update(created_by=None)
