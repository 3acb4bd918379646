"""The server as `maillon serve` starts it, for the time of a measure."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Served", "serving"]

_WAIT_S = 90


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers."""

    port: int
    log: Path


@contextmanager
def serving(home: Path) -> Iterator[Served]:
    """Start the server on a free port, wait until it answers, stop it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = home / "serve.log"
    words = [str(Path(sys.executable).parent / "maillon"), "serve", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT, env=os.environ)
        try:
            _wait(port, process)
            yield Served(port=port, log=log)
        finally:
            process.terminate()
            process.wait(60)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _WAIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"The server stopped with {process.returncode}: see serve.log in the home.")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/compte/login/", timeout=5)
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return
    sys.exit("The server does not answer.")
