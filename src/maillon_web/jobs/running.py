"""Run a job: choose the language, do the work, write what became of it."""

import logging

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from maillon.domain.errors import MaillonError
from maillon.domain.language import LANGUAGES, use_language
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.progress import JobProgress
from maillon_web.jobs.registry import JobContext, find_work

__all__ = ["run"]

_log = logging.getLogger(__name__)


def run(job_id: str) -> None:
    """Do the work of a waiting job; a job stopped before it began is left alone."""
    taken = Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
        state=JobState.RUNNING, started_at=timezone.now(), heartbeat_at=timezone.now()
    )
    if not taken:
        return
    job = Job.objects.get(pk=job_id)
    language = job.language if job.language in LANGUAGES else "fr"
    use_language(language)
    with translation.override(language):
        _do(job)


def _do(job: Job) -> None:
    context = JobContext(job=job, arguments=job.arguments, progress=JobProgress(job))
    try:
        result = find_work(job.kind)(context) or {}
    except MaillonError as error:
        _finish(job, JobState.FAILED, message=error.for_user(), details=list(error.details))
    except KeyboardInterrupt:
        _finish(
            job, JobState.CANCELLED, message=_("Arrêté à votre demande : rien n'a été modifié.")
        )
    except Exception:
        _log.exception("job %s (%s) failed", job.pk, job.kind)
        sentence = _(
            "Une erreur imprévue a arrêté ce travail ; rien n'a été écrit. Elle est inscrite au "
            "journal du serveur sous le numéro {number}."
        ).format(number=job.pk)
        _finish(job, JobState.FAILED, message=sentence)
    else:
        _finish(job, JobState.DONE, message=str(result.pop("message", "")), result=result)


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
