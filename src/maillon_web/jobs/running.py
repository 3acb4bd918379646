"""Run a job: choose the language, do the work, write what became of it."""

import logging
from datetime import datetime

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from maillon.domain.errors import MaillonError
from maillon.domain.language import LANGUAGES, use_language
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.progress import JobProgress
from maillon_web.jobs.registry import JobContext, find_work, list_resumable

__all__ = ["beat", "run"]

_log = logging.getLogger(__name__)
# Jobs that this process is doing: nearly always one.
_in_hand: set[str] = set()


def run(job_id: str) -> datetime | None:
    """
    Do the work of a waiting job; a job stopped before it began is left alone.

    Returns
    -------
    datetime or None
        When to come back, for a job whose time was put off meanwhile.
    """
    now = timezone.now()
    waiting = Job.objects.filter(pk=job_id, state=JobState.WAITING)
    taken = waiting.filter(Q(due_at=None) | Q(due_at__lte=now)).update(
        state=JobState.RUNNING, started_at=now, heartbeat_at=now
    )
    if not taken:
        return waiting.values_list("due_at", flat=True).first()
    job = Job.objects.get(pk=job_id)
    language = job.language if job.language in LANGUAGES else "fr"
    use_language(language)
    _in_hand.add(job_id)
    try:
        with translation.override(language):
            _do(job)
    finally:
        _in_hand.discard(job_id)
    return None


def beat() -> None:
    """Say that what this process is doing goes on, however long its steps are."""
    for job_id in list(_in_hand):
        Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(heartbeat_at=timezone.now())


def _do(job: Job) -> None:
    context = JobContext(job=job, arguments=job.arguments, progress=JobProgress(job))
    try:
        result = find_work(job.kind)(context) or {}
    except MaillonError as error:
        _finish(job, JobState.FAILED, message=error.for_user(), details=list(error.details))
    except KeyboardInterrupt:
        _finish(
            job, JobState.CANCELLED, message=_("Arrêté à votre demande : rien n’a été modifié.")
        )
    except Exception:
        _log.exception("job %s (%s) failed", job.pk, job.kind)
        _finish(job, JobState.FAILED, message=_explain_defect(job))
    else:
        _finish(job, JobState.DONE, message=str(result.pop("message", "")), result=result)


def _explain_defect(job: Job) -> str:
    if job.kind in list_resumable():
        sentence = _(
            "Une erreur imprévue a arrêté ce travail ; sa page dit où il en est. Elle est inscrite "
            "au journal du serveur sous le numéro {number}."
        )
    else:
        sentence = _(
            "Une erreur imprévue a arrêté ce travail ; rien n’a été écrit. Elle est inscrite au "
            "journal du serveur sous le numéro {number}."
        )
    return sentence.format(number=job.pk)


def _finish(
    job: Job,
    state: JobState,
    *,
    message: str = "",
    details: list[str] | None = None,
    result: dict[str, object] | None = None,
) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=state,
        message=message,
        details=details or [],
        result=result or {},
        finished_at=timezone.now(),
    )
