"""Bring under one record all that points to another, whichever application wrote it."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from maillon_web.directory.models import (
    Actor,
    ActorWord,
    DuplicatePair,
    FieldOrigin,
    ImportRow,
    Placement,
)
from maillon_web.history.services import Recorder

__all__ = ["has_equal", "iter_links", "move_links"]

# What stays with the record that said it, or is computed: where its own fields come from, its
# words and stages, the rows and the pairs that named it.
_STAY: tuple[type[models.Model], ...] = (
    Actor,
    ActorWord,
    DuplicatePair,
    FieldOrigin,
    ImportRow,
    Placement,
)


def move_links(recorder: Recorder, *, child: Actor, parent: Actor) -> None:
    """
    Point to the parent what points to the child, but for what the parent already has.

    Decisions, statements, keepers, presences, stages, signals, projects… A link that the parent
    has as well (the same stage, the same keeper) stays where it is: nothing is deleted.
    """
    for model, column in iter_links():
        for row in model._default_manager.filter(**{column: child.pk}).order_by("pk"):  # noqa: SLF001 - Django's documented model API
            if not has_equal(row, column, parent):
                recorder.update(row, {column: parent.pk})


def iter_links() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every model that points to an actor, with the column that does."""
    for relation in Actor._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's documented model API
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        model: Any = relation.related_model
        if isinstance(model, type) and issubclass(model, models.Model) and model not in _STAY:
            yield model, relation.field.attname  # type: ignore[union-attr]  # a reverse relation has its field


def has_equal(row: models.Model, column: str, parent: Actor) -> bool:
    """Tell whether the parent has a row that a unique constraint would confuse with this one."""
    name = column.removesuffix("_id")
    for fields in _iter_unique_fields(type(row)):
        if name not in fields:
            continue
        same = {field: getattr(row, field) for field in fields if field != name}
        manager = type(row)._default_manager  # noqa: SLF001 - Django's documented model API
        if manager.filter(**same, **{column: parent.pk}).exists():
            return True
    return False


def _iter_unique_fields(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    options = model._meta  # noqa: SLF001 - Django's documented model API
    for constraint in options.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield tuple(constraint.fields)
    for fields in options.unique_together:
        yield tuple(fields)
    for field in options.concrete_fields:
        if field.unique and not field.primary_key:
            yield (field.name,)
