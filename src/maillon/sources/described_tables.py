"""The columns of a table, as its CSV of `reference/tables/` describes them."""

import csv
import io
from functools import cache
from importlib import resources

import pyarrow as pa

__all__ = ["get_table_schema", "read_described_columns"]

_TYPES = {
    "text": pa.string(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


@cache
def read_described_columns(table: str) -> tuple[dict[str, str], ...]:
    """Return the description of each column of a table, in order."""
    file = resources.files("maillon.reference") / "tables" / f"{table}.csv"
    text = io.StringIO(file.read_text(encoding="utf-8"), newline="")
    return tuple(csv.DictReader(text))


@cache
def get_table_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a described table."""
    return pa.schema(
        [(column["column"], _TYPES[column["type"]]) for column in read_described_columns(table)]
    )
