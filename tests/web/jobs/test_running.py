from datetime import timedelta

import pytest
from django.utils import timezone

from maillon.domain.errors import InvalidInput
from maillon_web.jobs import running, services
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


def test_a_step_that_lasts_keeps_its_pulse_and_is_not_taken_for_a_stop(people):
    seen = []

    @register("test.last")
    def last(context):
        long_ago = timezone.now() - timedelta(hours=1)
        Job.objects.filter(pk=context.job.pk).update(heartbeat_at=long_ago)
        running.beat()
        seen.append(services.mark_interrupted(is_only_worker=False))

    job = Job.objects.create(kind="test.last", label="", scope="server")
    run(str(job.pk))
    job.refresh_from_db()
    assert (seen, job.state) == ([0], JobState.DONE)
    before = job.heartbeat_at
    running.beat()
    job.refresh_from_db()
    assert job.heartbeat_at == before, "what is over has no pulse"


def test_a_work_that_goes_on_where_it_was_cut_is_queued_again_three_times(people):
    register("test.resume", is_resumable=True)(lambda _context: None)
    job = Job.objects.create(kind="test.resume", label="", scope="server")
    for _start in range(3):
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
        assert services.mark_interrupted(is_only_worker=True) == 0
        job.refresh_from_db()
        assert job.state == JobState.WAITING
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    services.mark_interrupted(is_only_worker=True)
    job.refresh_from_db()
    assert job.state == JobState.INTERRUPTED


def test_a_defect_in_a_work_that_can_be_resumed_does_not_say_that_nothing_was_written(people):
    register("test.resume_break", is_resumable=True)(break_down)
    job = Job.objects.create(kind="test.resume_break", label="", scope="server")
    run(str(job.pk))
    job.refresh_from_db()
    assert "dit où il en est" in job.message
    assert "rien n’a été écrit" not in job.message
