"""What this application holds on a person: the templates that it brought."""

from typing import Any

from maillon_web.accounts.models import User
from maillon_web.documents.models import OwnTemplate

__all__ = ["collect", "erase"]


def collect(user: User) -> list[dict[str, Any]]:
    """Return the templates that the person brought."""
    found = OwnTemplate.objects.filter(added_by=user).select_related("organisation")
    return [
        {"name": kept.name, "organisation": kept.organisation.name, "added": kept.added_at}
        for kept in found.defer("content")
    ]


def erase(user: User) -> None:
    """Leave the templates to the organisation, unsigned."""
    OwnTemplate.objects.filter(added_by=user).update(added_by=None)
