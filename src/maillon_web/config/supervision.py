"""Keep the processes of the workbench alive, and stop them together."""

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from maillon_web.config.lifeline import LIFELINE

__all__ = ["Program", "Supervisor"]

_log = logging.getLogger(__name__)
_LOOK_EVERY_S = 0.2
_LONGEST_WAIT_S = 30.0
# A process that lived that long was not stopped by its start.
_LIVED_S = 20.0
_MOST_FALSE_STARTS = 5


@dataclass(kw_only=True)
class Program:
    """A process to keep alive: the words that start it, and how it fares."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    false_starts: int = 0
    start_again_at: float = 0.0


class Supervisor:
    """Starts programs, starts again those that fall, and stops all of them when asked."""

    def __init__(self, programs: Sequence[Program], *, grace_s: float) -> None:
        self._programs = programs
        self._grace_s = grace_s
        self._stopping = threading.Event()
        self._read_end, self._write_end = os.pipe()
        self._has_failed = False

    def start(self) -> None:
        """Start every program, and stop them when this process is told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        for program in self._programs:
            self._start(program)

    def watch(self) -> int:
        """
        Keep the programs alive until told to stop, then stop them.

        Returns
        -------
        int
            0, or 1 when a program never managed to start.
        """
        while not self._stopping.wait(_LOOK_EVERY_S):
            for program in self._programs:
                self._look_at(program)
        self.stop()
        return 1 if self._has_failed else 0

    def is_stopping(self) -> bool:
        """Tell whether somebody has asked to stop, or a program never managed to start."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Ask every program to end, wait, then end those that have not."""
        self._stopping.set()
        living = [program.process for program in self._programs if program.process]
        for process in living:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + self._grace_s
        for process in living:
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, program: Program) -> None:
        program.started_at = time.monotonic()
        # In its own session: a Ctrl+C of the terminal reaches this process only, which decides.
        program.process = subprocess.Popen(  # noqa: S603 - our own programs
            program.words,
            env={**os.environ, **program.environment, LIFELINE: str(self._read_end)},
            pass_fds=(self._read_end,),
            start_new_session=True,
        )

    def _look_at(self, program: Program) -> None:
        process, now = program.process, time.monotonic()
        if process is None:
            if now >= program.start_again_at:
                self._start(program)
            return
        if process.poll() is None:
            return
        program.process = None
        has_lived = now - program.started_at >= _LIVED_S
        program.false_starts = 0 if has_lived else program.false_starts + 1
        if program.false_starts >= _MOST_FALSE_STARTS:
            _log.critical("%s does not start", program.name)
            self._has_failed = True
            self._stopping.set()
            return
        wait_s = min(2.0**program.false_starts, _LONGEST_WAIT_S) - 1
        program.start_again_at = now + wait_s
        _log.error("%s ended with %s, starts again", program.name, process.returncode)
