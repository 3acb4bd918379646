"""Write records so that the history tells it."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services.records import remove_whole
from maillon_web.history.services import Recorder, record
from maillon_web.signals.models import Note, Obstacle, Project, Signal, SignalState
from maillon_web.signals.services.guards import check_state

__all__ = ["add_record", "edit_record", "remove_record", "turn_into_project"]

Shared = Signal | Project | Note | Obstacle
T = TypeVar("T", Signal, Project, Note, Obstacle)


def add_record(
    made: T, *, filiere: Filiere, author: User, actors: Iterable[Actor] | None = None
) -> T:
    """
    Write a new record of a filière.

    Raises
    ------
    ProjectRefused
        If a guard keeps a project from beginning in this state.
    """
    made.filiere = filiere
    made.created_by = author
    _check_project(made, None)
    with _record(made, "add", author) as recorder:
        recorder.create(made)
        _join(made, actors, recorder)
    return made


def edit_record(
    kept: Shared,
    changes: Mapping[str, Any],
    *,
    author: User,
    actors: Iterable[Actor] | None = None,
) -> None:
    """
    Change a record.

    Raises
    ------
    ProjectRefused
        If a guard keeps a project from moving to this state.
    """
    _check_project(kept, changes)
    with _record(kept, "edit", author) as recorder:
        recorder.update(kept, changes)
        _join(kept, actors, recorder)


def remove_record(kept: Shared, *, author: User) -> None:
    """Remove a record with what hangs on it."""
    with _record(kept, "remove", author) as recorder:
        if isinstance(kept, Project):
            for signal in kept.signals.all():
                recorder.update(signal, {"project_id": None, "state": SignalState.FOLLOWED})
        remove_whole(kept, recorder)


def turn_into_project(signal: Signal, project: Project, *, author: User) -> Project:
    """Tie a signal to a project: a new one, or one that is there already."""
    with _record(signal, "project", author) as recorder:
        if project.pk is None:
            project.filiere = signal.filiere
            project.created_by = author
            recorder.create(project)
        recorder.update(signal, {"project_id": project.pk, "state": SignalState.PROJECT})
        if signal.actor is not None:
            _join(project, [*project.actors.all(), signal.actor], recorder)
    return project


def _check_project(kept: Shared, changes: Mapping[str, Any] | None) -> None:
    """Ask those who guard the states of projects, when one begins or changes state."""
    if not isinstance(kept, Project):
        return
    state = kept.state if changes is None else changes.get("state", kept.state)
    if changes is None or state != kept.state:
        check_state(kept, state)


def _join(kept: Shared, actors: Iterable[Actor] | None, recorder: Recorder) -> None:
    """Tie a record to these actors and no other; each tie is in the history."""
    if actors is None or not isinstance(kept, Project | Obstacle):
        return
    tie = type(kept).actors.through
    name = type(kept).__name__.lower()
    wanted = {actor.pk for actor in actors}
    held = {row.actor_id: row for row in tie.objects.filter(**{f"{name}_id": kept.pk})}
    recorder.delete_many([row for number, row in held.items() if number not in wanted])
    for number in sorted(wanted - set(held)):
        recorder.create(tie(**{f"{name}_id": kept.pk, "actor_id": number}))


def _record(kept: Shared, verb: str, author: User) -> AbstractContextManager[Recorder]:
    kind = f"{type(kept).__name__.lower()}.{verb}"
    return record(kind, scope=kept.filiere.scope, author=author, params={"name": str(kept)})
