"""
Nothing is lost silently.

The services remove what hangs on a record before the record, and the history can bring all of it
back. Undoing the writing of a record removes the record alone: when somebody has since added
something under it, the base would take that away without a trace, so it is refused.
"""

from collections.abc import Mapping, Sequence

from django.db import models
from django.db.models.signals import pre_delete
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon_web.plan.models import Action, Indicator, Objective

__all__ = ["watch"]

_HANGING: Mapping[type[models.Model], Sequence[str]] = {
    Action: (
        "parts",
        "budgets",
        "fundings",
        "needs",
        "unlocks",
        "shares",
        "indicators",
        "actors",
        "obstacles",
    ),
    Objective: ("actions", "indicators"),
    Indicator: ("values", "actions"),
}


def watch() -> None:
    """Begin to refuse."""
    for model in _HANGING:
        pre_delete.connect(_refuse_to_lose, sender=model, dispatch_uid=f"plan.{model.__name__}")


def _refuse_to_lose(
    sender: type[models.Model], instance: models.Model, origin: object, **_more: object
) -> None:
    # A whole filière goes with its plan; a record that is removed by itself goes alone.
    if origin is not instance:
        return
    held = [name for name in _HANGING[sender] if getattr(instance, name).exists()]
    if held:
        raise InconsistentData(
            f"{instance!r} still has {held}",
            user=_(
                "« {name} » a été complété depuis : supprimez-le depuis sa page, l’historique "
                "gardera tout ce qui s’y rattache."
            ).format(name=instance),
        )
