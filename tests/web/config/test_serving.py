"""The server, for real: it starts on nothing, survives what falls, and stops cleanly."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from tests.web.config.programs import ROOT, Served, make_environment, run, serve, wait_for

pytestmark = pytest.mark.usefixtures("socket_enabled")
ON_POSTGRES = os.environ.get("MAILLON_DATABASE_URL", "").startswith("postgres")
# These programs take their own base, whatever the tests run on: once is enough.
once = pytest.mark.skipif(ON_POSTGRES, reason="done already on SQLite")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Path]]:
    """A server on a home that did not exist."""
    home = tmp_path_factory.mktemp("served") / "home"
    home.parent.mkdir(exist_ok=True)
    with serve("--local", "--port", "0", home=home) as running:
        yield running, home
    assert running.process.returncode == 0, running.read()


def _is_well(running: Served) -> bool:
    response = running.get("/sante/")
    return response is not None and response.status_code == 200


def _query(home: Path, sql: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(home / "workbench.sqlite3", timeout=20)) as base, base:
        return base.execute(sql, values).fetchall()


def _add_job(home: Path) -> str:
    """Write a waiting job as a page does, without Django."""
    number, now = uuid.uuid4().hex, datetime.now(UTC).isoformat(" ")
    columns = {row[1]: row for row in _query(home, "PRAGMA table_info(jobs_job)")}
    given = {
        "id": number, "kind": "fictif.lent", "label": "Exemple fictif", "scope": "server",
        "arguments": "{}", "language": "fr", "state": "waiting", "step": "", "done": 0,
        "message": "", "details": "[]", "result": "{}", "is_cancel_asked": 0, "cut_count": 0,
        "created_at": now,
    }  # fmt: skip
    assert set(given) <= set(columns)
    names = ", ".join(given)
    marks = ", ".join("?" * len(given))
    _query(home, f"INSERT INTO jobs_job ({names}) VALUES ({marks})", *given.values())  # noqa: S608
    return number


def _read_job(home: Path, number: str) -> tuple[str, str]:
    return _query(home, "SELECT state, message FROM jobs_job WHERE id = ?", number)[0]


@once
def test_it_starts_on_nothing_and_is_well(served: tuple[Served, Path]) -> None:
    running, _home = served
    wait_for(lambda: _is_well(running), why=running.read)
    page = running.get("/")
    assert page is not None
    assert page.status_code == 200
    assert page.headers["X-Request-ID"]


@once
def test_two_servers_do_not_share_a_home(served: tuple[Served, Path]) -> None:
    running, home = served
    wait_for(lambda: _is_well(running), why=running.read)
    second = run("serve", "--local", "--port", "0", home=home)
    assert second.returncode == 2
    assert "déjà ouvert" in second.stderr
    restored = run("restore", "rien.zip", home=home)
    assert restored.returncode == 2
    assert "Arrêtez-le" in restored.stderr


@once
def test_a_work_cut_by_kill_9_is_said_to_be_interrupted(served: tuple[Served, Path]) -> None:
    running, home = served
    wait_for(lambda: _is_well(running), why=running.read)
    number = _add_job(home)
    # Nobody queued it: a worker that starts finds it.
    for worker in running.list_children("job_process"):
        os.kill(worker, signal.SIGKILL)
    wait_for(lambda: _read_job(home, number)[0] == "running", why=running.read)
    (worker,) = running.list_children("job_process")
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: _read_job(home, number)[0] == "interrupted", why=running.read)
    assert "relancez-le" in _read_job(home, number)[1]
    assert _is_well(running)


@once
def test_a_web_process_cut_by_kill_9_comes_back(served: tuple[Served, Path]) -> None:
    running, _home = served
    wait_for(lambda: _is_well(running), why=running.read)
    (web,) = running.list_children("web_process")
    os.kill(web, signal.SIGKILL)
    wait_for(lambda: running.list_children("web_process") not in ([], [web]))
    wait_for(lambda: _is_well(running), why=running.read)


@once
def test_the_way_in_the_backup_and_another_home(
    served: tuple[Served, Path], tmp_path: Path
) -> None:
    running, home = served
    wait_for(lambda: _is_well(running), why=running.read)
    made = run("admin", "create", "resp@exemple.test", "--address", running.address, home=home)
    assert made.returncode == 0, made.stderr
    link = made.stdout.split()[-1]
    with httpx.Client(trust_env=False, timeout=20) as visitor:
        entered = visitor.get(link)
        assert (entered.status_code, entered.headers["Location"]) == (302, "/")
        assert "sessionid" in visitor.cookies
    kept = tmp_path / "copie.zip"
    assert run("backup", str(kept), home=home).returncode == 0
    other = tmp_path / "ailleurs"
    back = run("restore", str(kept), home=other)
    assert back.returncode == 0, back.stderr
    people = "SELECT email, is_staff FROM accounts_user ORDER BY id"
    assert _query(other, people) == _query(home, people) == [("resp@exemple.test", 1)]
    again = run("restore", str(kept), home=other)
    assert again.returncode == 2
    assert "--replace" in again.stderr


@pytest.mark.skipif(not ON_POSTGRES, reason="no PostgreSQL here: make test runs this with one")
def test_a_backup_of_sqlite_is_restored_on_postgres(
    served: tuple[Served, Path], tmp_path: Path
) -> None:
    import psycopg

    address = os.environ["MAILLON_DATABASE_URL"]
    running, home = served
    wait_for(lambda: _is_well(running), why=running.read)
    run("admin", "create", "resp@exemple.test", home=home)
    assert run("backup", str(tmp_path / "b.zip"), home=home).returncode == 0
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE maillon_restored")
    elsewhere = address.replace("/postgres?", "/maillon_restored?")
    try:
        back = run(
            "restore", str(tmp_path / "b.zip"), home=tmp_path / "pg", MAILLON_DATABASE_URL=elsewhere
        )
        assert back.returncode == 0, back.stderr
        with psycopg.connect(elsewhere) as base:
            found = base.execute("SELECT email, is_staff FROM accounts_user").fetchall()
            base.execute("INSERT INTO accounts_organisation (name, kind, siren, created_at) "
                         "VALUES ('Exemple fictif', 'other', '', now())")  # fmt: skip
    finally:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("DROP DATABASE maillon_restored WITH (FORCE)")
    assert found == [("resp@exemple.test", True)]


@pytest.fixture
def home_with_files(tmp_path: Path) -> Path:
    """A home with an account, and a file that takes a while to keep."""
    home = tmp_path / "home"
    assert run("admin", "create", "resp@exemple.test", home=home).returncode == 0
    (home / "uploads").mkdir()
    (home / "uploads" / "gros.bin").write_bytes(os.urandom(60 * 1024 * 1024))
    return home


@once
def test_a_backup_cut_by_kill_9_or_by_a_full_disk_leaves_no_half_file(
    home_with_files: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "copies" / "b.zip"
    words = [sys.executable, "-m", "maillon.cli.main", "backup", str(kept)]
    environment = make_environment(home_with_files)
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    wait_for(lambda: any(part.stat().st_size > 10**6 for part in kept.parent.glob(".*.partial")))
    process.kill()
    process.wait(10)
    assert not kept.exists()
    # A disk with less room than the backup takes: the system refuses to write further.
    small = ["bash", "-c", 'ulimit -f 20000; exec "$@"', "bash", *words]
    full = subprocess.run(
        small, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert full.returncode == 2
    assert "rien n’y a été laissé" in full.stderr
    assert list(kept.parent.iterdir()) == []
    assert run("backup", str(kept), home=home_with_files).returncode == 0
    assert [path.name for path in kept.parent.iterdir()] == ["b.zip"]


@once
def test_told_to_stop_it_stops_soon_without_a_fault_and_leaves_the_base_in_one_file(
    tmp_path: Path,
) -> None:
    """Threads of Arrow or DuckDB that a worker inherits by name only would end it by an abort."""
    home = tmp_path / "home"
    with serve("--local", "--port", "0", home=home) as running:
        wait_for(lambda: _is_well(running), why=running.read)
        for path in ("/", "/a-propos/", "/compte/login/", "/filieres/"):
            assert running.get(path) is not None
        asked_at = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(40)
        lasted_s = time.monotonic() - asked_at
    said = running.read()
    assert running.process.returncode == 0, said
    assert "terminate called" not in said
    assert "SIGABRT" not in said
    assert "Traceback" not in said
    assert lasted_s < 15, said
    assert not [path.name for path in home.glob("workbench.sqlite3-*")]


@once
def test_logs_are_lines_that_a_machine_reads(served: tuple[Served, Path]) -> None:
    running, _home = served
    wait_for(lambda: _is_well(running), why=running.read)
    running.get("/?q=marie")
    lines = [json.loads(line) for line in running.read().splitlines() if line.startswith("{")]
    asked = [line for line in lines if line["logger"] == "maillon.requests"]
    assert {"method", "path", "status", "ms", "request", "time"} <= set(asked[-1])
    assert "marie" not in running.read()
