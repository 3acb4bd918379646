"""What this application holds on a person: that it wrote a meeting, or sits in a group."""

from typing import Any

from maillon_web.accounts.models import User
from maillon_web.gatherings.models import Group, GroupMember, Meeting

__all__ = ["collect", "erase"]


def collect(user: User) -> list[dict[str, Any]]:
    """Return what the person wrote, and where it sits."""
    written = [
        {
            "kind": str(model._meta.verbose_name),  # noqa: SLF001 - Django's documented model API
            "text": str(kept),
            "filiere": kept.filiere.name,
            "written": kept.created_at,
        }
        for model in (Group, Meeting)
        for kept in model.objects.filter(created_by=user).select_related("filiere")
    ]
    seats = GroupMember.objects.filter(user=user).select_related("group")
    return [*written, *({"kind": "seat", "text": str(seat.group)} for seat in seats)]


def erase(user: User) -> None:
    """Leave the records, unsigned; a seat stays with its function."""
    for model in (Group, Meeting):
        model.objects.filter(created_by=user).update(created_by=None)
    GroupMember.objects.filter(user=user).update(user=None)
