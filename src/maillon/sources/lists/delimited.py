"""Rows of a list saved as text, with the advance of the reading."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

from maillon.sources.delimited import iter_delimited_rows
from maillon.sources.lists.encodings import TextFormat

__all__ = ["iter_file_rows"]

_PROGRESS_ROWS = 10_000


def iter_file_rows(
    path: Path,
    text_format: TextFormat,
    *,
    advance: Callable[[float], None],
    on_mended: Callable[[int], None],
) -> Iterator[list[str]]:
    """
    Yield every row of a file, titles and blank ones included.

    Parameters
    ----------
    path, text_format
        The file and how to open it.
    advance
        Receives the number of bytes read since its last call.
    on_mended
        Receives the number of each row whose quotes were not closed.
    """
    encoding, done = text_format.encoding, 0
    with (
        path.open("rb") as raw,
        io.TextIOWrapper(
            raw, encoding=encoding.encoding, errors=encoding.errors, newline=""
        ) as lines,
    ):
        rows = iter_delimited_rows(lines, text_format.delimiter)
        for number, (row, is_mended) in enumerate(rows, start=1):
            if is_mended:
                on_mended(number)
            if number % _PROGRESS_ROWS == 0:
                advance(raw.tell() - done)
                done = raw.tell()
            yield row
        advance(path.stat().st_size - done)
