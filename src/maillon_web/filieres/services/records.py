"""
Write the records of a filière so that the history tells it: the same way for every application.

A kind of change is `<word>.add`, `<word>.edit` or `<word>.remove`, where the word is the name of
the model in lower case; the application registers its sentence (`register_wording`).
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.db import models

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere, FiliereRecord
from maillon_web.history.services import Recorder, record

__all__ = [
    "add_record",
    "edit_record",
    "join_records",
    "record_change",
    "remove_record",
    "remove_whole",
]

Joins = Mapping[str, Iterable[models.Model]]


def add_record(
    made: FiliereRecord, *, filiere: Filiere, author: User, joins: Joins | None = None
) -> None:
    """Write a new record of a filière; `joins` gives its many-to-many fields by name."""
    made.filiere = filiere
    made.created_by = author
    with record_change(made, "add", author) as recorder:
        recorder.create(made)
        _join_all(made, joins, recorder)


def edit_record(
    kept: FiliereRecord, changes: Mapping[str, Any], *, author: User, joins: Joins | None = None
) -> None:
    """
    Change a record.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote it since it was read.
    """
    with record_change(kept, "edit", author) as recorder:
        recorder.update(kept, changes)
        _join_all(kept, joins, recorder)


def remove_record(kept: FiliereRecord, *, author: User) -> None:
    """Remove a record with all that hangs on it; the history can bring everything back."""
    with record_change(kept, "remove", author) as recorder:
        remove_whole(kept, recorder)


def remove_whole(kept: models.Model, recorder: Recorder) -> None:
    """
    Remove a record as the base would, but so that the history tells it.

    What belongs to it goes first, and what belongs to that; what only points to it points to
    nothing any more; its many-to-many ties are cut.
    """
    for relation in kept._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's documented model API
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model: Any = relation.related_model
        column = relation.field.attname
        pointing = model._default_manager.filter(**{column: kept.pk})  # noqa: SLF001 - Django's documented model API
        if model._meta.auto_created:  # noqa: SLF001 - Django's documented model API
            recorder.delete_many(pointing)
        elif relation.on_delete is models.SET_NULL:
            for row in pointing:
                recorder.update(row, {column: None})
        elif relation.on_delete is models.CASCADE:
            for row in pointing:
                remove_whole(row, recorder)
    recorder.delete(kept)


def record_change(kept: FiliereRecord, verb: str, author: User) -> AbstractContextManager[Recorder]:
    """Open a change set about one record."""
    kind = f"{type(kept).__name__.lower()}.{verb}"
    return record(kind, scope=kept.filiere.scope, author=author, params={"name": str(kept)})


def join_records(
    kept: models.Model, name: str, wanted: Iterable[models.Model], recorder: Recorder
) -> None:
    """Tie a record to these and no other by a many-to-many field; the history has each tie."""
    field = kept._meta.get_field(name)  # noqa: SLF001 - Django's documented model API
    if not isinstance(field, models.ManyToManyField):
        raise TypeError(f"{name} is no many-to-many field")
    tie: Any = field.remote_field.through
    here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    numbers = {item.pk for item in wanted}
    held = {getattr(row, there): row for row in tie.objects.filter(**{here: kept.pk})}
    recorder.delete_many([row for number, row in held.items() if number not in numbers])
    for number in sorted(numbers - set(held)):
        recorder.create(tie(**{here: kept.pk, there: number}))


def _join_all(kept: models.Model, joins: Joins | None, recorder: Recorder) -> None:
    for name, wanted in (joins or {}).items():
        join_records(kept, name, wanted, recorder)
