"""Write hundreds of thousands of records at once, in either database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone

__all__ = ["Loader", "loading"]

# Values that go to the database as they are.
_PLAIN = frozenset({str, int, float, bool, type(None)})


class Loader:
    """Numbers the records itself, so that others can point at them before they are written."""

    def __init__(self) -> None:
        self._numbers: dict[type[models.Model], Iterator[int]] = {}
        self._now = timezone.now()

    def number(self, records: Sequence[models.Model]) -> None:
        """Give each record its number."""
        for record in records:
            if record.pk is None:
                model = type(record)
                record.pk = next(self._numbers.setdefault(model, count(1)))

    def write(self, records: Sequence[models.Model]) -> None:
        """Write records of one model, with the dates that they bear."""
        if not records:
            return
        self.number(records)
        fields = type(records[0])._meta.concrete_fields
        rows = [tuple(self._prepare(field, record) for field in fields) for record in records]
        self.write_rows(type(records[0]), [field.column for field in fields], rows)

    def write_rows(
        self, model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        """Write plain rows."""
        quote = connection.ops.quote_name
        table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
        self._numbers.setdefault(model, count(1))
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)

    def _prepare(self, field: "models.Field[Any, Any]", record: models.Model) -> object:
        value = getattr(record, field.attname)
        if value is None:
            is_dated = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
            value = self._now if is_dated else None
        if type(value) in _PLAIN:
            return value
        return field.get_db_prep_save(value, connection)

    def finish(self) -> None:
        """Let the database give the next numbers itself."""
        statements = connection.ops.sequence_reset_sql(no_style(), list(self._numbers))
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def loading() -> Iterator[Loader]:
    """Write everything in one go."""
    is_sqlite = connection.vendor == "sqlite"
    # Links are not checked row by row: our own numbers, drawn in order.
    connection.disable_constraint_checking()
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA synchronous=OFF" if is_sqlite else "SET session_replication_role = replica"
        )
    with transaction.atomic():
        loader = Loader()
        yield loader
        loader.finish()
    connection.enable_constraint_checking()
    if not is_sqlite:
        with connection.cursor() as cursor:
            # PostgreSQL does it by itself, a little later; for SQLite the workbench does.
            cursor.execute("ANALYZE")
