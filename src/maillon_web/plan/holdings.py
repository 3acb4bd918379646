"""What this application holds on a person: that it wrote a record, or carries an action."""

from typing import Any

from maillon_web.accounts.models import User
from maillon_web.plan.models import Action, Indicator, Objective

__all__ = ["collect", "erase"]

_MODELS = (Objective, Action, Indicator)


def collect(user: User) -> list[dict[str, Any]]:
    """Return the records that the person wrote, and the actions that it carries."""
    written = [
        {
            "kind": model.__name__.lower(),
            "text": str(record),
            "filiere": record.filiere.name,
            "written": record.created_at,
        }
        for model in _MODELS
        for record in model.objects.filter(created_by=user).select_related("filiere")
    ]
    carried = [
        {"kind": "owner", "text": action.title, "filiere": action.filiere.name}
        for action in Action.objects.filter(owner=user).select_related("filiere")
    ]
    return [*written, *carried]


def erase(user: User) -> None:
    """Leave the records, unsigned; nobody carries the person's actions any more."""
    for model in _MODELS:
        model.objects.filter(created_by=user).update(created_by=None)
    Action.objects.filter(owner=user).update(owner=None)
