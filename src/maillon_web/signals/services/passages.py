"""Code the passages of a note, and keep the codes when the note is edited."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor
from maillon_web.history.services import record
from maillon_web.signals.models import Note, Passage
from maillon_web.signals.text import cut_into_pieces, find_quote

__all__ = ["code_passage", "edit_note", "remove_passage"]

_LONGEST_QUOTE = 4000


def code_passage(  # noqa: PLR0913 - what, where in the text, about whom
    note: Note,
    *,
    first: int,
    last: int,
    code: str,
    stage_key: str,
    actor: Actor | None,
    author: User,
) -> Passage:
    """
    Say what the sentences `first` to `last` (numbered from 1) of a note tell.

    Raises
    ------
    InvalidInput
        If the note has no such sentences, or if the passage is too long.
    """
    pieces = cut_into_pieces(note.text)
    if not 1 <= first <= last <= len(pieces):
        raise InvalidInput(
            f"sentences {first} to {last} of {len(pieces)}",
            user=_("Choisissez des phrases de ces notes : de la 1 à la {last}.").format(
                last=len(pieces)
            ),
        )
    start, end = pieces[first - 1].start, pieces[last - 1].end
    if end - start > _LONGEST_QUOTE:
        raise InvalidInput(
            f"quote of {end - start} characters",
            user=_("Ce passage est trop long : codez-le en plusieurs fois."),
        )
    passage = Passage(
        note=note,
        start=start,
        end=end,
        quote=note.text[start:end],
        code=code,
        stage_key=stage_key,
        actor=actor,
    )
    with record(
        "passage.add", scope=note.filiere.scope, author=author, params={"name": note.title}
    ) as recorder:
        recorder.create(passage)
    return passage


def remove_passage(passage: Passage, *, author: User) -> None:
    """Take a code away; the text stays."""
    note = passage.note
    with record(
        "passage.remove", scope=note.filiere.scope, author=author, params={"name": note.title}
    ) as recorder:
        recorder.delete(passage)


def edit_note(note: Note, changes: Mapping[str, Any], *, author: User) -> int:
    """
    Change a note; codes follow their words.

    Returns
    -------
    int
        How many codes were taken away because the text no longer says their words.
    """
    lost = 0
    with record(
        "note.edit", scope=note.filiere.scope, author=author, params={"name": note.title}
    ) as recorder:
        recorder.update(note, changes)
        for passage in note.passages.all():
            place = find_quote(note.text, passage.quote, passage.start)
            if place is None:
                recorder.delete(passage)
                lost += 1
            else:
                recorder.update(passage, {"start": place[0], "end": place[1]})
    return lost
