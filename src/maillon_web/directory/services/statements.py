"""What an actor says of itself, or what was heard of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor, Statement
from maillon_web.directory.selectors.sources import ACTOR
from maillon_web.filieres.models import Filiere
from maillon_web.history.conflicts import check_version
from maillon_web.history.services import Recorder, record

__all__ = ["add_statement", "edit_statement", "remove_statement", "rewrite_own"]


def add_statement(
    filiere: Filiere, actor: Actor, values: Mapping[str, Any], *, author: User
) -> Statement:
    """Write something said by or of an actor."""
    statement = Statement(filiere=filiere, actor=actor, created_by=author, **values)
    with record(
        "statement.add", scope=filiere.scope, author=author, params={"name": actor.name}
    ) as recorder:
        recorder.create(statement)
    return statement


def edit_statement(
    statement: Statement, changes: Mapping[str, Any], *, author: User, version: int
) -> None:
    """
    Change something said.

    Raises
    ------
    InconsistentData
        If somebody wrote it meanwhile.
    """
    filiere, name = statement.filiere, statement.actor.name
    with record(
        "statement.edit", scope=filiere.scope, author=author, params={"name": name}
    ) as recorder:
        held = Statement.objects.select_for_update().get(pk=statement.pk)
        check_version(held, version)
        recorder.update(held, changes)


def remove_statement(statement: Statement, *, author: User) -> None:
    """Take something said away."""
    filiere, name = statement.filiere, statement.actor.name
    with record(
        "statement.remove", scope=filiere.scope, author=author, params={"name": name}
    ) as recorder:
        recorder.delete(statement)


def rewrite_own(  # noqa: PLR0913 - where, whose, what, for whom, by whom
    recorder: Recorder,
    filiere: Filiere,
    actor: Actor,
    *,
    kind: str,
    lines: Sequence[str],
    visibility: str,
    author: User,
) -> None:
    """
    Make what the actor itself says of one kind be these lines.

    A line that it said already keeps its date; what others heard of it is left alone.
    """
    own = Statement.objects.filter(filiere=filiere, actor=actor, kind=kind, source=ACTOR)
    known = {statement.text: statement for statement in own}
    wanted = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    recorder.delete_many([known[text] for text in known if text not in wanted])
    for text in wanted:
        if text in known:
            recorder.update(known[text], {"visibility": visibility})
            continue
        recorder.create(
            Statement(
                filiere=filiere,
                actor=actor,
                kind=kind,
                text=text,
                source=ACTOR,
                stated_on=timezone.localdate(),
                visibility=visibility,
                created_by=author,
            )
        )
