"""Read jobs: a person sees those that it asked for."""

import uuid
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from maillon_web.accounts.models import User
from maillon_web.jobs.models import Job, JobState

__all__ = [
    "find_last_job",
    "find_result_path",
    "get_readable_job",
    "list_active_jobs",
    "list_readable_jobs",
]


def list_readable_jobs(reader: User) -> QuerySet[Job]:
    """Return the jobs that a person asked for; all of them for who runs the server."""
    return Job.objects.all() if reader.is_staff else Job.objects.filter(started_by=reader)


def get_readable_job(*, reader: User | AnonymousUser, job_id: uuid.UUID) -> Job:
    """
    Return a job that the reader may follow.

    Raises
    ------
    Http404
        If it does not exist or somebody else asked for it.
    """
    job = None
    if isinstance(reader, User):
        job = list_readable_jobs(reader).filter(pk=job_id).first()
    if job is None:
        raise Http404
    return job


def list_active_jobs(scope: str) -> QuerySet[Job]:
    """Return the jobs of a scope that run or wait for their turn: not those put off."""
    active = Job.objects.filter(scope=scope, state__in=(JobState.WAITING, JobState.RUNNING))
    return active.exclude(state=JobState.WAITING, due_at__gt=timezone.now())


def find_last_job(scope: str) -> Job | None:
    """Return the last work of a scope that is over."""
    over = Job.objects.filter(scope=scope, finished_at__isnull=False)
    return over.order_by("-finished_at").first()


def find_result_path(job: Job) -> str:
    """Return the page where a job left its result, empty when it left none on this site."""
    given = str(job.result.get("url") or "")
    address = urlsplit(given)
    is_ours = given.startswith("/") and not (address.scheme or address.netloc or "\\" in given)
    return given if is_ours else ""
