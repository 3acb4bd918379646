"""The rows of a list under their headers, with the numbers that a spreadsheet shows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from string import ascii_uppercase

from maillon.domain.jobs import Progress, SilentProgress
from maillon.sources.lists.encodings import HEADER_SEARCH_ROWS, find_header_row
from maillon.sources.lists.opening import OpenedList, open_list

__all__ = ["ListRows", "name_columns", "open_rows"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRows:
    """
    A list being read.

    Attributes
    ----------
    headers
        Cells of the header row.
    header_index
        Its position, from 0.
    rows
        Number (from 1, as a spreadsheet shows) and cells of each row under the headers, up to the
        last one that holds something.
    opened
        The file.
    """

    headers: list[str]
    header_index: int
    rows: Iterator[tuple[int, list[str]]]
    opened: OpenedList


@contextmanager
def open_rows(path: Path, progress: Progress | None, *, sheet: str = "") -> Iterator[ListRows]:
    """
    Open a list and find its headers.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or has no such sheet.
    """
    with open_list(path, progress or SilentProgress(), sheet=sheet) as opened:
        head = list(islice(opened.rows, HEADER_SEARCH_ROWS))
        header_index = find_header_row(head) if head else 0
        rows = _chain(head[header_index + 1 :], opened.rows)
        yield ListRows(
            headers=[text.strip() for text in head[header_index]] if head else [],
            header_index=header_index,
            rows=_without_blank_tail(rows, start=header_index + 2),
            opened=opened,
        )


def name_columns(headers: Sequence[str]) -> list[str]:
    """
    Return a name for each column: its header, told apart when it is blank or comes again.

    Notes
    -----
    A blank one takes the letters of a spreadsheet: a mapping written in one language is read in
    another.
    """
    seen: Counter[str] = Counter()
    names = []
    for position, header in enumerate(headers):
        name = header or f"[{_name_letters(position)}]"
        seen[name] += 1
        names.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return names


def _name_letters(position: int) -> str:
    letters, left = "", position + 1
    while left:
        left, letter = divmod(left - 1, len(ascii_uppercase))
        letters = ascii_uppercase[letter] + letters
    return letters


def _chain(head: list[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield from head
    yield from rest


def _without_blank_tail(
    rows: Iterator[list[str]], *, start: int
) -> Iterator[tuple[int, list[str]]]:
    """Give rows the numbers a spreadsheet shows, and leave out the blank ones at the end."""
    waiting: list[int] = []
    for number, cells in enumerate(rows, start=start):
        if not any(cell.strip() for cell in cells):
            waiting.append(number)
            continue
        for blank in waiting:
            yield blank, []
        waiting.clear()
        yield number, cells
