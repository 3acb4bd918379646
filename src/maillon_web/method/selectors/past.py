"""What was written of a lever, latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from maillon_web.filieres.selectors import Opened
from maillon_web.history.models import Change
from maillon_web.history.services import name_model
from maillon_web.history.wording import describe
from maillon_web.method.models import Evidence, LeverProgress

__all__ = ["PastLine", "list_past"]

_MOST = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class PastLine:
    """What was done, by whom, when."""

    sentence: str
    author: str
    at: datetime


def list_past(opened: Opened, lever_key: str) -> Sequence[PastLine]:
    """Return the last changes of a lever and of what shows it, in a constant number of queries."""
    of_filiere = {"filiere": opened.filiere, "lever_key": lever_key}
    set_keys = LeverProgress.objects.filter(**of_filiere).values_list("pk", flat=True)
    shown = Evidence.objects.filter(**of_filiere).values_list("pk", flat=True)
    about = Q(model=name_model(LeverProgress), object_id__in=[str(pk) for pk in set_keys])
    about |= Q(model=name_model(Evidence), object_id__in=[str(pk) for pk in shown])
    changes = (
        Change.objects.filter(about, change_set__scope=opened.filiere.scope)
        .select_related("change_set__author")
        .order_by("-pk")[:_MOST]
    )
    return [
        PastLine(
            sentence=describe(change.change_set),
            author=str(change.change_set.author or ""),
            at=change.change_set.made_at,
        )
        for change in changes
    ]
