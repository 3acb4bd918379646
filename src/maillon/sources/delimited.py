"""Rows of delimited text, one at a time, without losing those behind a stray quote."""

import csv
from collections.abc import Iterator

__all__ = ["iter_delimited_rows"]


def iter_delimited_rows(lines: Iterator[str], delimiter: str) -> Iterator[tuple[list[str], bool]]:
    """
    Yield every row, blank ones included, and whether it had to be read again without quotes.

    Notes
    -----
    A quote that is never closed makes the rest of a file one single cell. When a row that spans
    several lines is too narrow and one of its lines alone is wide enough, these lines are read
    again one by one, quotes being plain characters.
    """
    tap = _Tap(lines)
    reader = csv.reader(tap, delimiter=delimiter)
    width = 0
    while True:
        tap.recent.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = []
        if _has_swallowed(row, tap.recent, delimiter=delimiter, width=width):
            for line in tap.recent:
                yield _split_plainly(line, delimiter), True
            reader = csv.reader(tap, delimiter=delimiter)
            continue
        width = max(width, len(row))
        yield row, False


class _Tap:
    """Hands lines to the CSV reader and remembers those of the current row."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.recent: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.recent.append(line)
        return line


def _has_swallowed(row: list[str], lines: list[str], *, delimiter: str, width: int) -> bool:
    if not row and any(line.strip() for line in lines):
        return True
    if len(lines) < 2 or len(row) >= width:
        return False
    return any(line.count(delimiter) >= width - 1 for line in lines[1:])


def _split_plainly(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.rstrip("\r\n").split(delimiter)]
