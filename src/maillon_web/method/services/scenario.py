"""Write the part of the local authority and what must hold before it withdraws."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext as _

from maillon.reference.method import get_method
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.history.services import ChangedMeanwhile, Recorder, record
from maillon_web.method.models import ExitCondition, Scenario

__all__ = [
    "add_condition",
    "edit_condition",
    "move_condition",
    "remove_condition",
    "write_scenario",
]


def write_scenario(kept: Scenario, changes: Mapping[str, Any], *, author: User) -> None:
    """
    Write the part of the local authority.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote it since it was read.
    """
    kind = changes.get("kind", kept.kind)
    params = {"name": get_method().get_scenario(kind).label}
    try:
        with record(
            "scenario.edit", scope=kept.filiere.scope, author=author, params=params
        ) as recorder:
            if kept.pk is not None:
                recorder.update(kept, changes)
                return
            for name, value in changes.items():
                setattr(kept, name, value)
            kept.version = 1
            recorder.create(kept)
    except IntegrityError as error:
        raise ChangedMeanwhile(
            f"scenario of {kept.filiere_id} was created meanwhile",
            user=_(
                "Quelqu’un vient d’enregistrer le rôle de la collectivité : rien n’a été écrit. "
                "Rechargez la page pour voir sa version."
            ),
        ) from error


def add_condition(made: ExitCondition, *, author: User) -> None:
    """Add a condition after the others."""
    last = made.filiere.exit_conditions.aggregate(last=Max("position"))["last"]
    made.position = 0 if last is None else last + 1
    with _record(made, "add", author) as recorder:
        recorder.create(made)


def edit_condition(kept: ExitCondition, changes: Mapping[str, Any], *, author: User) -> None:
    """
    Change a condition, or say that it is met.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote it since it was read.
    """
    with _record(kept, "edit", author) as recorder:
        recorder.update(kept, changes)


def remove_condition(kept: ExitCondition, *, author: User) -> None:
    """Remove a condition; the history brings it back."""
    with _record(kept, "remove", author) as recorder:
        recorder.delete(kept)


def move_condition(filiere: Filiere, kept: ExitCondition, *, step: int, author: User) -> None:
    """Move a condition one place up (-1) or down (1); nothing happens at either end."""
    ordered = list(filiere.exit_conditions.all())
    place = [entry.pk for entry in ordered].index(kept.pk)
    target = place + step
    if not 0 <= target < len(ordered):
        return
    ordered[place], ordered[target] = ordered[target], ordered[place]
    with _record(kept, "move", author) as recorder:
        for number, entry in enumerate(ordered):
            recorder.update(entry, {"position": number})


def _record(kept: ExitCondition, verb: str, author: User) -> AbstractContextManager[Recorder]:
    return record(
        f"exitcondition.{verb}",
        scope=kept.filiere.scope,
        author=author,
        params={"name": kept.text},
    )
