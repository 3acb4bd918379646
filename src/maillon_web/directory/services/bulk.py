"""
Write many records in few statements.

Django builds an expression for each value that `bulk_create` and `bulk_update` write: fifty thousand
sheets would hold the base of a small server for half a minute. Here one prepared statement takes
all the rows.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

__all__ = ["insert_all", "insert_rows", "save_all"]


def insert_all(records: Sequence[models.Model]) -> None:
    """Write new records of one model; their numbers are not read back."""
    if not records:
        return
    model = type(records[0])
    fields = [field for field in _get_fields(model) if not field.primary_key]
    insert_rows(
        model,
        [field.attname for field in fields],
        [
            tuple(
                field.get_db_prep_save(field.pre_save(record, add=True), connection)
                for field in fields
            )
            for record in records
        ],
    )


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write rows of plain values, whose columns are named by attribute."""
    by_name = {field.attname: field for field in _get_fields(model)}
    quote = connection.ops.quote_name
    columns = ", ".join(quote(by_name[name].column) for name in names)
    places = ", ".join(["%s"] * len(names))
    table = quote(model._meta.db_table)  # noqa: SLF001 - Django's documented model API
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608 - names of our own columns
            list(rows),
        )


def save_all(records: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some fields, named by attribute, of stored records of one model."""
    if not records:
        return
    model = type(records[0])
    by_name = {field.attname: field for field in _get_fields(model)}
    fields = [by_name[name] for name in names]
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table = quote(model._meta.db_table)  # noqa: SLF001 - Django's documented model API
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {settings} WHERE id = %s",  # noqa: S608 - names of our own columns
            [
                (
                    *(
                        field.get_db_prep_save(getattr(record, field.attname), connection)
                        for field in fields
                    ),
                    record.pk,
                )
                for record in records
            ],
        )


def _get_fields(model: type[models.Model]) -> "Sequence[models.Field[Any, Any]]":
    return model._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
