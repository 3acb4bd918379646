"""Comma-separated values: for other programs and for spreadsheets."""

import csv
from io import StringIO
from typing import Any

from maillon.reports.tables import list_rows, protect

__all__ = ["render_csv"]

_COLUMNS_WHEN_EMPTY = ("id", "name", "siret")


def render_csv(document: dict[str, Any], what: str = "actors") -> str:
    """
    Return a table of the result: commas, header of stable English names, codes as text.

    Parameters
    ----------
    document
        A result.
    what
        `actors`, `stages` or `figures`.

    Raises
    ------
    InvalidInput
        If there is no such table.

    Notes
    -----
    A text that a spreadsheet would take for a formula is preceded by an apostrophe.
    """
    rows = list_rows(document, what)
    text = StringIO()
    columns = list(rows[0]) if rows else list(_COLUMNS_WHEN_EMPTY)
    writer = csv.DictWriter(text, fieldnames=columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: protect(cell) for column, cell in row.items()})
    return text.getvalue()
