"""Stored values as people read them in the history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from maillon_web.history.models import Change
from maillon_web.history.wording import find_field_label
from maillon_web.ui.formatting import format_day, format_number

__all__ = ["FieldChange", "RecordChange", "read_changes"]

_LONGEST = 600
Names = Mapping[tuple[type[models.Model], Any], str]
ShownField = tuple["models.Field[Any, Any]", Promise]


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """One field, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordChange:
    """One record: `action` is `created`, `changed` or `deleted`."""

    name: str
    nature: str
    action: str
    fields: list[FieldChange]


def read_changes(changes: Iterable[Change]) -> list[RecordChange]:
    """Return changes in words; related records are named in one query for each model."""
    listed = list(changes)
    shown = {change.model: _list_shown(change.model) for change in listed}
    names = _name_related(listed, shown)
    return [_read(change, shown[change.model], names) for change in listed]


def _list_shown(label: str) -> list[ShownField]:
    """Return the fields that people may read, each with its name."""
    shown: list[ShownField] = []
    for field in apps.get_model(label)._meta.concrete_fields:  # noqa: SLF001 - Django's documented model API
        name = find_field_label(label, field.name) or field.verbose_name
        # A name of our own is a lazy translation; the one that Django makes up is a plain text.
        if isinstance(name, Promise):
            shown.append((field, name))
    return shown


def _read(change: Change, shown: Sequence[ShownField], names: Names) -> RecordChange:
    before, after = change.before or {}, change.after or {}
    action = "created" if change.before is None else "changed"
    fields = [
        FieldChange(
            label=_capitalise(str(label)),
            before=_write(field, before.get(field.attname), names),
            after=_write(field, after.get(field.attname), names),
        )
        for field, label in shown
        if before.get(field.attname) != after.get(field.attname)
    ]
    return RecordChange(
        name=change.name,
        nature=str(apps.get_model(change.model)._meta.verbose_name),  # noqa: SLF001 - as above
        action="deleted" if change.after is None else action,
        fields=[field for field in fields if field.before or field.after],
    )


def _capitalise(label: str) -> str:
    return label[:1].upper() + label[1:]


def _name_related(changes: Iterable[Change], shown: Mapping[str, Sequence[ShownField]]) -> Names:
    wanted: dict[type[models.Model], set[Any]] = {}
    for change in changes:
        for field, _label in shown[change.model]:
            target = field.related_model
            if not isinstance(field, models.ForeignKey) or not isinstance(target, type):
                continue
            sides = (change.before or {}, change.after or {})
            keys = {side.get(field.attname) for side in sides}
            wanted.setdefault(target, set()).update(keys - {None})
    return {
        (model, record.pk): str(record)
        for model, keys in wanted.items()
        for record in model._default_manager.filter(pk__in=keys)  # noqa: SLF001 - as above
    }


def _write(field: models.Field[Any, Any], value: Any, names: Names) -> str:  # noqa: ANN401 - JSON
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), _("supprimé depuis"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _write_plain(field, value)


def _write_plain(field: models.Field[Any, Any], value: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, int | float):
        return format_number(value)
    if isinstance(value, list):
        return ", ".join(_write_item(item) for item in value)
    if isinstance(value, dict):
        return _write_item(value)
    if isinstance(field, models.DateField):
        return format_day(str(value)[:10])
    return Truncator(str(value)).chars(_LONGEST)


def _write_item(item: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(item, dict):
        pairs = (f"{value}" for value in item.values() if value not in (None, "", []))
        return " · ".join(pairs)
    return str(item)
