"""What points to sheets, in every application, and to which filière it belongs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models

from maillon_web.directory.models import Actor, DuplicatePair, FieldOrigin, ImportRow
from maillon_web.filieres.models import Filiere

__all__ = ["Tie", "find_foreign", "list_ties"]

# Rows that name a sheet without being about it.
_NAMING_ONLY = (DuplicatePair, ImportRow)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """
    A column that points to a sheet.

    Attributes
    ----------
    path
        From the row to its filière, as Django's filters write it; empty when it hangs on the sheet.
    """

    model: type[models.Model]
    column: str
    path: str

    @property
    def is_about(self) -> bool:
        """Whether the row says something of the sheet, rather than naming it."""
        return self.model not in _NAMING_ONLY

    def select(self, actor_ids: Collection[int]) -> models.QuerySet[Any]:
        """Return the rows that point to these sheets."""
        manager = self.model._default_manager  # noqa: SLF001 - Django's documented model API
        return manager.filter(**{f"{self.column}__in": actor_ids})


@cache
def list_ties() -> tuple[Tie, ...]:
    """Return every column that points to a sheet from a row of a filière."""
    return tuple(tie for tie in _iter_ties() if tie.path)


def find_foreign(filiere: Filiere, numbers_by_model: dict[str, set[str]]) -> bool:
    """Tell whether records, by model and number, are of another organisation than the filière."""
    ours = filiere.organisation_id
    for tie in _iter_ties():
        numbers = numbers_by_model.get(tie.model._meta.label_lower)  # noqa: SLF001 - Django's documented model API
        if not numbers:
            continue
        rows = tie.model._default_manager.filter(pk__in=numbers)  # noqa: SLF001 - Django's documented model API
        if _points_elsewhere(rows, tie, ours):
            return True
    numbers = numbers_by_model.get(Actor._meta.label_lower, set())  # noqa: SLF001 - Django's documented model API
    return Actor.objects.filter(pk__in=numbers).exclude(organisation_id=ours).exists()


def _points_elsewhere(rows: models.QuerySet[Any], tie: Tie, organisation_id: int) -> bool:
    link = tie.column.removesuffix("_id")
    tied = rows.exclude(**{tie.column: None})
    if tied.exclude(**{f"{link}__organisation_id": organisation_id}).exists():
        return True
    is_placed = {f"{tie.path}__organisation_id": organisation_id} if tie.path else {}
    return bool(is_placed) and tied.exclude(**is_placed).exists()


def _iter_ties() -> Iterator[Tie]:
    for relation in Actor._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's documented model API
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        model: Any = relation.related_model
        if isinstance(model, type) and issubclass(model, models.Model) and model is not Actor:
            column: str = relation.field.attname  # type: ignore[union-attr]  # a reverse relation has its field
            path = "" if model is FieldOrigin else _find_path(model)
            yield Tie(model=model, column=column, path=path)


def _find_path(model: type[models.Model]) -> str:
    """Return how a row leads to its filière: by itself, or by the record that it is part of."""
    if _has_filiere(model):
        return "filiere"
    for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented model API
        above = field.related_model
        if isinstance(above, type) and _has_filiere(above):
            return f"{field.name}__filiere"
    return ""


def _has_filiere(model: type[models.Model]) -> bool:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    return any(field.related_model is Filiere for field in fields)
