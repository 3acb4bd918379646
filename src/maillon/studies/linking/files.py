"""Tables of a linkage as a CSV or a workbook: every cell as it was, nothing taken for a formula."""

import csv
from collections.abc import Iterator, Mapping
from io import BytesIO, StringIO
from typing import Any

import pyarrow as pa
import xlsxwriter

__all__ = ["render_table", "render_workbook"]

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# What a cell of a workbook holds at most.
_LONGEST_CELL = 32_767
_ROWS_AT_ONCE = 5_000
_WIDTH = 24


def render_table(table: pa.Table) -> str:
    """Return a table as CSV, with semicolons and a mark by which spreadsheets read accents."""
    text = StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(table.column_names)
    for row in _iter_rows(table):
        writer.writerow(["" if cell is None else _protect(cell) for cell in row])
    return text.getvalue()


def render_workbook(tables: Mapping[str, pa.Table]) -> bytes:
    """Return tables as a workbook, one sheet each."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {**_SAFE, "constant_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8F2F6", "text_wrap": True})
        for name, table in tables.items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, max(0, table.num_columns - 1), _WIDTH)
            for rank, title in enumerate(table.column_names):
                sheet.write_string(0, rank, title, head)
            for number, row in enumerate(_iter_rows(table), start=1):
                for rank, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, rank, cell[:_LONGEST_CELL])
                    elif cell is not None:
                        sheet.write_number(number, rank, cell)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(1, table.num_rows), max(0, table.num_columns - 1))
    return buffer.getvalue()


def _iter_rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _protect(cell: str | float) -> str | float:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell
