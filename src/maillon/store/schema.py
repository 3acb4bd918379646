"""The Arrow schema of the tables that the store hands out, read from their description."""

import csv
from functools import cache
from importlib import resources

import pyarrow as pa

__all__ = ["get_schema"]

_ARROW_TYPES = {
    "text": pa.string(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


@cache
def get_schema(table: str) -> pa.Schema:
    """Return the schema of a table of `reference/tables/`, columns in order."""
    file = resources.files("maillon.reference") / "tables" / f"{table}.csv"
    with file.open(encoding="utf-8") as lines:
        return pa.schema(
            [(row["column"], _ARROW_TYPES[row["type"]]) for row in csv.DictReader(lines)]
        )
