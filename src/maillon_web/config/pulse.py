"""The sign of life of the workers: written by them, read by the health page."""

import threading
import time

from django.core.cache import cache
from django.db import DatabaseError, close_old_connections, connection

from maillon_web.jobs import running

__all__ = ["beat", "read_silence_s", "start_beating"]

_KEY = "workbench:worker-pulse"
_EVERY_S = 15.0
_KEPT_S = 24 * 3600


def beat() -> None:
    """Say that a worker lives."""
    cache.set(_KEY, time.time(), _KEPT_S)


def read_silence_s() -> float | None:
    """Return for how many seconds no worker has given a sign, `None` when none ever did."""
    beaten_at = cache.get(_KEY)
    return None if beaten_at is None else max(time.time() - float(beaten_at), 0.0)


def start_beating() -> None:
    """Beat in the background, for the worker and for the work in hand, however long it is."""
    threading.Thread(target=_beat_for_ever, daemon=True).start()


def _beat_for_ever() -> None:
    while True:
        try:
            close_old_connections()
            beat()
            running.beat()
        except DatabaseError:
            # A base that does not answer for a while: the missing pulse will say it.
            connection.close()
        time.sleep(_EVERY_S)
