"""Write the actions of a plan."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services.records import join_records, record_change
from maillon_web.history.services import Recorder
from maillon_web.plan.models import (
    Action,
    ActionStatus,
)
from maillon_web.plan.selectors.levers import find_unknown_levers

__all__ = [
    "check_days",
    "create_action",
    "edit_action",
    "move_action",
]

_JOINS = ("actors", "obstacles")


def create_action(
    filiere: Filiere,
    author: User,
    title: str,
    *,
    recorder: Recorder | None = None,
    **fields: Any,  # noqa: ANN401 - fields of the model
) -> Action:
    """
    Write a new action.

    Parameters
    ----------
    recorder
        Of the change set that the action belongs to; without it the action has its own.
    fields
        Fields of the model by name, and `actors`, `obstacles`.

    Raises
    ------
    InvalidInput
        If its dates contradict each other, or if it names what is not of this filière.
    """
    joins = {name: list(fields.pop(name)) for name in _JOINS if name in fields}
    made = Action(filiere=filiere, created_by=author, title=title.strip()[:200], **fields)
    _check(made, joins)
    if made.objective_id is None and made.parent is not None:
        made.objective_id = made.parent.objective_id
    if recorder is not None:
        _write(made, joins, recorder)
        return made
    with record_change(made, "add", author) as own:
        _write(made, joins, own)
    return made


def edit_action(
    kept: Action,
    changes: Mapping[str, Any],
    *,
    author: User,
    joins: Mapping[str, Iterable[Any]] | None = None,
) -> None:
    """
    Change an action.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote it since it was read.
    """
    with record_change(kept, "edit", author) as recorder:
        recorder.update(kept, changes)
        for name, wanted in (joins or {}).items():
            join_records(kept, name, wanted, recorder)


def move_action(kept: Action, status: str, *, author: User) -> None:
    """
    Change where an action stands, and nothing else.

    Raises
    ------
    InvalidInput
        If there is no such state.
    """
    if status not in ActionStatus.values:
        raise InvalidInput(
            f"unknown status {status!r}", user=_("Choisissez un état parmi ceux de la liste.")
        )
    with record_change(kept, "move", author) as recorder:
        recorder.change_set.params["status"] = str(ActionStatus(status).label)
        recorder.change_set.save(update_fields=["params"])
        recorder.update(kept, {"status": status})


def check_days(start: date | None, end: date | None) -> None:
    """
    Check that what begins ends after it has begun.

    Raises
    ------
    InvalidInput
        If it does not.
    """
    if start is not None and end is not None and end < start:
        raise InvalidInput(
            f"{end} is before {start}",
            user=_("La fin est avant le début : corrigez l’une des deux dates."),
        )


def _check(made: Action, joins: Mapping[str, list[Any]]) -> None:
    if not made.title:
        raise InvalidInput("action without title", user=_("Donnez un titre à l’action."))
    check_days(made.starts_on, made.ends_on)
    unknown = find_unknown_levers(made.lever_keys)
    if unknown:
        raise InvalidInput(
            f"unknown levers {unknown}",
            user=_("La démarche n’a pas de levier « {key} ».").format(key=unknown[0]),
        )
    if any(other.filiere_id != made.filiere_id for other in _iter_tied(made, joins)):
        raise InvalidInput(
            "tied to a record of another filiere",
            user=_("Cette action se rattache à un élément d’une autre filière."),
        )
    if made.parent is not None and made.parent.parent_id is not None:
        raise InvalidInput(
            "part of a part",
            user=_(
                "« {title} » est déjà une partie d’action : elle n’en contient pas d’autre."
            ).format(title=made.parent),
        )
    if made.owner is not None and not made.filiere.members.filter(user=made.owner).exists():
        made.owner_name, made.owner = made.owner_name or str(made.owner), None


def _iter_tied(made: Action, joins: Mapping[str, list[Any]]) -> Iterator[Any]:
    yield from filter(None, (made.objective, made.parent, made.project))
    yield from joins.get("obstacles", ())


def _write(made: Action, joins: Mapping[str, list[Any]], recorder: Recorder) -> None:
    recorder.create(made)
    for name, wanted in joins.items():
        join_records(made, name, wanted, recorder)
