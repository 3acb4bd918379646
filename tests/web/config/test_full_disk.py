"""
The server on a disk that is really full: a small one, in memory, that only it sees.

It asks for the right to mount in a namespace of its own, which root and most Linux users have.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from tests.web.config.programs import ROOT, make_environment, wait_for

pytestmark = pytest.mark.usefixtures("socket_enabled")
_START = """
set -e
mount -t tmpfs -o size=48m tmpfs "$MAILLON_HOME"
"$PYTHON" -m tests.web.config.furnish
exec "$PYTHON" -m maillon.cli.main serve --local --port 0
"""
_NEXT = ("unlist", "relist")
ON_POSTGRES = os.environ.get("MAILLON_DATABASE_URL", "").startswith("postgres")


def _may_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    words = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


class Small:
    """A server whose home is a small disk."""

    def __init__(self, process: subprocess.Popen[bytes], home: Path, log: Path) -> None:
        self.process, self._log = process, log
        # The disk as the server sees it: outside of its namespace, the folder is empty.
        self.disk = Path(f"/proc/{process.pid}/root{home}")
        self.told: dict[str, str] = {}
        self.browser = httpx.Client(trust_env=False, timeout=40)

    def read(self) -> str:
        """Return what it wrote until now."""
        return self._log.read_text("utf-8")

    def is_well(self) -> bool:
        """Tell whether it answers, and learn where what is."""
        lines = [json.loads(line) for line in self.read().splitlines() if line.startswith("{")]
        port = next((line["port"] for line in lines if line.get("message") == "serving"), None)
        if port is None:
            return False
        self.told = lines[0]
        self.browser.base_url = httpx.URL(f"http://127.0.0.1:{port}")
        self.browser.cookies.set(*lines[0]["cookie"])
        try:
            return self.browser.get("/sante/").status_code in {200, 503}
        except httpx.TransportError:
            return False

    def fill(self) -> None:
        """Leave no byte on the disk."""
        with (self.disk / "filler").open("ab", buffering=0) as file:
            for size in (1024 * 1024, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue

    def free(self) -> None:
        """Give the room back."""
        (self.disk / "filler").unlink()

    def get(self, name: str) -> httpx.Response:
        """Ask for a page."""
        return self.browser.get(self.told.get(name, name))

    def post(self, name: str, **given: object) -> httpx.Response:
        """Send a form, as the page of the sheet would."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get("sheet").text)
        assert token is not None
        data = {"csrfmiddlewaretoken": token[1], **given.pop("data", {})}  # type: ignore[dict-item]
        return self.browser.post(self.told[name], data=data, **given)  # type: ignore[arg-type]

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Ask a copy of the base, made as a machine that stops at once would leave it."""
        kept = self._log.parent / "kept"
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir()
        for name in ("workbench.sqlite3", "workbench.sqlite3-wal"):
            if (self.disk / name).exists():
                shutil.copyfile(self.disk / name, kept / name)
        with closing(sqlite3.connect(kept / "workbench.sqlite3")) as base:
            return base.execute(sql).fetchall()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """A server whose disk holds a few megabytes."""
    if ON_POSTGRES:
        pytest.skip("done already on SQLite")
    if not _may_mount():
        pytest.skip("nobody may mount a disk here: needs root, or user namespaces")
    home, log = tmp_path / "home", tmp_path / "log"
    home.mkdir()
    environment = make_environment(home, PYTHON=sys.executable)
    with log.open("wb") as file:
        process = subprocess.Popen(
            ["unshare", "-rm", "bash", "-c", _START],
            cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
        running = Small(process, home, log)
        try:
            yield running
        finally:
            running.browser.close()
            process.terminate()
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()


def _says_full(answer: httpx.Response) -> bool:
    text = answer.text.replace("&#x27;", "'").replace("\u2019", "'")
    said = "disque du serveur est plein" in text and "rien n'a été enregistré" in text
    return answer.status_code == 503 and said


def _write_until_refused(small: Small) -> int:
    """Take an actor out of the lists and back: SQLite has some room of its own for a while."""
    for acknowledged in range(400):
        answer = small.post(_NEXT[acknowledged % 2])
        if answer.status_code != 302:
            assert _says_full(answer), answer.text
            return acknowledged
    pytest.fail("the disk was never full")


def test_on_a_full_disk_one_reads_on_and_is_told_that_nothing_is_written(small: Small) -> None:
    wait_for(small.is_well, why=small.read)
    assert small.get("overview").status_code == 200
    small.fill()
    try:
        acknowledged = _write_until_refused(small)
        big = b"Nom;Commune\n" + b"Exemple fictif;Lyon\n" * 20_000
        sent = small.post(
            "upload",
            data={"label": "Liste fictive", "dated": "2026-01-31", "visibility": "members"},
            files={"file": ("liste.csv", big, "text/csv")},
        )
        assert "n’a pas pu être gardé sur le serveur" in sent.text
        for name in ("/", "overview", "list", "sheet"):
            answer = small.get(name)
            assert answer.status_code == 200, (name, small.read())
        assert "Exemple fictif" in small.get("sheet").text
        assert small.get("/sante/").status_code == 503, "a probe learns of it"
        assert small.query("SELECT is_listed FROM directory_presence") == [
            (1 - acknowledged % 2,)
        ], "what was acknowledged is there, what was refused is not"
        assert small.query("SELECT count(*) FROM history_changeset") == [(acknowledged,)]
        assert [path for path in (small.disk / "uploads").rglob("*") if path.is_file()] == []
    finally:
        small.free()
    answer = small.post(_NEXT[acknowledged % 2])
    assert answer.status_code == 302, answer.text
    assert small.query("SELECT is_listed FROM directory_presence") == [(acknowledged % 2,)]
    assert small.query("PRAGMA integrity_check") == [("ok",)]
    small.process.terminate()
    assert small.process.wait(40) == 0
    assert "terminate called" not in small.read()
