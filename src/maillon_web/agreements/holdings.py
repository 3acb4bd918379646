"""What this application holds on a person: that it wrote a charter, a contract or a check."""

from typing import Any

from maillon_web.accounts.models import User
from maillon_web.agreements.models import Charter, CommitmentCheck, Contract

__all__ = ["collect", "erase"]


def collect(user: User) -> list[dict[str, Any]]:
    """Return what the person wrote."""
    return [
        {
            "kind": str(model._meta.verbose_name),  # noqa: SLF001 - Django's documented model API
            "text": str(kept),
            "filiere": kept.filiere.name,
            "written": kept.created_at,
        }
        for model in (Charter, Contract)
        for kept in model.objects.filter(created_by=user).select_related("filiere")
    ] + [
        {"kind": "check", "text": check.evidence, "checked": check.checked_on}
        for check in CommitmentCheck.objects.filter(checked_by=user)
    ]


def erase(user: User) -> None:
    """Leave the records, unsigned."""
    for model in (Charter, Contract):
        model.objects.filter(created_by=user).update(created_by=None)
    CommitmentCheck.objects.filter(checked_by=user).update(checked_by=None)
