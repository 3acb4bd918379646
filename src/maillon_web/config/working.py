"""Do the long works, one after the other, and ask for those that come back every day."""

import logging
import os
import signal
import socket
import time

from django.db import OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from maillon_web.config.periodic import ask_for_daily_works
from maillon_web.config.pulse import start_beating
from maillon_web.config.recovery import recover

__all__ = ["name_worker", "work"]

_log = logging.getLogger(__name__)
_LOOK_EVERY_S = 0.5
_ASK_EVERY_S = 300.0
_LONGEST_NAME = 64


def name_worker(name: str) -> str:
    """Return the name under which a worker of this machine is known to the queue."""
    suffix = f"-{os.getpid()}" if name == "work" else ""
    return f"{socket.gethostname()[:40]}/{name}{suffix}"


def work(name: str) -> None:
    """Work until told to stop; the work in hand is finished first."""
    loop = _Loop(name[:_LONGEST_NAME])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, loop.stop)
    cut = recover(loop.name)
    if cut:
        _log.warning("%d jobs were interrupted by the previous stop", cut)
    start_beating()
    loop.run()


class _Loop:
    def __init__(self, name: str) -> None:
        self.name = name
        self._is_stopping = False
        self._asked_at = 0.0

    def stop(self, *_: object) -> None:
        """Stop after the work in hand."""
        self._is_stopping = True

    def run(self) -> None:
        """Look for work, without ever holding the base when there is none."""
        while not self._is_stopping:
            close_old_connections()
            try:
                has_worked = self._do_next()
                self._ask()
            except OperationalError:
                _log.exception("the base does not answer")
                connection.close()
                has_worked = False
                time.sleep(_LOOK_EVERY_S * 10)
            if not has_worked:
                time.sleep(_LOOK_EVERY_S)

    def _do_next(self) -> bool:
        if not DBTaskResult.objects.ready().exists():
            return False
        worker = Worker(
            queue_names=["default"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=self.name,
            excluded_queue_names=[],
        )
        worker.run()
        return True

    def _ask(self) -> None:
        if time.monotonic() - self._asked_at < _ASK_EVERY_S and self._asked_at:
            return
        self._asked_at = time.monotonic()
        ask_for_daily_works()
