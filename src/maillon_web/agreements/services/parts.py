"""Write what makes a charter or a contract, so that the history tells it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from maillon_web.accounts.models import User
from maillon_web.agreements.models import (
    Annex,
    Charter,
    Commitment,
    CommitmentCheck,
    Contract,
    Deadline,
    Party,
    Signature,
)
from maillon_web.filieres.services.records import remove_whole
from maillon_web.history.services import Recorder, record

__all__ = ["Part", "add_check", "add_part", "edit_part", "remove_part"]

Part = Party | Signature | Commitment | Annex | Deadline
Text = Charter | Contract


def add_part(text: Text, part: Part, *, author: User) -> None:
    """Add a part to a charter or a contract."""
    with _record(text, part, "add", author) as recorder:
        recorder.create(part)


def edit_part(text: Text, part: Part, changes: Mapping[str, Any], *, author: User) -> None:
    """Change a part."""
    with _record(text, part, "edit", author) as recorder:
        recorder.update(part, changes)


def remove_part(text: Text, part: Part, *, author: User) -> None:
    """Remove a part; the promises of a party stay, of nobody in particular."""
    with _record(text, part, "remove", author) as recorder:
        remove_whole(part, recorder)


def add_check(text: Text, check: CommitmentCheck, *, author: User) -> None:
    """Write what was found of a promise; the latest look says where it stands."""
    promise = check.commitment
    check.checked_by = author
    with _record(text, promise, "check", author) as recorder:
        recorder.create(check)
        latest = promise.checks.order_by("-checked_on", "-pk").first()
        if latest is not None:
            recorder.update(promise, {"state": latest.state})


def _record(text: Text, part: Part, verb: str, author: User) -> AbstractContextManager[Recorder]:
    kind = f"{type(part).__name__.lower()}.{verb}"
    params = {"name": str(part), "text": str(text)}
    return record(kind, scope=text.filiere.scope, author=author, params=params)
