"""Write shared records so that every change is known, signed, and can be undone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon_web.accounts.models import User
from maillon_web.history.models import Change, ChangeSet

__all__ = ["ChangedMeanwhile", "Recorder", "name_model", "record", "undo"]

_BATCH = 1000
_UNWRITTEN = frozenset({"version", "updated_at", "created_at"})


class ChangedMeanwhile(InconsistentData):
    """Somebody else wrote a record between its reading and its writing."""


def name_model(model: type[models.Model] | models.Model) -> str:
    """Return the name of a model in the history (`directory.actor`)."""
    return model._meta.label_lower  # noqa: SLF001 - Django's documented access to a model's name


def _read(record: models.Model) -> dict[str, Any]:
    """Return the stored fields of a record as plain values."""
    encode = DjangoJSONEncoder().default
    values: dict[str, Any] = {}
    for field in record._meta.concrete_fields:  # noqa: SLF001 - Django's documented model API
        value = field.value_from_object(record)
        if isinstance(field, models.DecimalField) and value is not None:
            value = _round(field, value)
        is_plain = value is None or isinstance(value, str | int | float | bool | list | dict)
        values[field.attname] = value if is_plain else encode(value)
    return values


def _round(field: "models.DecimalField[Any, Any]", value: Any) -> Decimal:  # noqa: ANN401 - a number or its text
    """Return a decimal as the base gives it back: with all its places."""
    given: Decimal = field.to_python(value)
    return given.quantize(Decimal(1).scaleb(-field.decimal_places))


def _list_unchanged(record: models.Model, changes: Mapping[str, Any]) -> list[str]:
    """Return the fields that a change leaves alone, by the name that Django checks them under."""
    fields = record._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    return [field.name for field in fields if not {field.name, field.attname} & set(changes)]


class Recorder:
    """
    Writes records inside one change set.

    Every method writes the record and the line of history together.
    """

    def __init__(self, change_set: ChangeSet) -> None:
        self.change_set = change_set

    def create(self, record: models.Model) -> None:
        """Write a new record."""
        record.save(force_insert=True)
        self._note([self._line(record, None, _read(record))])

    def create_many(self, records: Sequence[models.Model]) -> None:
        """Write new records of one model."""
        if not records:
            return
        type(records[0])._default_manager.bulk_create(records, batch_size=_BATCH)  # noqa: SLF001
        self._note([self._line(record, None, _read(record)) for record in records])

    def update(self, record: models.Model, changes: Mapping[str, Any]) -> bool:
        """
        Set fields (by attribute name) of a stored record; return whether anything differs.

        A record that has a `version` moves to the next one.

        Raises
        ------
        ChangedMeanwhile
            If somebody else wrote the record since it was read.
        """
        before = _read(record)
        for name, value in changes.items():
            setattr(record, name, value)
        record.clean_fields(exclude=_list_unchanged(record, changes))
        after = _read(record)
        changed = [name for name, value in after.items() if value != before[name]]
        if not changed:
            return False
        self._save(record, changed, before)
        self._note(
            [
                self._line(
                    record,
                    {name: before[name] for name in changed},
                    {name: after[name] for name in changed},
                )
            ]
        )
        return True

    @staticmethod
    def _save(record: models.Model, changed: Sequence[str], before: Mapping[str, Any]) -> None:
        if "version" not in before:
            record.save(update_fields=changed)
            return
        record.version = before["version"] + 1  # type: ignore[attr-defined]  # checked just above
        values = {name: getattr(record, name) for name in (*changed, "version")}
        if "updated_at" in before:
            values["updated_at"] = record.updated_at = timezone.now()  # type: ignore[attr-defined]  # checked just above
        manager = type(record)._default_manager  # noqa: SLF001 - Django's documented model API
        as_read = manager.filter(pk=record.pk, version=before["version"])
        if not as_read.update(**values):
            raise ChangedMeanwhile(
                f"{name_model(record)} {record.pk} is past version {before['version']}",
                user=_(
                    "« {name} » vient d’être modifié par quelqu’un d’autre : rien n’a été écrit. "
                    "Rechargez la page pour voir sa version."
                ).format(name=record),
            )

    def delete(self, record: models.Model) -> None:
        """Remove a record; what hangs on it must have been removed before."""
        self._note([self._line(record, _read(record), None)])
        record.delete()

    def delete_many(self, records: Iterable[models.Model]) -> None:
        """Remove records of one model."""
        listed = list(records)
        if not listed:
            return
        self._note([self._line(record, _read(record), None) for record in listed])
        manager = type(listed[0])._default_manager  # noqa: SLF001 - Django's documented model API
        for start in range(0, len(listed), _BATCH):
            manager.filter(pk__in=[row.pk for row in listed[start : start + _BATCH]]).delete()

    def _line(
        self, record: models.Model, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> Change:
        return Change(
            change_set=self.change_set,
            model=name_model(record),
            object_id=str(record.pk),
            name=str(record)[:300],
            before=before,
            after=after,
        )

    @staticmethod
    def _note(lines: Sequence[Change]) -> None:
        Change.objects.bulk_create(lines, batch_size=_BATCH)


@contextmanager
def record(
    kind: str, *, scope: str, author: User | None, params: Mapping[str, Any] | None = None
) -> Iterator[Recorder]:
    """Open a change set: everything that is written inside comes into force together."""
    with transaction.atomic():
        change_set = ChangeSet.objects.create(
            kind=kind, scope=scope, author=author, params=dict(params or {})
        )
        yield Recorder(change_set)


def undo(change_set: ChangeSet, *, author: User) -> ChangeSet:
    """
    Put back what a change set changed, and say so in the history.

    Raises
    ------
    InconsistentData
        If it is already undone, or if a record was changed since: nothing is then written.
    """
    with transaction.atomic():
        held = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
        if ChangeSet.objects.filter(undoes=held).exists():
            raise InconsistentData(
                f"change set {held.pk} is undone already",
                user=_("Ce changement a déjà été annulé."),
            )
        with record(
            "undo", scope=held.scope, author=author, params={"kind": held.kind} | held.params
        ) as recorder:
            recorder.change_set.undoes = held
            recorder.change_set.save(update_fields=["undoes"])
            for change in reversed(list(held.changes.all())):
                _reverse(change, recorder)
            return recorder.change_set


def _reverse(change: Change, recorder: Recorder) -> None:
    model = apps.get_model(change.model)
    stored = model._default_manager.filter(pk=change.object_id).first()  # noqa: SLF001
    if change.after is None:
        _restore(model, change, recorder)
        return
    if stored is None:
        raise _changed_since(change)
    if _differs(_read(stored), change.after):
        raise _changed_since(change)
    if change.before is None:
        recorder.delete(stored)
    else:
        recorder.update(stored, _from_plain(model, change.before))


def _differs(present: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """
    Tell whether people wrote a record since a change.

    What a computation wrote meanwhile does not count: `version` only moves when somebody writes.
    """
    if "version" in after and present.get("version") == after["version"]:
        return False
    expected = {name: value for name, value in after.items() if name not in _UNWRITTEN}
    return any(present.get(name) != value for name, value in expected.items())


def _restore(model: type[models.Model], change: Change, recorder: Recorder) -> None:
    if model._default_manager.filter(pk=change.object_id).exists():  # noqa: SLF001
        raise _changed_since(change)
    recorder.create(model(**_from_plain(model, change.before or {})))


def _from_plain(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    return {name: fields[name].to_python(value) for name, value in values.items()}


def _changed_since(change: Change) -> InconsistentData:
    return InconsistentData(
        f"{change.model} {change.object_id} was changed since",
        user=_(
            "« {name} » a été modifié depuis : annulez d’abord le changement le plus récent."
        ).format(name=change.name),
    )
