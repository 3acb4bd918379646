"""Open a file just enough to know its format, its encoding and its columns."""

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from maillon.domain.errors import InvalidInput
from maillon.domain.ingestion import FileFormat, TabularFile
from maillon.domain.language import translate as _

__all__ = ["inspect_file"]

_PARQUET_MARK = b"PAR1"
_ZIP_MARK = b"PK\x03\x04"
_GZIP_MARK = b"\x1f\x8b"
_WORKBOOK_MARK = b"\xd0\xcf\x11\xe0"
_HEAD_SIZE = 65_536
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def inspect_file(path: Path) -> TabularFile:
    """
    Return what a file is, from its content.

    Raises
    ------
    InvalidInput
        If the file is absent, empty, cut short, or neither Parquet nor CSV.
    """
    head = _read_head(path)
    if head.startswith(_PARQUET_MARK):
        return _inspect_parquet(path)
    if head.startswith(_ZIP_MARK):
        return _inspect_zip(path)
    if head.startswith(_GZIP_MARK):
        return _inspect_csv(path, _read_start(path, gzip.open(path)), compression="gzip")
    if head.startswith(_WORKBOOK_MARK) or (b"\0" in head and not _find_encoding(head)):
        raise _not_a_table(path)
    return _inspect_csv(path, head)


def _read_head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_SIZE)
    except FileNotFoundError as error:
        raise InvalidInput(
            f"no such file: {path.name}",
            user=_("Le fichier « {name} » est introuvable : vérifiez son chemin.").format(
                name=path.name
            ),
        ) from error
    except (PermissionError, IsADirectoryError) as error:
        raise InvalidInput(
            f"cannot read {path.name}: {error!r}",
            user=_(
                "« {name} » ne peut pas être lu : donnez un fichier, et vérifiez que vous y avez"
                " accès."
            ).format(name=path.name),
        ) from error
    if not head:
        raise InvalidInput(
            f"empty file: {path.name}",
            user=_("Le fichier « {name} » est vide : téléchargez-le à nouveau.").format(
                name=path.name
            ),
        )
    return head


def _inspect_parquet(path: Path) -> TabularFile:
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise _cut_short(path) from error
    return TabularFile(
        path=path,
        format=FileFormat.PARQUET,
        columns=tuple(metadata.schema.to_arrow_schema().names),
        size=path.stat().st_size,
        row_count=metadata.num_rows,
    )


def _inspect_zip(path: Path) -> TabularFile:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [
                name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))
            ]
            if len(members) != 1:
                raise InvalidInput(
                    f"{len(members)} CSV members in {path.name}",
                    user=_(
                        "L’archive « {name} » doit contenir un seul fichier CSV ; elle en contient"
                        " {count}. Extrayez celui qu’il faut et importez-le."
                    ).format(name=path.name, count=len(members)),
                )
            head = _read_start(path, archive.open(members[0]))
    except zipfile.BadZipFile as error:
        raise _cut_short(path) from error
    return _inspect_csv(path, head, compression="zip", member=members[0])


def _read_start(path: Path, stream: IO[bytes] | gzip.GzipFile) -> bytes:
    try:
        with stream:
            return stream.read(_HEAD_SIZE)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _cut_short(path) from error


def _find_encoding(head: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    return ""


def _inspect_csv(
    path: Path, head: bytes, *, compression: str = "", member: str = ""
) -> TabularFile:
    encoding = _find_encoding(head) or "utf-8"
    # The head may stop in the middle of a character.
    text = head.decode(encoding, errors="replace").removeprefix("\ufeff")
    first_line = next(iter(text.splitlines()), "")
    delimiter = max(",;\t|", key=first_line.count)
    columns = next(csv.reader(io.StringIO(first_line), delimiter=delimiter), [])
    if len(columns) < 2 or not all(name.strip() for name in columns):
        raise _not_a_table(path)
    return TabularFile(
        path=path,
        format=FileFormat.CSV,
        columns=tuple(columns),
        size=path.stat().st_size,
        compression=compression,
        member=member,
        encoding=encoding,
        delimiter=delimiter,
    )


def _cut_short(path: Path) -> InvalidInput:
    return InvalidInput(
        f"truncated or damaged file: {path.name}",
        user=_(
            "Le fichier « {name} » est incomplet ou abîmé : le téléchargement s’est sans doute"
            " interrompu. Téléchargez-le à nouveau ; rien n’a été changé."
        ).format(name=path.name),
    )


def _not_a_table(path: Path) -> InvalidInput:
    return InvalidInput(
        f"neither Parquet nor CSV: {path.name}",
        user=_(
            "« {name} » n’est ni un fichier Parquet ni un CSV avec une ligne d’en-têtes : prenez le"
            " fichier tel que l’Insee le publie (Parquet, CSV, .zip ou .gz)."
        ).format(name=path.name),
    )
