"""The tables that a backup holds, and their rows as plain values that any engine takes."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = [
    "PASSING",
    "clear_tables",
    "iter_rows",
    "list_fields",
    "list_models",
    "load_rows",
    "name_table",
    "reset_sequences",
]

_APPLICATIONS = (
    "accounts",
    "agreements",
    "gisements",
    "diagnosis",
    "directory",
    "documents",
    "economics",
    "filieres",
    "flows",
    "gatherings",
    "history",
    "home",
    "jobs",
    "library",
    "method",
    "plan",
    "signals",
    "weighings",
    "account",
    "mfa",
)
# What passes or is rebuilt: sessions, links being confirmed, the queue, names of tables, rights.
PASSING = frozenset(
    {
        "account.emailconfirmation",
        "auth.group",
        "auth.group_permissions",
        "auth.permission",
        "accounts.user_groups",
        "accounts.user_user_permissions",
        "contenttypes.contenttype",
        "django_tasks_database.dbtaskresult",
        "sessions.session",
    }
)
# Django writes these itself, from the code.
_KEPT = frozenset(
    {"auth.group", "auth.group_permissions", "auth.permission", "contenttypes.contenttype"}
)
_BATCH = 2000

Model = type[models.Model]
Field = models.Field[Any, Any]


def list_models() -> list[Model]:
    """Return the models whose rows are backed up."""
    return [
        model
        for label in _APPLICATIONS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if name_table(model) not in PASSING
    ]


def name_table(model: Model) -> str:
    """Return the name of a table in a backup."""
    return model._meta.label_lower  # noqa: SLF001 - Django's documented access to a model's name


def list_fields(model: Model) -> list[Field]:
    """Return the stored fields of a model."""
    return list(model._meta.concrete_fields)  # noqa: SLF001 - Django's documented model API


def iter_rows(model: Model, *, using: str) -> Iterator[list[Any]]:
    """Yield the rows of a table as values that JSON holds without loss, in a stable order."""
    names = [field.attname for field in list_fields(model)]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)  # noqa: SLF001 - as above
    for row in rows.iterator(chunk_size=_BATCH):
        yield [_to_plain(value) for value in row]


def _to_plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
        case Decimal() | UUID():
            return str(value)
        case _:
            return value


def _from_plain(field: Field, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value, validate=True)
    if isinstance(field, models.ForeignKey):
        return _from_plain(field.target_field, value)
    return field.to_python(value)


def load_rows(
    model: Model, names: Sequence[str], rows: Iterable[Sequence[Any]], *, to: BaseDatabaseWrapper
) -> int:
    """
    Write rows as they are, dates of creation and numbers included; return how many.

    Notes
    -----
    Not through `bulk_create`, which would set the dates that the models set by themselves.
    """
    by_name = {field.attname: field for field in list_fields(model)}
    fields = [by_name[name] for name in names]
    quote = to.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)  # noqa: SLF001 - Django's documented model API
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - our own names
    count = 0
    with to.cursor() as cursor:
        for batch in _cut(rows):
            values = [
                [
                    field.get_db_prep_save(_from_plain(field, value), connection=to)
                    for field, value in zip(fields, row, strict=True)
                ]
                for row in batch
            ]
            cursor.executemany(statement, values)
            count += len(values)
    return count


def _cut(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        yield batch


def clear_tables(connection: BaseDatabaseWrapper) -> None:
    """Empty every table that people or the server write in."""
    tables = [
        model._meta.db_table  # noqa: SLF001 - Django's documented model API
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and name_table(model) not in _KEPT  # noqa: SLF001 - as above
    ]
    # PostgreSQL empties no table that has checks to come.
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), tables, reset_sequences=True):
            cursor.execute(statement)


def reset_sequences(connection: BaseDatabaseWrapper) -> None:
    """Make the next records take numbers that no record has."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list_models()):
            cursor.execute(statement)
