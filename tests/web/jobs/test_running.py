import pytest

from maillon.domain.errors import InvalidInput
from maillon_web.jobs import services
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.registry import register
from maillon_web.jobs.running import run


@register("test.count")
def count(context):
    context.progress.start("Compter", total=3)
    for _number in range(3):
        context.progress.advance(1)
    context.progress.finish()
    return {"counted": 3}


@register("test.refuse")
def refuse(_context):
    raise InvalidInput("bad", user="Cela ne va pas.", details=["ligne 2"])


@register("test.break")
def break_down(_context):
    raise RuntimeError


@pytest.fixture
def job(people):
    return Job.objects.create(kind="test.count", label="Compter", scope="server")


def test_a_job_says_what_it_found(job):
    run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.result, job.step) == (JobState.DONE, {"counted": 3}, "Compter")


def test_a_mistake_gets_its_sentence(people):
    job = Job.objects.create(kind="test.refuse", label="", scope="server")
    run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.message, job.details) == (
        JobState.FAILED,
        "Cela ne va pas.",
        ["ligne 2"],
    )


def test_a_defect_is_written_in_the_log_and_said(people, caplog):
    job = Job.objects.create(kind="test.break", label="", scope="server")
    run(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert str(job.pk) in job.message
    assert "RuntimeError" in caplog.text


def test_a_waiting_job_that_is_stopped_never_begins(job):
    services.ask_to_cancel(job)
    run(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_running_job_stops_at_its_next_step(job):
    Job.objects.filter(pk=job.pk).update(is_cancel_asked=True)
    run(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_the_next_start_says_what_was_cut(job):
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    assert services.mark_interrupted(is_only_worker=True) == 1
    job.refresh_from_db()
    assert job.state == JobState.INTERRUPTED
    assert "relancez-le" in job.message


def test_the_same_work_is_not_queued_twice(people, django_capture_on_commit_callbacks):
    given = {"label": "Compter", "scope": "server", "is_unique": True}
    first = services.enqueue("test.count", **given)
    assert services.enqueue("test.count", **given) == first
