"""Fetch a source: from its address, or from the catalogue when the address is dead."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import Progress, SilentProgress
from maillon.domain.language import translate as _
from maillon.reference.sources import SourceFile, SourceSheet
from maillon.sources.download.manifest import (
    FetchedFile,
    Manifest,
    manifest_path,
    read_manifest,
    write_manifest,
)
from maillon.sources.download.problems import changed, disk_problem, refused
from maillon.sources.download.resolving import resolve_file
from maillon.sources.download.transfer import MissingFile, Request, receive

__all__ = ["fetch_source"]

_TIMEOUT_S = 60.0


def fetch_source(
    sheet: SourceSheet,
    folder: Path,
    *,
    client: httpx.Client | None = None,
    progress: Progress | None = None,
    file_key: str = "",
    sha256: str = "",
) -> FetchedFile:
    """
    Download a file of a source, or confirm that the one already there is the current one.

    Parameters
    ----------
    folder
        Where the file is kept, with its manifest; created when absent.
    client
        To question through another transport; a plain one by default.
    file_key
        Which file of the sheet; the preferred one by default.
    sha256
        Fingerprint that the file must have, when the publisher gives it.

    Raises
    ------
    SourceUnavailable
        If the source does not answer; what was received is kept for the next attempt.
    SourceRefused
        If the source answers no.
    SourceChanged
        If the content is not the one announced, or is no longer in the catalogue.
    InvalidInput
        If the folder cannot be written, or another download of this file is under way.
    """
    file = sheet.get_file(file_key)
    target = folder / file.file_name
    part = target.with_name(target.name + ".part")
    context = closing(_make_client()) if client is None else nullcontext(client)
    with context as http, _own(target, file):
        request = Request(sheet=sheet, file=file, part=part, known=_read_known(target))
        received = _receive_somewhere(request, http, progress or SilentProgress())
        if received is None and request.known is not None:
            return _describe(target, request.known)
        if received is None:
            raise changed(sheet, file, "HTTP 304 without a file on disk")
        if sha256 and received.sha256 != sha256.lower():
            raise changed(sheet, file, f"sha256 {received.sha256}, expected {sha256}")
        return _describe(target, _settle(target, part, received))


def _make_client() -> httpx.Client:
    return httpx.Client(timeout=_TIMEOUT_S, headers={"User-Agent": f"maillon/{version('maillon')}"})


@contextmanager
def _own(target: Path, file: SourceFile) -> Iterator[None]:
    """Make sure that one process at a time writes this file."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock", timeout=0):
            yield
    except Timeout as error:
        raise InvalidInput(
            f"{file.file_name} is already being downloaded",
            user=_(
                "« {name} » est déjà en cours de téléchargement : attendez qu’il finisse."
            ).format(name=file.file_name),
        ) from error
    except OSError as error:
        raise disk_problem(error, file) from error


def _receive_somewhere(
    request: Request, client: httpx.Client, progress: Progress
) -> Manifest | None:
    if request.file.address:
        try:
            return receive(request, client=client, progress=progress)
        except MissingFile:
            # The identifier led nowhere; the catalogue may know the file under another one.
            pass
    found = resolve_file(request.sheet, request.file, client)
    try:
        return receive(replace(request, file=found), client=client, progress=progress)
    except MissingFile as error:
        raise refused(request.sheet, found, error.status) from error


def _read_known(target: Path) -> Manifest | None:
    if not target.exists():
        return None
    known = read_manifest(target)
    return known if known is not None and known.size == target.stat().st_size else None


def _settle(target: Path, part: Path, received: Manifest) -> Manifest:
    """Put the complete file in the place of the former one."""
    settled = replace(received, fetched_on=dt.datetime.now(tz=dt.UTC).date().isoformat())
    part.replace(target)
    write_manifest(target, settled)
    manifest_path(part).unlink(missing_ok=True)
    return settled


def _describe(target: Path, manifest: Manifest) -> FetchedFile:
    return FetchedFile(
        path=target,
        sha256=manifest.sha256,
        size=manifest.size,
        vintage=manifest.vintage,
        address=manifest.address,
    )
