"""Ask for long work, stop it, and say what a stopped server left unfinished."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.tasks import run_job

__all__ = ["ask_to_cancel", "enqueue", "mark_interrupted"]

# A job that runs writes its pulse at every step; silent for longer, its worker is gone.
_SILENCE = timedelta(minutes=15)


def enqueue(
    kind: str,
    *,
    label: str,
    scope: str,
    arguments: Mapping[str, Any] | None = None,
    started_by: User | None = None,
    is_unique: bool = False,
) -> Job:
    """
    Put a work in the queue and return its job.

    Parameters
    ----------
    kind
        Name under which the work is registered.
    label
        What the person reads.
    scope
        Whose it is: `filiere:12`, `server`.
    is_unique
        Return the job that already waits for the same work, rather than a second one.
    """
    given = dict(arguments or {})
    if is_unique:
        waiting = Job.objects.filter(
            kind=kind, scope=scope, arguments=given, state=JobState.WAITING
        ).first()
        if waiting:
            return waiting
    job = Job.objects.create(
        kind=kind,
        label=label[:300],
        scope=scope,
        arguments=given,
        started_by=started_by,
        language=(get_language() or "fr")[:2],
    )
    transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))
    return job


def ask_to_cancel(job: Job) -> None:
    """Stop a job: at once when it waits, at its next step when it runs."""
    stopped = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
        state=JobState.CANCELLED, finished_at=timezone.now()
    )
    if not stopped:
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(is_cancel_asked=True)


def mark_interrupted(*, is_only_worker: bool) -> int:
    """
    Say of the jobs whose worker is gone that they were interrupted; return how many.

    Parameters
    ----------
    is_only_worker
        At the start of the only worker, every job said to run was cut; with several workers, only
        those that have been silent for long.
    """
    lost = Job.objects.filter(state=JobState.RUNNING)
    if not is_only_worker:
        lost = lost.filter(heartbeat_at__lt=timezone.now() - _SILENCE)
    return lost.update(
        state=JobState.INTERRUPTED,
        finished_at=timezone.now(),
        message=_(
            "Le serveur s'est arrêté pendant ce travail. Rien n'a été écrit à moitié : relancez-le."
        ),
    )
