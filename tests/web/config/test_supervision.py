"""Processes that fall start again, stop together, and do not outlive the one that keeps them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from maillon.domain.errors import InvalidInput
from maillon_web.config import supervision
from maillon_web.config.serving import pick_port
from maillon_web.config.supervision import Program, Supervisor

# Writes its number in a file at each start, then lives until told to stop.
LIVES = """
import os, sys, time
from maillon_web.config.lifeline import follow_parent
follow_parent()
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
time.sleep(60)
"""
KEEPS = """
import sys
from maillon_web.config.supervision import Program, Supervisor
words = (sys.executable, "-c", sys.argv[1], sys.argv[2])
keeper = Supervisor([Program(name="fictif", words=words)], grace_s=5)
keeper.start()
sys.exit(keeper.watch())
"""


@pytest.fixture(autouse=True)
def _own_signals():
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def _wait(look: Callable[[], object], *, most_s: float = 15) -> None:
    deadline = time.monotonic() + most_s
    while not look():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def _read_numbers(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{number}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def _start_keeper(path: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": "src"}
    return subprocess.Popen([sys.executable, "-c", KEEPS, LIVES, str(path)], env=environment)


def test_a_process_that_falls_starts_again_and_all_stop_with_the_keeper(tmp_path: Path) -> None:
    path = tmp_path / "numbers"
    keeper = _start_keeper(path)
    _wait(lambda: _read_numbers(path))
    os.kill(_read_numbers(path)[0], signal.SIGKILL)
    _wait(lambda: len(_read_numbers(path)) == 2)
    keeper.terminate()
    assert keeper.wait(10) == 0
    assert not any(_lives(number) for number in _read_numbers(path))


def test_a_keeper_that_is_killed_leaves_nobody_behind(tmp_path: Path) -> None:
    path = tmp_path / "numbers"
    keeper = _start_keeper(path)
    _wait(lambda: _read_numbers(path))
    keeper.kill()
    keeper.wait(10)
    _wait(lambda: not _lives(_read_numbers(path)[0]))


def test_a_process_that_never_starts_stops_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "_LONGEST_WAIT_S", 1.0)
    monkeypatch.setattr(supervision, "_LOOK_EVERY_S", 0.01)
    keeper = Supervisor(
        [Program(name="fictif", words=(sys.executable, "-c", "raise SystemExit(3)"))], grace_s=1
    )
    keeper.start()
    assert keeper.watch() == 1


def test_a_process_that_will_not_end_is_ended() -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    program = Program(name="fictif", words=(sys.executable, "-c", stubborn))
    keeper = Supervisor([program], grace_s=0.3)
    keeper.start()
    time.sleep(0.5)
    keeper.stop()
    assert program.process is not None
    assert program.process.poll() == -signal.SIGKILL


@pytest.fixture
def taken_port(socket_enabled: None) -> int:
    """A port where somebody already answers."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_port_that_is_taken_is_named(taken_port: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        pick_port("127.0.0.1", taken_port)
    assert str(taken_port) in refused.value.for_user()


def test_the_first_free_port_is_picked_when_none_is_asked(
    taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillon_web.config.serving._FIRST_PORT", taken_port)
    monkeypatch.setattr("maillon_web.config.serving._LAST_PORT", taken_port + 20)
    assert taken_port < pick_port("127.0.0.1", 0) <= taken_port + 20


def test_an_address_that_is_not_ours_is_refused(socket_enabled: None) -> None:
    with pytest.raises(InvalidInput):
        pick_port("192.0.2.1", 8000)
