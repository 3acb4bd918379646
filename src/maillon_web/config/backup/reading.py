"""Read a backup, and check all of it before anything is changed."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from maillon import __version__
from maillon.domain.errors import InvalidInput
from maillon_web.config.backup.homefiles import check_file_name
from maillon_web.config.backup.layout import (
    FILES,
    FORMAT,
    MANIFEST,
    Manifest,
    Table,
    refuse_damaged,
)
from maillon_web.config.backup.tables import list_fields, list_models, name_table

__all__ = ["Backup", "open_backup"]

_CHUNK = 1024 * 1024


class Backup:
    """A backup file whose every part was checked."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def iter_rows(self, table: Table) -> Iterator[list[Any]]:
        """Yield the rows of a table."""
        with self._archive.open(table.part) as lines:
            for line in lines:
                yield json.loads(line)

    def copy_files(self, folder: Path) -> int:
        """Write the files of the home in a folder; return how many."""
        count = 0
        for part in self.manifest.parts:
            if not part.name.startswith(FILES):
                continue
            place = folder / check_file_name(part.name.removeprefix(FILES))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch(mode=0o600)
            with self._archive.open(part.name) as source, place.open("wb") as target:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
            count += 1
        return count


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """
    Open a backup that is whole and that this version understands.

    Raises
    ------
    InvalidInput
        If the file is absent, is no backup, is damaged, or comes from another version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(archive)
            _check_version(manifest)
            _check_parts(archive, manifest)
            _check_tables(archive, manifest)
            yield Backup(archive, manifest)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise refuse_damaged(repr(error)) from error
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        if error.filename != str(path):
            raise
        raise InvalidInput(
            f"cannot read {path}: {error!r}",
            user=_("Le fichier {path} ne se lit pas : vérifiez son nom et ses droits.").format(
                path=path
            ),
        ) from error


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        return Manifest.from_dict(json.loads(archive.read(MANIFEST)))
    except (KeyError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise refuse_damaged(f"manifest: {error!r}") from error


def _check_version(manifest: Manifest) -> None:
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    known = set(loader.disk_migrations or ())
    written = {(app, name) for app, names in manifest.migrations.items() for name in names}
    tables = {name_table(model) for model in list_models()}
    is_newer = (
        manifest.format > FORMAT
        or bool(known and written - known)
        or any(table.name not in tables for table in manifest.tables)
    )
    if is_newer:
        raise InvalidInput(
            f"backup of {manifest.version}, this is {__version__}",
            user=_(
                "Cette sauvegarde vient d’une version plus récente de Maillon ({theirs}, ici "
                "{ours}) : mettez Maillon à jour, puis recommencez."
            ).format(theirs=manifest.version, ours=__version__),
        )


def _check_parts(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    names = sorted(part.name for part in manifest.parts)
    if sorted(archive.namelist()) != sorted([*names, MANIFEST]):
        raise refuse_damaged("parts are missing or added")
    for part in manifest.parts:
        if part.name.startswith(FILES):
            check_file_name(part.name.removeprefix(FILES))
        digest, size = hashlib.sha256(), 0
        with archive.open(part.name) as source:
            # Never more than announced: a small file may unpack into a huge one.
            while size <= part.size and (chunk := source.read(_CHUNK)):
                digest.update(chunk)
                size += len(chunk)
        if size != part.size or digest.hexdigest() != part.sha256:
            raise refuse_damaged(f"{part.name} is not what was written")


def _check_tables(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    parts = {part.name for part in manifest.parts}
    columns = {
        name_table(model): {field.attname for field in list_fields(model)}
        for model in list_models()
    }
    for table in manifest.tables:
        if table.part not in parts:
            raise refuse_damaged(f"{table.name} has no rows")
        if set(table.fields) != columns[table.name]:
            raise _refuse_older(manifest)
        with archive.open(table.part) as lines:
            count = sum(1 for _line in lines)
        if count != table.rows:
            raise refuse_damaged(f"{table.name}: {count} rows instead of {table.rows}")


def _refuse_older(manifest: Manifest) -> InvalidInput:
    return InvalidInput(
        f"backup of {manifest.version} with other columns",
        user=_(
            "Cette sauvegarde vient de Maillon {theirs}, dont les tables étaient autres : "
            "restaurez-la avec cette version, puis mettez Maillon à jour."
        ).format(theirs=manifest.version),
    )
