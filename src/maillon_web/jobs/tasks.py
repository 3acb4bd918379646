"""The one task of the queue: run a job by its identifier."""

from django_tasks import task

from maillon_web.jobs.running import run

__all__ = ["run_job"]


@task()  # type: ignore[untyped-decorator,unused-ignore]  # django_tasks publishes no types
def run_job(job_id: str) -> None:
    """Run a job that waits."""
    run(job_id)
