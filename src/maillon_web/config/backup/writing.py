"""Write a backup: everything as it was at one moment, in a file that is whole or absent."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon import __version__
from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_number
from maillon_web.config.backup.homefiles import iter_home_files
from maillon_web.config.backup.layout import FILES, MANIFEST, Manifest, Part, Table
from maillon_web.config.backup.tables import iter_rows, list_fields, list_models, name_table

__all__ = ["Written", "read_migrations", "write_backup"]

_CHUNK = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A backup on the disk."""

    path: Path
    manifest: Manifest

    def describe(self) -> str:
        """Return what was written, in a sentence."""
        return _("Sauvegarde écrite dans {path} (lignes : {rows}, fichiers : {files}).").format(
            path=self.path,
            rows=format_number(sum(table.rows for table in self.manifest.tables)),
            files=format_number(sum(part.name.startswith(FILES) for part in self.manifest.parts)),
        )


def write_backup(path: Path) -> Written:
    """
    Write everything that people wrote in one file.

    Notes
    -----
    The file is written under another name and renamed when it is whole: a stop at any moment
    leaves no half backup.

    Raises
    ------
    InvalidInput
        If a file is already there, or if it cannot be written.
    """
    if path.exists():
        raise InvalidInput(
            f"{path} exists",
            user=_(
                "{path} existe déjà : donnez un autre nom, une sauvegarde ne s’écrase pas."
            ).format(path=path),
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f".{path.name}.*.partial"):
            left.unlink()
        return Written(path=path, manifest=_write_whole(path))
    except OSError as error:
        raise InvalidInput(
            f"cannot write {path}: {error!r}",
            user=_(
                "La sauvegarde n’a pas pu être écrite dans {path} ({reason}) : rien n’y a été "
                "laissé. Vérifiez la place et les droits, ou choisissez un autre dossier."
            ).format(path=path, reason=error.strerror or error),
        ) from error


def _write_whole(path: Path) -> Manifest:
    draft = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                manifest = _fill(archive)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile) -> Manifest:
    parts: list[Part] = []
    tables: list[Table] = []
    with _one_moment():
        made_at = timezone.now().isoformat()
        for model in list_models():
            name = name_table(model)
            counted = _Counted(iter_rows(model, using=connection.alias))
            parts.append(_add(archive, f"tables/{name}.jsonl", _to_lines(counted)))
            fields = [field.attname for field in list_fields(model)]
            tables.append(Table(name=name, part=parts[-1].name, fields=fields, rows=counted.count))
        migrations = read_migrations()
    for name, place in iter_home_files(settings.HOME):
        parts.append(_add(archive, FILES + name, _read(place)))
    manifest = Manifest(
        version=__version__,
        made_at=made_at,
        engine=connection.vendor,
        migrations=migrations,
        tables=tables,
        parts=parts,
    )
    archive.writestr(MANIFEST, json.dumps(manifest.to_dict(), ensure_ascii=False, indent=1))
    return manifest


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read the base as it is at one moment, while people go on writing."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        # Not `atomic`, which would take the right to write: a plain BEGIN only reads.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


class _Counted:
    """Counts what passes."""

    def __init__(self, rows: Iterable[list[object]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[list[object]]:
        for row in self._rows:
            self.count += 1
            yield row


def _to_lines(rows: Iterable[list[object]]) -> Iterator[bytes]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _add(archive: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> Part:
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as part:
        for chunk in chunks:
            part.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return Part(name=name, size=size, sha256=digest.hexdigest())


def read_migrations() -> dict[str, list[str]]:
    """Return the migrations that made the tables, by application."""
    found: dict[str, list[str]] = {}
    for application, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(application, []).append(name)
    return found
