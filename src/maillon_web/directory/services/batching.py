"""Write many changed records inside one change set, each with its line of history."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from maillon_web.directory.services.bulk import insert_rows, save_all
from maillon_web.history.models import Change
from maillon_web.history.services import Recorder, name_model

__all__ = ["BatchRecorder"]

_LINE = ("change_set_id", "model", "object_id", "name", "before", "after")


class BatchRecorder:
    """
    Gathers what `Recorder` would write record by record, and writes it in few statements.

    The records must be held until the end of the transaction (`select_for_update`): nothing tells
    here that somebody else wrote them meanwhile. Until `flush`, the base knows nothing of it.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._new: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self._changed: dict[int, tuple[models.Model, set[str]]] = {}
        self._lines: list[tuple[Any, ...]] = []

    def create(self, record: models.Model) -> None:
        """Gather a new record; what is set on it before `flush` is part of it."""
        self._new[type(record)].append(record)

    def update(self, record: models.Model, changes: Mapping[str, Any]) -> bool:
        """Set fields (by attribute name) of a record; return whether anything differs."""
        by_name = {field.attname: field for field in record._meta.concrete_fields}  # noqa: SLF001 - Django's documented model API
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        for name, value in changes.items():
            present = getattr(record, name)
            cleaned = _clean(by_name[name], value, record)
            if cleaned != present:
                before[name], after[name] = present, cleaned
                setattr(record, name, cleaned)
        if not after:
            return False
        if record.pk is not None:
            self._note(record, set(after) | _stamp(record, by_name), before, after)
        return True

    def flush(self) -> None:
        """Write what was gathered."""
        for records in self._new.values():
            self._recorder.create_many(records)
        grouped: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = {}
        for record, names in self._changed.values():
            grouped.setdefault((type(record), tuple(sorted(names))), []).append(record)
        for (_model, fields), records in grouped.items():
            save_all(records, fields)
        insert_rows(Change, _LINE, self._lines)
        self._new.clear()
        self._changed.clear()
        self._lines.clear()

    def _note(
        self,
        record: models.Model,
        names: Iterable[str],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
    ) -> None:
        _record, known = self._changed.setdefault(id(record), (record, set()))
        known.update(names)
        told = (_to_json(before), _to_json(after))
        change_set = self._recorder.change_set.pk
        line = (change_set, name_model(record), str(record.pk), str(record)[:300], *told)
        self._lines.append(line)


def _stamp(record: models.Model, by_name: Mapping[str, models.Field[Any, Any]]) -> set[str]:
    stamped = set()
    if "version" in by_name:
        record.version += 1  # type: ignore[attr-defined]  # checked just above
        stamped.add("version")
    if "updated_at" in by_name:
        record.updated_at = timezone.now()  # type: ignore[attr-defined]  # checked just above
        stamped.add("updated_at")
    return stamped


def _clean(field: models.Field[Any, Any], value: Any, record: models.Model) -> Any:  # noqa: ANN401 - value of any field
    """Return a value as `Model.clean_fields` would leave it."""
    if field.blank and value in field.empty_values:
        return value
    return field.clean(value, record)


def _to_json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, cls=DjangoJSONEncoder)
