"""The one task of the queue: run a job by its identifier."""

from django_tasks import task

from maillon_web.jobs.running import run

__all__ = ["run_job"]


@task()  # type: ignore[untyped-decorator,unused-ignore]  # django_tasks publishes no types
def run_job(job_id: str) -> None:
    """Run a job that waits, or come back when its time has come."""
    due_at = run(job_id)
    if due_at is not None:
        run_job.using(run_after=due_at).enqueue(job_id)
