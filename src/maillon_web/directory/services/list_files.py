"""Keep the file that a person brings: checked by its content, bounded, under a random name."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.directory.models import ListImport
from maillon_web.ui.formatting import format_number

__all__ = ["StoredFile", "find_path", "remove_file", "store_upload"]

_FOLDER = "lists"
_MEGABYTE = 1024 * 1024
_CHUNK = 256 * 1024
_START = 4096
# A workbook unpacks to a few times its size; what goes far beyond is made to fill the memory.
_MOST_UNPACKED_TIMES = 6
_MOST_PARTS = 5_000
_LOCAL_HEADER = 30
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_OTHER_KINDS = (b"%pdf", b"{\\rtf", b"<html", b"<!doc", b"<?xml", b"\x89png", b"\xff\xd8")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFile:
    """A file of the home: the name that the person gave, its name here, what it holds."""

    file_name: str
    stored_as: str
    digest: str


def store_upload(upload: "UploadedFile[bytes]") -> StoredFile:
    """
    Keep a CSV or an XLSX.

    Raises
    ------
    InvalidInput
        If the file is empty, too heavy, of another kind, or would unpack to something enormous;
        nothing is then kept.
    """
    name = Path(upload.name or "").name[:200]
    _check_size(upload, name)
    folder = settings.UPLOADS_FOLDER / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    stored = f"{uuid4().hex}"
    path = folder / stored
    try:
        digest = _write(upload, path)
        kind = _check_content(path, name)
        path.rename(path.with_suffix(f".{kind}"))
    except OSError as error:
        path.unlink(missing_ok=True)
        raise InvalidInput(
            f"upload cannot be written: {error!r}",
            user=_(
                "Le fichier n’a pas pu être gardé sur le serveur. Réessayez ; si cela dure, "
                "prévenez la personne qui administre Maillon."
            ),
        ) from error
    except InvalidInput:
        path.unlink(missing_ok=True)
        raise
    return StoredFile(file_name=name, stored_as=f"{stored}.{kind}", digest=digest)


def find_path(list_import: ListImport) -> Path:
    """Return where the file of an import is."""
    return Path(settings.UPLOADS_FOLDER) / _FOLDER / Path(list_import.stored_as).name


def remove_file(list_import: ListImport) -> None:
    """Remove the file of an import, if it is still there."""
    find_path(list_import).unlink(missing_ok=True)


def _check_size(upload: "UploadedFile[bytes]", name: str) -> None:
    size = upload.size or 0
    if not size:
        raise InvalidInput(
            "empty upload",
            user=_("« {name} » est vide : choisissez un autre fichier.").format(name=name),
        )
    if size > settings.MOST_UPLOAD_BYTES:
        raise InvalidInput(
            f"upload of {size} bytes",
            user=_(
                "« {name} » pèse {size} Mo et la limite est de {limit} Mo : enlevez les colonnes "
                "et les feuilles inutiles, ou coupez la liste en plusieurs fichiers."
            ).format(
                name=name,
                size=format_number(size / _MEGABYTE, 0),
                limit=format_number(settings.MOST_UPLOAD_BYTES / _MEGABYTE, 0),
            ),
        )


def _write(upload: "UploadedFile[bytes]", path: Path) -> str:
    digest = hashlib.sha256()
    path.touch(mode=0o600)
    with path.open("wb") as file:
        for chunk in upload.chunks(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _check_content(path: Path, name: str) -> str:
    """Return the kind of a file, by what it holds."""
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith(_ZIP):
        _check_workbook(path, name)
        return "xlsx"
    if start.startswith(_OLD_WORKBOOK):
        raise InvalidInput(
            f"{name} is an OLE file",
            user=_(
                "« {name} » est un ancien classeur (.xls) ou il est protégé par un mot de passe : "
                "enregistrez-le en .xlsx, sans mot de passe, puis choisissez ce fichier."
            ).format(name=name),
        )
    if not start.startswith(_UTF16) and not _is_text(path):
        raise InvalidInput(
            f"{name} is neither CSV nor XLSX",
            user=_(
                "« {name} » n’est ni un CSV ni un classeur .xlsx : enregistrez votre liste dans "
                "l’un de ces formats, puis choisissez ce fichier."
            ).format(name=name),
        )
    return "csv"


def _is_text(path: Path) -> bool:
    """Tell whether a whole file is text: no null byte, and nothing that announces another kind."""
    with path.open("rb") as file:
        start = file.read(_START)
        if start.lstrip()[:16].lower().startswith(_OTHER_KINDS):
            return False
        chunk = start
        while chunk:
            if b"\x00" in chunk:
                return False
            chunk = file.read(_CHUNK)
    return True


def _check_workbook(path: Path, name: str) -> None:
    most = settings.MOST_UPLOAD_BYTES * _MOST_UNPACKED_TIMES
    try:
        with ZipFile(path) as archive, path.open("rb") as raw:
            parts = archive.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise _not_a_workbook(name)
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most:
                raise _too_large(name)
            unpacked = 0
            for part in parts:
                for size in _iter_unpacked_sizes(raw, part):
                    unpacked += size
                    if unpacked > most:
                        raise _too_large(name)
    except (BadZipFile, zlib.error) as error:
        raise InvalidInput(
            f"{name}: {error!r}",
            user=_(
                "« {name} » est abîmé : ouvrez-le dans votre tableur, enregistrez-le à nouveau en "
                ".xlsx, puis choisissez ce fichier."
            ).format(name=name),
        ) from error


def _iter_unpacked_sizes(raw: IO[bytes], part: ZipInfo) -> Iterator[int]:
    """
    Yield how much each piece of a part unpacks to.

    The size that an archive announces may lie: what counts is what comes out, piece by piece.
    """
    raw.seek(part.header_offset)
    header = raw.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or not header.startswith(_ZIP):
        raise BadZipFile("no local header")
    raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if part.compress_type == ZIP_STORED:
        yield part.compress_size
        return
    if part.compress_type != ZIP_DEFLATED:
        raise BadZipFile(f"compression {part.compress_type}")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail or raw.read(_CHUNK)
        if not packed:
            return
        yield len(unpacker.decompress(packed, _MEGABYTE))


def _not_a_workbook(name: str) -> InvalidInput:
    return InvalidInput(
        f"{name} is an archive, not a workbook",
        user=_(
            "« {name} » est une archive ou un classeur d’un autre format : enregistrez votre liste "
            "en .xlsx ou en .csv, puis choisissez ce fichier."
        ).format(name=name),
    )


def _too_large(name: str) -> InvalidInput:
    return InvalidInput(
        f"{name} unpacks to too much",
        user=_(
            "« {name} » est démesuré une fois ouvert : gardez la seule feuille utile, sans lignes "
            "ni colonnes vides, et enregistrez-la à nouveau."
        ).format(name=name),
    )
