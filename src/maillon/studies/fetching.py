"""Bring a register from its publisher to the disk."""

import hashlib
import json
import os
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path

import httpx

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _
from maillon.reference.sources import get_source_sheet
from maillon.sources.aides_territoires import fetch_aids
from maillon.sources.download import FetchedFile, fetch_source
from maillon.sources.download.manifest import Manifest, write_manifest
from maillon.studies.home import find_home

__all__ = ["AIDS_TOKEN", "fetch_register"]

AIDS_TOKEN = "MAILLON_AIDES_TERRITOIRES_TOKEN"  # noqa: S105 - the name of the variable, no secret
_AIDS = "aides-territoires"


def fetch_register(
    key: str,
    *,
    folder: Path | None = None,
    home: Path | None = None,
    client: httpx.Client | None = None,
    progress: Progress | None = None,
) -> FetchedFile:
    """
    Download a source, resuming what an earlier attempt left.

    The aids of Aides-territoires are asked page by page, with the key of the environment variable
    `MAILLON_AIDES_TERRITOIRES_TOKEN`; nothing is written until all are there.

    Raises
    ------
    InvalidInput
        If the source is unknown or the disk full.
    SourceError
        If the publisher does not answer, refuses, or sends something else; the sentence says
        which file to bring by hand.
    """
    sheet = get_source_sheet(key)
    target = folder or find_home(home) / "downloads"
    if key == _AIDS:
        return _fetch_aids(target, client=client, progress=progress)
    return fetch_source(sheet, target, client=client, progress=progress)


def _fetch_aids(
    folder: Path, *, client: httpx.Client | None, progress: Progress | None
) -> FetchedFile:
    file = get_source_sheet(_AIDS).get_file("api")
    aids = fetch_aids(os.environ.get(AIDS_TOKEN, ""), client=client, progress=progress)
    now = datetime.now(tz=UTC).replace(microsecond=0)
    content = json.dumps({"count": len(aids), "results": aids}, ensure_ascii=False).encode()
    path = folder / file.file_name
    manifest = Manifest(
        source_key=_AIDS,
        address=file.address,
        last_modified=format_datetime(now, usegmt=True),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        fetched_on=_today().isoformat(),
    )
    _write(path, content, manifest)
    return FetchedFile(
        path=path,
        sha256=manifest.sha256,
        size=manifest.size,
        vintage=manifest.vintage,
        address=manifest.address,
    )


def _write(path: Path, content: bytes, manifest: Manifest) -> None:
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
        write_manifest(path, manifest)
    except OSError as error:
        raise InvalidInput(
            f"cannot write {path.name}: {error.strerror}",
            user=_(
                "« {name} » n’a pas pu être enregistré : vérifiez la place libre et vos droits sur "
                "le dossier, puis relancez."
            ).format(name=path.name),
        ) from error


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day where the person is
