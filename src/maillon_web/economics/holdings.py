"""What this application holds on a person: that it wrote an account, a price or a promise."""

from typing import Any

from maillon_web.accounts.models import User
from maillon_web.economics.models import (
    CauseGroup,
    FlowPrice,
    InputOutputTable,
    LocalSpending,
    PriceCommitment,
    StageAccount,
    ValueScenario,
)

__all__ = ["collect", "erase"]

_MODELS = (
    StageAccount,
    FlowPrice,
    ValueScenario,
    CauseGroup,
    PriceCommitment,
    LocalSpending,
    InputOutputTable,
)


def collect(user: User) -> list[dict[str, Any]]:
    """Return what the person wrote."""
    return [
        {
            "kind": model.__name__.lower(),
            "text": str(kept),
            "filiere": kept.filiere.name,
            "written": kept.created_at,
        }
        for model in _MODELS
        for kept in model._default_manager.filter(created_by=user).select_related("filiere")  # noqa: SLF001 - Django's documented model API
    ]


def erase(user: User) -> None:
    """Leave the records, unsigned."""
    for model in _MODELS:
        model._default_manager.filter(created_by=user).update(created_by=None)  # noqa: SLF001 - Django's documented model API
