"""The cells of a list as the file holds them, to give them back with what is to be mended."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from maillon.sources.lists.rows import name_columns, open_rows

__all__ = ["ListCells", "open_list_cells"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListCells:
    """
    A list being read.

    Attributes
    ----------
    columns
        Names of the columns, as `inspect_list` gives them.
    rows
        Number, as a spreadsheet shows it, and cells of each row under the headers.
    """

    columns: Sequence[str]
    rows: Iterator[tuple[int, list[str]]]


@contextmanager
def open_list_cells(path: Path, *, sheet: str = "") -> Iterator[ListCells]:
    """
    Open a list to give its rows as they are written, one at a time.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or has no such sheet.
    """
    with open_rows(path, None, sheet=sheet) as listed:
        yield ListCells(columns=name_columns(listed.headers), rows=listed.rows)
