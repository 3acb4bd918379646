"""Keep below the number of requests per second that a publisher asks for."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

__all__ = ["Pace"]


@dataclass(slots=True)
class Pace:
    """
    Spaces out requests of every thread that shares it.

    Attributes
    ----------
    per_second
        Requests allowed per second.
    clock, sleep
        To measure and spend time.
    """

    per_second: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def wait(self) -> None:
        """Return when the next request may leave."""
        with self._lock:
            now = self.clock()
            start = max(now, self._next)
            self._next = start + 1 / self.per_second
        if start > now:
            self.sleep(start - now)

    def pause(self, seconds: float) -> None:
        """Hold back every request for a while, as the publisher asks."""
        with self._lock:
            self._next = max(self._next, self.clock() + seconds)
