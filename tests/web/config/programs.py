"""Start the programs of the workbench as a person does, and read what they say."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

__all__ = ["Served", "run", "serve", "wait_for"]

ROOT = Path(__file__).resolve().parents[3]


def make_environment(home: Path, **given: str) -> dict[str, str]:
    """Return an environment where this machine's own settings are absent."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAILLON_", "DJANGO_"))}
    own = {
        "MAILLON_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.web.serving_settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        "PYTHONWARNINGS": "ignore",
        "CI": "true",
    }
    return kept | own | given


def run(*words: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `maillon` with these words."""
    return subprocess.run(
        [sys.executable, "-m", "maillon.cli.main", *words],
        cwd=ROOT, env=make_environment(home, **environment),
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


class Served:
    """A server that runs."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self._log = log

    def read(self) -> str:
        """Return what it wrote until now."""
        return self._log.read_text("utf-8")

    @property
    def address(self) -> str:
        """Where it answers."""
        lines = [json.loads(line) for line in self.read().splitlines() if line.startswith("{")]
        port = next(line["port"] for line in lines if line["message"] == "serving")
        return f"http://127.0.0.1:{port}"

    def get(self, path: str) -> httpx.Response | None:
        """Ask for a page; `None` while nobody answers."""
        try:
            return httpx.get(self.address + path, timeout=20, trust_env=False)
        except (StopIteration, httpx.TransportError):
            return None

    def list_children(self, module: str) -> list[int]:
        """Return the numbers of the processes below that run a module."""
        shown = subprocess.run(
            ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        ).stdout
        rows = re.findall(r"^\s*(\d+)\s+(\d+)\s+(.*)$", shown, re.M)
        return [
            int(number)
            for number, parent, words in rows
            if int(parent) == self.process.pid and module in words
        ]


@contextmanager
def serve(*words: str, home: Path, **environment: str) -> Iterator[Served]:
    """Keep `maillon serve` running."""
    log = home.with_name(f"{home.name}-{time.monotonic_ns()}.log")
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "maillon.cli.main", "serve", *words],
            cwd=ROOT, env=make_environment(home, **environment),
            stdout=file, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            yield Served(process, log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(look: object, *, most_s: float = 60, why: object = "") -> None:
    """Wait until what is looked at is true."""
    deadline = time.monotonic() + most_s
    while not look():  # type: ignore[operator]  # any callable
        assert time.monotonic() < deadline, why() if callable(why) else why
        time.sleep(0.1)
