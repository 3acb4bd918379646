"""What this application holds on a person: that it weighed, imported, set a target, closed."""

from typing import Any

from django.db.models import Count, Max, Min

from maillon_web.accounts.models import User
from maillon_web.weighings.models import (
    ClosedBilan,
    Weighing,
    WeighingImport,
    WeighingSite,
    WeighingTarget,
    WeighingUpload,
)

__all__ = ["collect", "erase"]

_RECORDS = (WeighingSite, WeighingImport, WeighingTarget, ClosedBilan)


def collect(user: User) -> list[dict[str, Any]]:
    """Return what the person wrote; the lines of the log by day of entry and filière."""
    written: list[dict[str, Any]] = [
        {
            "kind": model.__name__,
            "text": str(kept),
            "filiere": kept.filiere.name,
            "written": kept.created_at,
        }
        for model in _RECORDS
        for kept in model._default_manager.filter(created_by=user).select_related("filiere")  # noqa: SLF001 - Django's documented model API
    ]
    lines = (
        Weighing.objects.filter(entered_by=user)
        .order_by()
        .values("filiere__name", "batch__file_name")
        .annotate(count=Count("pk"), first=Min("entered_at"), last=Max("entered_at"))
    )
    return written + [
        {
            "kind": "Weighing",
            "filiere": row["filiere__name"],
            "file": row["batch__file_name"] or "",
            "lines": row["count"],
            "first_entered": row["first"],
            "last_entered": row["last"],
        }
        for row in lines
    ]


def erase(user: User) -> None:
    """Leave the records, unsigned; what was about to be brought in goes."""
    for model in _RECORDS:
        model._default_manager.filter(created_by=user).update(created_by=None)  # noqa: SLF001 - Django's documented model API
    Weighing.objects.filter(entered_by=user).update(entered_by=None)
    WeighingUpload.objects.filter(created_by=user).delete()
