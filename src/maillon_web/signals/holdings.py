"""What this application holds on a person: that it wrote a record, or deals with an obstacle."""

from typing import Any

from maillon_web.accounts.models import User
from maillon_web.signals.models import Note, Obstacle, Project, Signal

__all__ = ["collect", "erase"]

_MODELS = (Signal, Project, Note, Obstacle)


def collect(user: User) -> list[dict[str, Any]]:
    """Return the records that the person wrote."""
    return [
        {
            "kind": str(model._meta.verbose_name),  # noqa: SLF001 - Django's documented model API
            "text": str(record),
            "filiere": record.filiere.name,
            "written": record.created_at,
        }
        for model in _MODELS
        for record in model.objects.filter(created_by=user).select_related("filiere")
    ]


def erase(user: User) -> None:
    """Leave the records, unsigned; nobody deals with the person's obstacles any more."""
    for model in _MODELS:
        model.objects.filter(created_by=user).update(created_by=None)
    Obstacle.objects.filter(owner=user).update(owner=None)
