"""The file of a filière: a ZIP of JSON lines, with a manifest that lets it be checked."""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.exchange.parts import PARTS, Row

__all__ = ["FORMAT", "MANIFEST", "ArchiveReader", "write_archive"]

FORMAT = "maillon/filiere/3"
# The first had neither plan, method, meetings nor agreements, the second no quantities: both open.
_READ = frozenset({"maillon/filiere/1", "maillon/filiere/2", FORMAT})
MANIFEST = "manifest.json"
# What no real filière reaches; an archive that does is a trap or a mistake.
_MOST_BYTES_UNPACKED = 2 * 1024**3
_MOST_RATIO = 200
_LONGEST_LINE = 50 * 1024 * 1024


def write_archive(path: Path, rows: Mapping[str, Iterator[Row]], *, about: Row) -> Row:
    """
    Write the parts and their manifest; the file appears whole or not at all.

    Parameters
    ----------
    rows
        Records by name of part.
    about
        What the manifest says beside counts and digests.

    Returns
    -------
    dict
        The manifest.
    """
    manifest: Row = {"format": FORMAT, **about, "parts": {}}
    unfinished = path.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, records in rows.items():
            digest, count = hashlib.sha256(), 0
            with archive.open(f"{name}.jsonl", "w", force_zip64=True) as file:
                for record in records:
                    line = json.dumps(record, ensure_ascii=False, sort_keys=True).encode() + b"\n"
                    digest.update(line)
                    file.write(line)
                    count += 1
            manifest["parts"][name] = {"count": count, "sha256": digest.hexdigest()}
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2))
    unfinished.replace(path)
    return manifest


class ArchiveReader:
    """
    Reads the file of a filière and believes nothing of it.

    Raises
    ------
    InvalidInput
        If it is not such a file, was damaged, or comes from a later version.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
            self._check_sizes()
            self.manifest = self._read_manifest()
        except (zipfile.BadZipFile, OSError, KeyError, ValueError) as error:
            raise InvalidInput(
                f"not an archive: {error!r}",
                user=_(
                    "Ce fichier n’est pas une filière exportée de Maillon, ou il a été abîmé : "
                    "exportez-la à nouveau."
                ),
            ) from error
        if self.manifest.get("format") not in _READ:
            raise InvalidInput(
                f"format {self.manifest.get('format')!r}",
                user=_(
                    "Ce fichier vient d’une version plus récente de Maillon : mettez celui-ci à "
                    "jour, puis rouvrez-le."
                ),
            )

    def _check_sizes(self) -> None:
        known = {f"{part.name}.jsonl" for part in PARTS} | {MANIFEST}
        entries = self._archive.infolist()
        if {entry.filename for entry in entries} - known or len(entries) > len(known):
            raise ValueError("unknown entries")
        unpacked = sum(entry.file_size for entry in entries)
        packed = max(sum(entry.compress_size for entry in entries), 1)
        if unpacked > _MOST_BYTES_UNPACKED or unpacked / packed > _MOST_RATIO:
            raise ValueError("unpacks to too much")

    def _read_manifest(self) -> Row:
        manifest = json.loads(self._archive.read(MANIFEST))
        if not isinstance(manifest, dict) or not isinstance(manifest.get("parts", {}), dict):
            raise ValueError("manifest is not an object")  # noqa: TRY004 - told as any damage
        return manifest

    def iter_rows(self, name: str) -> Iterator[Row]:
        """
        Yield the records of a part.

        Raises
        ------
        InvalidInput
            If a line was damaged or the part is not what the manifest says.
        """
        said = self.manifest.get("parts", {}).get(name)
        if said is None:
            return
        digest, count = hashlib.sha256(), 0
        try:
            with self._archive.open(f"{name}.jsonl") as file:
                for line in _iter_lines(file):
                    digest.update(line)
                    count += 1
                    yield _read_line(line)
        except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
            raise _damaged(name) from error
        if digest.hexdigest() != said.get("sha256") or count != said.get("count"):
            raise _damaged(name)


def _iter_lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE):
        yield line


def _read_line(line: bytes) -> Row:
    row: Any = json.loads(line)
    if not isinstance(row, dict) or not isinstance(row.get("pk"), int):
        raise ValueError("a line is not a record")  # noqa: TRY004 - told as any damage
    return row


def _damaged(name: str) -> InvalidInput:
    return InvalidInput(
        f"part {name} is damaged",
        user=_(
            "Ce fichier a été modifié ou abîmé depuis son export (partie « {name} ») : rien n’a "
            "été ouvert. Exportez la filière à nouveau."
        ).format(name=name),
    )
