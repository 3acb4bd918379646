"""Write the objectives and the indicators of a plan."""

from django.db.models import Max

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services.records import add_record, record_change
from maillon_web.history.services import record
from maillon_web.plan.models import Indicator, IndicatorValue, Objective

__all__ = [
    "add_objective",
    "add_value",
    "move_objective",
    "remove_value",
]


def add_objective(made: Objective, *, filiere: Filiere, author: User) -> None:
    """Write a new objective, after the others."""
    last = Objective.objects.filter(filiere=filiere).aggregate(last=Max("position"))["last"]
    made.position = 0 if last is None else last + 1
    add_record(made, filiere=filiere, author=author)


def move_objective(kept: Objective, *, is_up: bool, author: User) -> bool:
    """Change places with the objective before or after; return whether there is one."""
    listed = list(Objective.objects.filter(filiere=kept.filiere_id).order_by("position", "pk"))
    rank = [objective.pk for objective in listed].index(kept.pk)
    other = rank - 1 if is_up else rank + 1
    if not 0 <= other < len(listed):
        return False
    listed[rank], listed[other] = listed[other], listed[rank]
    filiere = kept.filiere
    with record(
        "objective.move", scope=filiere.scope, author=author, params={"name": str(kept)}
    ) as recorder:
        for position, objective in enumerate(listed):
            recorder.update(objective, {"position": position})
    return True


def add_value(made: IndicatorValue, *, indicator: Indicator, author: User) -> None:
    """Write a measure."""
    made.indicator = indicator
    with record_change(indicator, "value", author) as recorder:
        recorder.create(made)


def remove_value(kept: IndicatorValue, *, author: User) -> None:
    """Remove a measure."""
    indicator = kept.indicator
    with record_change(indicator, "value", author) as recorder:
        recorder.delete(kept)
