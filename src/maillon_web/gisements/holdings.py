"""What this application holds on a person: the gisements and the rest that it wrote."""

from typing import Any

from maillon_web.accounts.models import User
from maillon_web.gisements.models import Capture, Gisement, KnownTotal, RatioTable

__all__ = ["collect", "erase"]

_MODELS = (Gisement, Capture, RatioTable, KnownTotal)


def collect(user: User) -> list[dict[str, Any]]:
    """Return the records that the person wrote."""
    return [
        {
            "kind": str(model._meta.verbose_name),  # noqa: SLF001 - Django's documented model API
            "text": str(kept),
            "filiere": kept.filiere.name,
            "written": kept.created_at,
        }
        for model in _MODELS
        for kept in model.objects.filter(created_by=user).select_related("filiere")
    ]


def erase(user: User) -> None:
    """Leave the records, unsigned."""
    for model in _MODELS:
        model.objects.filter(created_by=user).update(created_by=None)
