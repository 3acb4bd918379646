"""Write many stored records in few statements."""

from collections.abc import Sequence

from django.db import connection, models

__all__ = ["save_all"]


def save_all(records: Sequence[models.Model], fields: Sequence[str]) -> None:
    """
    Write these fields of stored records of one model.

    Notes
    -----
    One prepared statement for all: `bulk_update` builds a condition by record and by field, which
    takes minutes for fifty thousand sheets.
    """
    if not records:
        return
    meta = type(records[0])._meta  # noqa: SLF001 - Django's documented model API
    columns = [meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(column.column)} = %s" for column in columns)
    key = quote(meta.pk.column)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {settings} WHERE {key} = %s",  # noqa: S608 - names of our own columns
            [
                (
                    *(
                        column.get_db_prep_save(getattr(record, column.attname), connection)
                        for column in columns
                    ),
                    record.pk,
                )
                for record in records
            ],
        )
