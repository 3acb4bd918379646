"""Read jobs."""

from django.db.models import QuerySet

from maillon_web.accounts.models import User
from maillon_web.jobs.models import Job, JobState

__all__ = ["list_active_jobs", "list_readable_jobs"]


def list_readable_jobs(reader: User) -> QuerySet[Job]:
    """Return the jobs that a person asked for; all of them for who runs the server."""
    return Job.objects.all() if reader.is_staff else Job.objects.filter(started_by=reader)


def list_active_jobs(scope: str) -> QuerySet[Job]:
    """Return the jobs of a scope that wait or run."""
    return Job.objects.filter(scope=scope, state__in=(JobState.WAITING, JobState.RUNNING))
