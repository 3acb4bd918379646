"""What a stopped worker left unfinished: said, freed, and put back in the queue when untouched."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.services import mark_interrupted
from maillon_web.jobs.tasks import run_job

__all__ = ["recover"]

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def recover(worker: str) -> int:
    """
    Mark as interrupted the jobs that nobody does any more; return how many.

    Parameters
    ----------
    worker
        Start of the names of the workers known to be stopped: what they had in hand was cut.
    """
    with transaction.atomic():
        running = set(Job.objects.filter(state=JobState.RUNNING).values_list("pk", flat=True))
        in_hand = set()
        for task in DBTaskResult.objects.running():
            if task.worker_ids and task.worker_ids[-1].startswith(worker):
                _close(task)
            else:
                in_hand.add(_read_job(task))
        # Their worker is known to be gone: their last pulse says nothing, however recent.
        Job.objects.filter(
            pk__in=[job for job in running if str(job) not in in_hand], state=JobState.RUNNING
        ).update(heartbeat_at=_LONG_AGO)
        interrupted = mark_interrupted(is_only_worker=False)
        _queue_forgotten()
    return interrupted


def _close(task: "DBTaskResult[Any, Any]") -> None:
    task.status = "FAILED"
    task.finished_at = timezone.now()
    task.save(update_fields=["status", "finished_at"])


def _queue_forgotten() -> None:
    """Put in the queue the jobs that wait but that a sudden stop kept out of it."""
    queued = {_read_job(task) for task in DBTaskResult.objects.filter(status="READY")}
    for job in Job.objects.filter(state=JobState.WAITING).order_by("created_at"):
        if str(job.pk) not in queued:
            run_job.enqueue(str(job.pk))


def _read_job(task: "DBTaskResult[Any, Any]") -> str:
    given = task.args_kwargs.get("args") or [""]
    return str(given[0])
