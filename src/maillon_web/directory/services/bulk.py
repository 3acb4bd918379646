"""
Write many records in few statements.

Django builds an expression for each value that `bulk_create` and `bulk_update` write: fifty
thousand sheets would hold the base of a small server for half a minute. Here one prepared
statement takes all the rows.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

__all__ = ["insert_all", "insert_rows", "save_all"]

Field = models.Field[Any, Any]
# Written as they are by every base; anything else passes through its field.
_PLAIN = frozenset({str, int, float, bool, type(None)})


def insert_all(records: Sequence[models.Model]) -> None:
    """Write new records of one model; their numbers are not read back."""
    if not records:
        return
    model = type(records[0])
    fields = [field for field in _list_fields(model) if not field.primary_key]
    stamped = [field for field in fields if isinstance(field, models.DateField)]
    for field in stamped:
        _stamp(field, records)
    names = [field.attname for field in fields]
    insert_rows(model, names, _prepare(fields, records))


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write rows of plain values, whose columns are named by attribute."""
    by_name = {field.attname: field for field in _list_fields(model)}
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = ", ".join(quote(_get_column(by_name[name])) for name in names)
    places = ", ".join(["%s"] * len(names))
    table = quote(model._meta.db_table)  # noqa: SLF001 - Django's documented model API
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of our own columns
    _execute(sql, list(rows))


def save_all(records: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some fields, named by attribute, of stored records of one model."""
    if not records:
        return
    model = type(records[0])
    by_name = {field.attname: field for field in _list_fields(model)}
    fields = [by_name[name] for name in names]
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    settings = ", ".join(f"{quote(_get_column(field))} = %s" for field in fields)
    table = quote(model._meta.db_table)  # noqa: SLF001 - Django's documented model API
    sql = f"UPDATE {table} SET {settings} WHERE id = %s"  # noqa: S608 - names of our own columns
    rows = _prepare(fields, records)
    _execute(sql, [(*row, record.pk) for row, record in zip(rows, records, strict=True)])


def _prepare(fields: Sequence[Field], records: Sequence[models.Model]) -> list[tuple[Any, ...]]:
    connection = connections[DEFAULT_DB_ALIAS]
    columns = []
    for field in fields:
        values = [getattr(record, field.attname) for record in records]
        is_plain = not isinstance(field, models.JSONField)
        is_dated = isinstance(field, models.DateField)
        told: dict[Any, Any] = {}
        column = []
        for value in values:
            if is_plain and type(value) in _PLAIN:
                column.append(value)
            elif is_dated:
                # Thousands of records share a day, or the moment at which they are written.
                if value not in told:
                    told[value] = field.get_db_prep_save(value, connection)
                column.append(told[value])
            else:
                column.append(field.get_db_prep_save(value, connection))
        columns.append(column)
    return list(zip(*columns, strict=True))


def _stamp(field: models.DateField[Any, Any], records: Sequence[models.Model]) -> None:
    """Give one moment to all the records of a writing."""
    if field.auto_now or field.auto_now_add:
        moment = field.pre_save(records[0], add=True)
        for record in records:
            setattr(record, field.attname, moment)


def _execute(sql: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.executemany(sql, rows)


def _get_column(field: Field) -> str:
    return str(field.column)


def _list_fields(model: type[models.Model]) -> Sequence[Field]:
    return model._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
