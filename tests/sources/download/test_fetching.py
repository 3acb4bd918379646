import errno
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from filelock import FileLock

from maillon.domain.errors import (
    InvalidInput,
    MaillonError,
    SourceChanged,
    SourceRefused,
    SourceUnavailable,
)
from maillon.reference.sources import SourceFile, SourceSheet, get_source_sheet
from maillon.sources.download import FetchedFile, fetch_source, read_manifest

CONTENT = b"exemple;fictif\n" * 1000
ETAG = '"abc"'
MODIFIED = "Sat, 01 Aug 2026 06:00:00 GMT"
FILE = SourceFile(
    key="csv",
    title="StockExemple",
    format="csv",
    file_name="exemple.csv",
    resource_id="identifiant",
    address="https://exemple.invalid/r/identifiant",
)
SHEET = replace(
    get_source_sheet("ess-france"),
    files=(FILE,),
    catalogue_address="https://exemple.invalid/api/1/datasets/jeu/",
)
Handler = Callable[[httpx.Request], httpx.Response]


def fetch(folder: Path, handler: Handler, sheet: SourceSheet = SHEET, **more: Any) -> FetchedFile:
    with httpx.Client(transport=httpx.MockTransport(handler)) as client:
        return fetch_source(sheet, folder, client=client, **more)


def send(status: int, content: bytes, **headers: str) -> httpx.Response:
    """Answer with a body that can be read once, as from the network."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["Content-Length"] = str(len(content))
    return httpx.Response(status, headers=named, stream=httpx.ByteStream(content))


def serve(request: httpx.Request) -> httpx.Response:
    """Answer like a file server that knows ranges and entity tags."""
    headers = {"ETag": ETAG, "Last_Modified": MODIFIED}
    if request.headers.get("If-None-Match") == ETAG:
        return httpx.Response(304)
    wanted = request.headers.get("Range")
    if wanted and request.headers.get("If-Range") == ETAG:
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        extent = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        return send(206, CONTENT[start:], Content_Range=extent, **headers)
    return send(200, CONTENT, **headers)


class CutStream(httpx.SyncByteStream):
    def __iter__(self):  # type: ignore[no-untyped-def]
        yield CONTENT[:5000]
        raise httpx.ReadError("connection lost")


def serve_and_cut(_request: httpx.Request) -> httpx.Response:
    headers = {"ETag": ETAG, "Content-Length": str(len(CONTENT))}
    return httpx.Response(200, headers=headers, stream=CutStream())


def test_a_file_arrives_whole_with_its_birth_certificate(tmp_path: Path) -> None:
    fetched = fetch(tmp_path / "new" / "folder", serve)
    assert fetched.path.read_bytes() == CONTENT
    assert fetched.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (fetched.size, fetched.vintage) == (len(CONTENT), "2026-08-01")
    assert fetched.address == FILE.address
    manifest = json.loads(fetched.path.with_name("exemple.csv.json").read_text())
    assert manifest["source_key"] == "ess-france"
    assert str(tmp_path) not in json.dumps(manifest)
    assert sorted(path.name for path in fetched.path.parent.iterdir()) == [
        "exemple.csv",
        "exemple.csv.json",
        *(["exemple.csv.lock"] if (fetched.path.parent / "exemple.csv.lock").exists() else []),
    ]


def test_an_interrupted_download_resumes_where_it_stopped(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable):
        fetch(tmp_path, serve_and_cut)
    assert (tmp_path / "exemple.csv.part").stat().st_size == 5000
    asked = []

    def watch(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("Range"))
        return serve(request)

    fetched = fetch(tmp_path, watch)
    assert asked == ["bytes=5000-"]
    assert fetched.path.read_bytes() == CONTENT
    assert fetched.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_a_file_that_changed_meanwhile_starts_again(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable):
        fetch(tmp_path, serve_and_cut)
    other = b"autre contenu fictif" * 500
    fetched = fetch(tmp_path, lambda _request: send(200, other, ETag='"b"'))
    assert fetched.path.read_bytes() == other


def test_a_part_that_no_longer_fits_is_thrown_away(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable):
        fetch(tmp_path, serve_and_cut)

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(416) if "Range" in request.headers else serve(request)

    assert fetch(tmp_path, handler).path.read_bytes() == CONTENT


def test_an_answer_that_continues_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable):
        fetch(tmp_path, serve_and_cut)

    def handler(_request: httpx.Request) -> httpx.Response:
        extent = f"bytes 10-{len(CONTENT) - 1}/{len(CONTENT)}"
        return send(206, CONTENT[10:], Content_Range=extent)

    with pytest.raises(SourceChanged, match="does not continue"):
        fetch(tmp_path, handler)


def test_a_file_already_current_is_not_sent_again(tmp_path: Path) -> None:
    first = fetch(tmp_path, serve)
    statuses = []

    def watch(request: httpx.Request) -> httpx.Response:
        answer = serve(request)
        statuses.append(answer.status_code)
        return answer

    assert fetch(tmp_path, watch) == first
    assert statuses == [304]


def test_an_answer_without_content_for_a_file_we_lack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceChanged, match="304"):
        fetch(tmp_path, lambda _request: httpx.Response(304))


def test_a_shorter_content_than_announced_is_kept_aside(tmp_path: Path) -> None:
    def handler(_request: httpx.Request) -> httpx.Response:
        headers = {"Content-Length": str(len(CONTENT)), "ETag": ETAG}
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(CONTENT[:500]))

    with pytest.raises(SourceChanged, match="500 bytes received"):
        fetch(tmp_path, handler)
    assert (tmp_path / "exemple.csv.part").exists()
    assert not (tmp_path / "exemple.csv").exists()
    assert fetch(tmp_path, serve).path.read_bytes() == CONTENT


def test_a_wrong_fingerprint_is_refused_and_the_part_kept(tmp_path: Path) -> None:
    with pytest.raises(SourceChanged, match="sha256"):
        fetch(tmp_path, serve, sha256="0" * 64)
    assert (tmp_path / "exemple.csv.part").exists()
    assert not (tmp_path / "exemple.csv").exists()
    good = hashlib.sha256(CONTENT).hexdigest().upper()
    assert fetch(tmp_path, serve, sha256=good).size == len(CONTENT)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceChanged, match="empty"):
        fetch(tmp_path, lambda _request: send(200, b""))


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.TooManyRedirects])
def test_without_network_the_way_by_hand_is_told(
    tmp_path: Path, error: type[httpx.RequestError]
) -> None:
    def handler(_request: httpx.Request) -> httpx.Response:
        raise error("made up")

    with pytest.raises(SourceUnavailable) as caught:
        fetch(tmp_path, handler)
    sentence = caught.value.for_user()
    assert FILE.address in sentence
    assert "maillon sources import ess-france exemple.csv" in sentence


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (500, SourceUnavailable),
        (503, SourceUnavailable),
        (429, SourceUnavailable),
        (401, SourceRefused),
        (403, SourceRefused),
    ],
)
def test_each_answer_of_failure_has_its_error(
    tmp_path: Path, status: int, expected: type[MaillonError]
) -> None:
    with pytest.raises(expected):
        fetch(tmp_path, lambda _request: httpx.Response(status))


def catalogue(*resources: dict[str, str], status: int = 200) -> Handler:
    """Answer 404 to the known address and list other resources in the catalogue."""

    def handler(request: httpx.Request) -> httpx.Response:
        if "/api/1/datasets/jeu/" in str(request.url):
            return httpx.Response(status, json={"resources": list(resources)})
        if "nouveau" in str(request.url):
            return serve(request)
        return httpx.Response(410)

    return handler


NEW = {
    "id": "nouveau",
    "title": "Fichier StockExemple du 1er août 2026",
    "format": "csv",
    "latest": "https://exemple.invalid/r/nouveau",
}


def test_a_dead_address_is_found_again_by_title_and_format(tmp_path: Path) -> None:
    others = (
        {**NEW, "id": "x", "title": "Fichier StockExempleHistorique"},
        {**NEW, "id": "y", "format": "parquet"},
    )
    fetched = fetch(tmp_path, catalogue(*others, NEW))
    assert fetched.path.read_bytes() == CONTENT
    assert fetched.address == NEW["latest"]


def test_a_file_without_address_is_looked_up_at_once(tmp_path: Path) -> None:
    sheet = replace(SHEET, files=(replace(FILE, address="", resource_id=""),))
    assert fetch(tmp_path, catalogue(NEW), sheet).address == NEW["latest"]


@pytest.mark.parametrize("resources", [(), (NEW, {**NEW, "id": "double"})])
def test_no_resource_or_two_that_fit_is_a_change_of_the_source(
    tmp_path: Path, resources: tuple[dict[str, str], ...]
) -> None:
    with pytest.raises(SourceChanged, match=f"{len(resources)} resources fit"):
        fetch(tmp_path, catalogue(*resources))


def test_a_resource_without_address_is_a_change_of_the_source(tmp_path: Path) -> None:
    with pytest.raises(SourceChanged, match="no address"):
        fetch(tmp_path, catalogue({**NEW, "latest": ""}))


def test_a_resource_found_again_but_dead_too_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused):
        fetch(tmp_path, catalogue({**NEW, "latest": "https://exemple.invalid/r/mort"}))


@pytest.mark.parametrize(
    ("status", "expected"), [(500, SourceUnavailable), (403, SourceRefused), (404, SourceRefused)]
)
def test_a_catalogue_that_fails_has_its_error_too(
    tmp_path: Path, status: int, expected: type[MaillonError]
) -> None:
    with pytest.raises(expected):
        fetch(tmp_path, catalogue(status=status))


@pytest.mark.parametrize("answer", [{"text": "pas du JSON"}, {"json": []}, {"json": {"x": 1}}])
def test_a_catalogue_of_another_shape_is_a_change(tmp_path: Path, answer: dict[str, Any]) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        is_catalogue = "datasets" in str(request.url)
        return httpx.Response(200, **answer) if is_catalogue else httpx.Response(404)

    with pytest.raises(SourceChanged):
        fetch(tmp_path, handler)


def test_a_catalogue_out_of_reach_is_unavailable(tmp_path: Path) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if "datasets" in str(request.url):
            raise httpx.ConnectError("made up")
        return httpx.Response(404)

    with pytest.raises(SourceUnavailable):
        fetch(tmp_path, handler)


def test_a_dead_address_without_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused):
        fetch(tmp_path, lambda _r: httpx.Response(404), replace(SHEET, catalogue_address=""))


class FullDisk(httpx.SyncByteStream):
    """Stands for a disk that fills up while the answer is written."""

    def __init__(self, code: int) -> None:
        self._code = code

    def __iter__(self):  # type: ignore[no-untyped-def]
        yield CONTENT[:100]
        raise OSError(self._code, "made up")


@pytest.mark.parametrize(
    ("code", "word"), [(errno.ENOSPC, "disque est plein"), (errno.EACCES, "droits")]
)
def test_a_disk_that_takes_no_more_is_told(tmp_path: Path, code: int, word: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        fetch(tmp_path, lambda _request: httpx.Response(200, stream=FullDisk(code)))
    assert word in caught.value.for_user()


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InvalidInput):
        fetch(tmp_path / "file", serve)


def test_two_downloads_of_one_file_do_not_mix(tmp_path: Path) -> None:
    with FileLock(tmp_path / "exemple.csv.lock"), pytest.raises(InvalidInput, match="already"):
        fetch(tmp_path, serve)


def test_a_source_without_file_to_download_says_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no file"):
        fetch(tmp_path, serve, get_source_sheet("recherche-entreprises"))


def test_a_damaged_manifest_is_as_good_as_none(tmp_path: Path) -> None:
    fetch(tmp_path, serve)
    (tmp_path / "exemple.csv.json").write_text("{")
    assert read_manifest(tmp_path / "exemple.csv") is None
    assert fetch(tmp_path, serve).size == len(CONTENT)
