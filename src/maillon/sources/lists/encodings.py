"""How a text file must be opened, and where its headers are."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from maillon.sources.lists.headers import match_headers
from maillon.sources.text_encodings import TextEncoding, detect_encoding

__all__ = ["HEADER_SEARCH_ROWS", "TextFormat", "detect_format", "find_header_row"]

HEADER_SEARCH_ROWS = 50
_DELIMITERS = ";,\t|"
_CHUNK = 1 << 20
_SAMPLE = 1 << 16


@dataclass(frozen=True, kw_only=True, slots=True)
class TextFormat:
    """How to open a text file: its encoding and the separator of its cells."""

    encoding: TextEncoding
    delimiter: str


def detect_format(path: Path) -> TextFormat:
    """Tell the encoding of a whole file and the separator of its first rows."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    encoding = detect_encoding(start, lambda: _iter_chunks(path))
    with path.open(encoding=encoding.encoding, errors=encoding.errors, newline="") as text:
        lines = text.read(_SAMPLE).splitlines(keepends=True)
    return TextFormat(encoding=encoding, delimiter=_detect_delimiter(lines))


def find_header_row(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the row with the most known headers, 0 when none has any."""
    best, best_score = 0, (False, 0)
    for index, row in enumerate(rows):
        match = match_headers(row)
        score = (match.is_usable, len(match.positions))
        if len(match.positions) > 0 and score > best_score:
            best, best_score = index, score
    return best


def _iter_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _detect_delimiter(lines: Sequence[str]) -> str:
    return max(_DELIMITERS, key=lambda delimiter: _score_delimiter(lines, delimiter))


def _score_delimiter(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Prefer the separator under which most headers are known, then the wider table."""
    rows: list[list[str]] = []
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for row, _unused in zip(reader, range(HEADER_SEARCH_ROWS), strict=False):
            rows.append([cell.strip() for cell in row])
    except csv.Error:
        if not rows:
            return (0, 0)
    if not rows:
        return (0, 0)
    header = rows[find_header_row(rows)]
    return (len(match_headers(header).positions), len(header))
