"""Receive a file piece by piece, from where the last attempt stopped."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from maillon.domain.errors import SourceChanged
from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _
from maillon.reference.sources import SourceFile, SourceSheet
from maillon.sources.download.manifest import Manifest, read_manifest, write_manifest
from maillon.sources.download.problems import changed, disk_problem, refused, unavailable

__all__ = ["MissingFile", "Request", "receive"]

_MISSING = (httpx.codes.NOT_FOUND, httpx.codes.GONE)
_CHUNK = 1 << 20
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class MissingFile(Exception):
    """Nothing is at this address any more: the caller looks elsewhere."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """
    What is asked for.

    Attributes
    ----------
    sheet, file
        The source and its file.
    part
        Where the bytes go; those of an interrupted transfer are kept while still valid.
    known
        Manifest of the complete file that is already there.
    """

    sheet: SourceSheet
    file: SourceFile
    part: Path
    known: Manifest | None = None

    def changed(self, reason: str) -> SourceChanged:
        """Build the error of an answer that is not the file."""
        return changed(self.sheet, self.file, reason)


def receive(request: Request, *, client: httpx.Client, progress: Progress) -> Manifest | None:
    """
    Bring the `.part` of a file to its end.

    Returns
    -------
    Manifest or None
        Of the complete part; `None` when the file already there is still the current one.

    Raises
    ------
    MissingFile
        If the address answers that nothing is there.
    """
    with _stream(request, client) as response:
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return None
        if response.status_code != httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            _check_status(request, response)
            return _write(request, response=response, progress=progress)
    # What we hold does not fit the file any more: start again from its first byte.
    request.part.unlink(missing_ok=True)
    with _stream(request, client) as response:
        _check_status(request, response)
        return _write(request, response=response, progress=progress)


def _request_headers(request: Request) -> dict[str, str]:
    begun, known = read_manifest(request.part), request.known
    headers = {"Accept-Encoding": "identity"}
    held = request.part.stat().st_size if request.part.exists() else 0
    if held and begun is not None and begun.validator and held < (begun.size or held + 1):
        headers |= {"Range": f"bytes={held}-", "If-Range": begun.validator}
    elif known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    elif known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


@contextmanager
def _stream(request: Request, client: httpx.Client) -> Iterator[httpx.Response]:
    headers = _request_headers(request)
    try:
        with client.stream(
            "GET", request.file.address, headers=headers, follow_redirects=True
        ) as response:
            yield response
    except httpx.RequestError as error:
        raise unavailable(request.sheet, request.file, repr(error)) from error
    except OSError as error:
        raise disk_problem(error, request.file) from error


def _check_status(request: Request, response: httpx.Response) -> None:
    status = response.status_code
    if status in _MISSING:
        raise MissingFile(status)
    if response.is_server_error or status == httpx.codes.TOO_MANY_REQUESTS:
        raise unavailable(request.sheet, request.file, f"HTTP {status}")
    if not response.is_success:
        raise refused(request.sheet, request.file, status)


def _write(request: Request, *, response: httpx.Response, progress: Progress) -> Manifest:
    held, total = _extent(request, response)
    manifest = Manifest(
        source_key=request.sheet.key,
        address=request.file.address,
        etag=response.headers.get("ETag", ""),
        last_modified=response.headers.get("Last-Modified", ""),
        size=total or 0,
    )
    write_manifest(request.part, manifest)
    digest = hashlib.sha256()
    progress.start(_("Téléchargement de {name}").format(name=request.file.file_name), total)
    try:
        with request.part.open("r+b" if held else "wb") as output:
            while held and (chunk := output.read(_CHUNK)):
                digest.update(chunk)
                progress.advance(len(chunk))
            for chunk in response.iter_raw():
                output.write(chunk)
                digest.update(chunk)
                progress.advance(len(chunk))
            size = output.tell()
    finally:
        progress.finish()
    if total is not None and size != total:
        raise request.changed(f"{size} bytes received, {total} announced")
    if size == 0:
        raise request.changed("the file is empty")
    return replace(manifest, sha256=digest.hexdigest(), size=size)


def _extent(request: Request, response: httpx.Response) -> tuple[int, int | None]:
    """Return how many bytes are already there and how many the whole file has."""
    if response.status_code != httpx.codes.PARTIAL_CONTENT:
        length = response.headers.get("Content-Length", "")
        return 0, int(length) if length.isdigit() else None
    held = request.part.stat().st_size
    content_range = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if content_range is None or int(content_range[1]) != held:
        raise request.changed("the answer does not continue what was received")
    return held, None if content_range[2] == "*" else int(content_range[2])
