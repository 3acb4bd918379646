"""Rows of a published register saved as text: plain, compressed, or in a zip of several files."""

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, TypeAlias

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.sources.delimited import iter_delimited_rows
from maillon.sources.text_encodings import detect_encoding

__all__ = ["RegisterFile", "check_columns", "missing_columns", "open_register", "unreadable"]

BinaryStream: TypeAlias = IO[bytes] | gzip.GzipFile
_DELIMITERS = ";,\t|"
_JUDGED = 8 << 20
_CHUNK = 1 << 20
_START = 1 << 16
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"


@dataclass(kw_only=True)
class RegisterFile:
    """
    A register being read.

    Attributes
    ----------
    rows
        Number of the row in its file, then the values of the wanted columns, in their order.
    notes
        French sentences; complete once the rows are read.
    """

    rows: Iterable[tuple[int, list[str]]] = ()
    notes: list[str] = field(default_factory=list)


@contextmanager
def open_register(path: Path, columns: Sequence[str]) -> Iterator[RegisterFile]:
    """
    Open a register and find its columns by name, whatever their order, case and separator.

    Parameters
    ----------
    path
        `.csv`, `.csv.gz`, or a zip whose CSV are read one after the other.
    columns
        Names that must be there.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or lacks a column; raised while reading for a zip.
    """
    register = RegisterFile()
    try:
        register.rows = _iter_parts(path, columns, register.notes)
        yield register
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise unreadable(path) from error


def check_columns(path: Path, found: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """
    Return what to say of the columns that are not read.

    Raises
    ------
    InvalidInput
        Naming the columns that lack.
    """
    known = {_squeeze(name) for name in found}
    if lacking := [name for name in wanted if _squeeze(name) not in known]:
        raise missing_columns(path, lacking, found)
    wanted_names = {_squeeze(name) for name in wanted}
    extra = [name for name in found if name and _squeeze(name) not in wanted_names]
    return [_("Colonnes non reprises : {names}.").format(names=", ".join(extra))] if extra else []


def missing_columns(path: Path, lacking: Sequence[str], found: Sequence[str]) -> InvalidInput:
    """Build the error of a file that is not the one expected."""
    return InvalidInput(
        f"{path.name} lacks {list(lacking)}",
        user=_(
            "Il manque dans « {name} » : {columns}. Vérifiez que c’est bien le fichier tel qu’il"
            " est publié."
        ).format(name=path.name, columns=", ".join(lacking)),
        details=[_("Colonnes trouvées : {names}.").format(names=", ".join(found))],
    )


def unreadable(path: Path) -> InvalidInput:
    """Build the error of a file that does not open."""
    return InvalidInput(
        f"cannot read {path.name}",
        user=_(
            "« {name} » ne s’ouvre pas ou est incomplet : vérifiez son nom, ou téléchargez-le à"
            " nouveau."
        ).format(name=path.name),
    )


def _iter_parts(
    path: Path, columns: Sequence[str], notes: list[str]
) -> Iterator[tuple[int, list[str]]]:
    with path.open("rb") as file:
        start = file.read(len(_ZIP))
    if start != _ZIP:
        open_part = partial(_open_plain, path, start)
        yield from _iter_rows(path, columns, notes=notes, open_part=open_part)
        return
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))]
        if not names:
            raise missing_columns(path, columns, archive.namelist())
        for name in names:
            open_member: Callable[[], BinaryStream] = partial(archive.open, name)
            yield from _iter_rows(path, columns, notes=notes, open_part=open_member)


def _open_plain(path: Path, start: bytes) -> BinaryStream:
    return gzip.open(path, "rb") if start.startswith(_GZIP) else path.open("rb")


def _iter_rows(
    path: Path, columns: Sequence[str], *, notes: list[str], open_part: Callable[[], BinaryStream]
) -> Iterator[tuple[int, list[str]]]:
    with open_part() as part:
        start = part.read(_START)
    encoding = detect_encoding(start, lambda: _iter_chunks(open_part))
    with (
        open_part() as part,
        io.TextIOWrapper(
            part, encoding=encoding.encoding, errors=encoding.errors, newline=""
        ) as lines,
    ):
        first = next(lines, "")
        delimiter = max(_DELIMITERS, key=first.count)
        header = next(csv.reader([first], delimiter=delimiter), [])
        said = [encoding.note, *check_columns(path, header, columns)]
        notes += [note for note in said if note and note not in notes]
        places = _find_places(header, columns)
        rows = iter_delimited_rows(lines, delimiter)
        for number, (row, _is_mended) in enumerate(rows, start=2):
            if row:
                yield number, [row[place].strip() if place < len(row) else "" for place in places]


def _find_places(header: Sequence[str], columns: Sequence[str]) -> list[int]:
    by_name = {_squeeze(name): place for place, name in reversed(list(enumerate(header)))}
    return [by_name[_squeeze(name)] for name in columns]


def _iter_chunks(open_part: Callable[[], BinaryStream]) -> Iterator[bytes]:
    with open_part() as part:
        for _piece in range(_JUDGED // _CHUNK):
            chunk = part.read(_CHUNK)
            if not chunk:
                return
            yield chunk


def _squeeze(name: str) -> str:
    return fold(name).replace(" ", "")
