"""Write what the local authority puts into animation in a year."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from maillon_web.accounts.models import User
from maillon_web.history.services import Recorder, record
from maillon_web.method.models import Means

__all__ = ["add_means", "edit_means", "remove_means"]


def add_means(made: Means, *, author: User) -> None:
    """Write the means of a year."""
    with _record(made, "add", author) as recorder:
        recorder.create(made)


def edit_means(kept: Means, changes: Mapping[str, Any], *, author: User) -> None:
    """
    Change the means of a year.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote them since they were read.
    """
    with _record(kept, "edit", author) as recorder:
        recorder.update(kept, changes)


def remove_means(kept: Means, *, author: User) -> None:
    """Remove the means of a year; the history brings them back."""
    with _record(kept, "remove", author) as recorder:
        recorder.delete(kept)


def _record(kept: Means, verb: str, author: User) -> AbstractContextManager[Recorder]:
    return record(
        f"means.{verb}", scope=kept.filiere.scope, author=author, params={"year": kept.year}
    )
