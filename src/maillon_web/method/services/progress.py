"""Write what the team says of a lever, and what shows it."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.reference.method import Lever, get_method
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.history.services import ChangedMeanwhile, record
from maillon_web.method.models import Evidence, LeverProgress, LeverState
from maillon_web.method.selectors.changes import digest_lever
from maillon_web.plan.selectors.levers import name_levers

__all__ = [
    "add_evidence",
    "edit_evidence",
    "find_progress",
    "remove_evidence",
    "start_lever",
    "write_progress",
]


def find_progress(filiere: Filiere, lever: Lever) -> LeverProgress:
    """Return what is written of a lever; a blank one, of version 0, when nothing is."""
    kept = (
        LeverProgress.objects.filter(filiere=filiere, lever_key=lever.key)
        .select_related("filiere", "set_by")
        .first()
    )
    return kept or LeverProgress(filiere=filiere, lever_key=lever.key, version=0)


def write_progress(kept: LeverProgress, changes: Mapping[str, Any], *, author: User) -> None:
    """
    Write what the team says of a lever, with the version of the method that it read.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote it since it was read.
    """
    method = get_method()
    lever = method.get_lever(kept.lever_key)
    values = {
        **changes,
        "method_version": str(method.version),
        "lever_digest": digest_lever(lever),
        "set_by_id": author.pk,
        "set_at": timezone.now(),
    }
    state = LeverState(values.get("state", kept.state))
    params = {"name": lever.label, "state": str(state.label)}
    try:
        with record(
            "leverprogress.edit", scope=kept.filiere.scope, author=author, params=params
        ) as recorder:
            if kept.pk is not None:
                recorder.update(kept, values)
                return
            for name, value in values.items():
                setattr(kept, name, value)
            kept.version = 1
            recorder.create(kept)
    except IntegrityError as error:
        raise ChangedMeanwhile(
            f"progress of {lever.key} was created meanwhile",
            user=_(
                "« {name} » vient d’être modifié par quelqu’un d’autre : rien n’a été écrit. "
                "Rechargez la page pour voir sa version."
            ).format(name=lever.label),
        ) from error


def start_lever(filiere: Filiere, lever: Lever, *, author: User) -> None:
    """Mark a lever in progress, whatever it was."""
    kept = find_progress(filiere, lever)
    if kept.state != LeverState.IN_PROGRESS:
        write_progress(kept, {"state": LeverState.IN_PROGRESS}, author=author)


def add_evidence(made: Evidence, *, author: User) -> None:
    """Attach to a lever what shows it."""
    made.added_by = author
    with record(
        "evidence.add", scope=made.filiere.scope, author=author, params=_name(made)
    ) as recorder:
        recorder.create(made)


def edit_evidence(kept: Evidence, changes: Mapping[str, Any], *, author: User) -> None:
    """
    Change what shows a lever.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote it since it was read.
    """
    with record(
        "evidence.edit", scope=kept.filiere.scope, author=author, params=_name(kept)
    ) as recorder:
        recorder.update(kept, changes)


def remove_evidence(kept: Evidence, *, author: User) -> None:
    """Take away what shows a lever; the history brings it back."""
    with record(
        "evidence.remove", scope=kept.filiere.scope, author=author, params=_name(kept)
    ) as recorder:
        recorder.delete(kept)


def _name(kept: Evidence) -> dict[str, str]:
    [(_key, label)] = name_levers([kept.lever_key])
    return {"name": kept.text, "lever": label}
