"""Progress of a job, written where its page reads it."""

import time

from django.db import connection
from django.utils import timezone

from maillon_web.jobs.models import Job

__all__ = ["JobProgress"]

_SECONDS_BETWEEN_WRITES = 0.5


class JobProgress:
    """
    Writes the advance of a job twice a second at most; raises `KeyboardInterrupt` to stop it.

    Inside a transaction nothing can be seen by others, so nothing is written there.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._done = 0.0
        self._written_at = 0.0

    def start(self, label: str, total: float | None = None) -> None:
        """Open a step."""
        self._job.step = label[:300]
        self._job.total = total
        self._done = 0.0
        self._write()

    def advance(self, amount: float) -> None:
        """Say that this much more of the step is done."""
        self._done += amount
        if time.monotonic() - self._written_at >= _SECONDS_BETWEEN_WRITES:
            self._write()

    def finish(self) -> None:
        """Close the step."""
        if self._job.total:
            self._done = self._job.total
        self._write()

    def _write(self) -> None:
        self._written_at = time.monotonic()
        if connection.in_atomic_block and not _is_outermost_of_a_test():
            return
        job = self._job
        Job.objects.filter(pk=job.pk).update(
            step=job.step, total=job.total, done=self._done, heartbeat_at=timezone.now()
        )
        if Job.objects.filter(pk=job.pk, is_cancel_asked=True).exists():
            raise KeyboardInterrupt


def _is_outermost_of_a_test() -> bool:
    """Tell whether the only open transaction is the one that a test wraps everything in."""
    return len(connection.savepoint_ids) == 0 and bool(
        connection.atomic_blocks and getattr(connection.atomic_blocks[0], "_from_testcase", False)
    )
