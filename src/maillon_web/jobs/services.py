"""Ask for long work, stop it, and say what a stopped server left unfinished."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.registry import list_resumable
from maillon_web.jobs.tasks import run_job

__all__ = ["Quiet", "ask_to_cancel", "enqueue", "mark_interrupted"]

# A worker writes the pulse of the job that it does; silent for longer, it is gone.
_SILENCE = timedelta(minutes=15)
# A work that was cut that often may be what stops the server.
_MOST_CUTS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiet:
    """
    Wait for a moment without anything new before a work that would be asked for again and again.

    Attributes
    ----------
    wait
        How long nobody must have asked.
    longest
        After that long it starts all the same, whoever still asks.
    """

    wait: timedelta
    longest: timedelta

    def find_due(self, *, first_asked_at: datetime, now: datetime) -> datetime:
        """Return when a work asked for again now is to start."""
        return min(now + self.wait, first_asked_at + self.longest)


def enqueue(  # noqa: PLR0913 - what a job is, by name
    kind: str,
    *,
    label: str,
    scope: str,
    arguments: Mapping[str, Any] | None = None,
    started_by: User | None = None,
    is_unique: bool = False,
    quiet: Quiet | None = None,
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
    quiet
        Start when nothing new has been asked for a while rather than at once; the job that waits
        is put off. Without it, the job that waits starts at once. A queue that cannot wait starts
        at once too.
    """
    if not run_job.get_backend().supports_defer:
        quiet = None
    given = dict(arguments or {})
    if is_unique:
        waiting = Job.objects.filter(
            kind=kind, scope=scope, arguments=given, state=JobState.WAITING
        ).first()
        if waiting and _set_time(waiting, quiet):
            return waiting
    job = Job.objects.create(
        kind=kind,
        label=label[:300],
        scope=scope,
        arguments=given,
        started_by=started_by,
        language=(get_language() or "fr")[:2],
        due_at=timezone.now() + quiet.wait if quiet else None,
    )
    _queue(job)
    return job


def _set_time(job: Job, quiet: Quiet | None) -> bool:
    """Put a waiting job off, or let it start now; tell whether it still waits."""
    former = job.due_at
    if former is not None and quiet is not None:
        job.due_at = quiet.find_due(first_asked_at=job.created_at, now=timezone.now())
    elif quiet is None:
        job.due_at = None
    is_waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(due_at=job.due_at)
    if is_waiting and former is not None and job.due_at is None:
        _queue(job)
    return bool(is_waiting)


def _queue(job: Job) -> None:
    """Hand a job to the workers; one that is put off later is handed again when its turn comes."""
    run_at = run_job.using(run_after=job.due_at) if job.due_at else run_job
    transaction.on_commit(lambda: run_at.enqueue(str(job.pk)))


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

    Those that go on where they were cut wait for their turn again instead.

    Parameters
    ----------
    is_only_worker
        At the start of the only worker, every job said to run was cut; with several workers, only
        those that have been silent for long.
    """
    lost = Job.objects.filter(state=JobState.RUNNING)
    if not is_only_worker:
        lost = lost.filter(heartbeat_at__lt=timezone.now() - _SILENCE)
    for job in lost.filter(kind__in=list_resumable(), cut_count__lt=_MOST_CUTS):
        again = lost.filter(pk=job.pk).update(state=JobState.WAITING, cut_count=F("cut_count") + 1)
        if again:
            _queue(job)
    given_up = lost.filter(kind__in=list_resumable()).update(
        state=JobState.INTERRUPTED,
        finished_at=timezone.now(),
        message=_(
            "Le serveur s’est arrêté plusieurs fois pendant ce travail. Ce qui en est fait est "
            "gardé : sa page dit où il en est, et permet de le reprendre."
        ),
    )
    return given_up + lost.update(
        state=JobState.INTERRUPTED,
        finished_at=timezone.now(),
        message=_(
            "Le serveur s’est arrêté pendant ce travail. Rien n’a été écrit à moitié : relancez-le."
        ),
    )
