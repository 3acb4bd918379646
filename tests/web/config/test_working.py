"""What a stopped worker leaves behind is said; what comes back every day is asked once."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from maillon.domain.jobs import SilentProgress
from maillon_web.config import periodic, working
from maillon_web.config.periodic import SERVER, ask_for_daily_works, clean
from maillon_web.config.recovery import recover
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.registry import JobContext, register

pytestmark = pytest.mark.django_db
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(autouse=True)
def _queue(settings):
    settings.TASKS = QUEUE
    cache.clear()


def _make_job(state: str = JobState.RUNNING, **fields: object) -> Job:
    given = {"kind": "fictif", "label": "Exemple fictif", "scope": SERVER} | fields
    return Job.objects.create(state=state, heartbeat_at=timezone.now(), **given)


def _give_to(job: Job, worker: str, status: str = "RUNNING") -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status,
        worker_ids=[worker] if worker else [],
        args_kwargs={"args": [str(job.pk)], "kwargs": {}},
        task_path="maillon_web.jobs.tasks.run_job",
        backend_name="default",
        run_after=get_date_max(),
        exception_class_path="",
        traceback="",
    )


def _state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_the_work_in_hand_of_a_worker_that_fell_is_said_to_be_interrupted() -> None:
    job = _make_job()
    task = _give_to(job, "machine/serve-0")
    assert recover("machine/serve-0") == 1
    assert _state(job) == JobState.INTERRUPTED
    assert "relancez-le" in job.message
    task.refresh_from_db()
    assert task.status == "FAILED"


def test_the_work_of_another_machine_goes_on() -> None:
    job = _make_job()
    _give_to(job, "autre/work-12")
    assert recover("machine/serve-") == 0
    assert _state(job) == JobState.RUNNING


def test_a_work_that_was_killed_in_the_middle_is_not_said_to_run_for_ever() -> None:
    job = _make_job()
    _give_to(job, "machine/serve-0", status="FAILED")
    assert recover("machine/serve-0") == 1
    assert _state(job) == JobState.INTERRUPTED


def test_a_work_asked_for_just_before_the_stop_is_done_after_it() -> None:
    forgotten, queued = _make_job(JobState.WAITING), _make_job(JobState.WAITING)
    _give_to(queued, "", status="READY")
    recover("machine/serve-0")
    waiting = DBTaskResult.objects.filter(status="READY")
    assert sorted(task.args_kwargs["args"][0] for task in waiting) == sorted(
        [str(forgotten.pk), str(queued.pk)]
    )


def test_a_worker_does_what_waits_one_work_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    register("fictif.compte")(lambda context: done.append(context.arguments["rang"]))
    for rank in (1, 2):
        job = _make_job(JobState.WAITING, kind="fictif.compte", arguments={"rang": rank})
        _give_to(job, "", status="READY")
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    monkeypatch.setattr(working, "ask_for_daily_works", list)
    monkeypatch.setattr(
        "django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None
    )
    loop = working._Loop("machine/fictif")
    assert [loop._do_next(), loop._do_next(), loop._do_next()] == [True, True, False]
    assert done == [1, 2]
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_a_worker_told_to_stop_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = working._Loop("machine/fictif")
    monkeypatch.setattr(loop, "_do_next", lambda: loop.stop() or True)
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    monkeypatch.setattr(working, "ask_for_daily_works", list)
    loop.run()
    assert threading.active_count() >= 1


def test_names_of_workers_are_kept_from_one_start_to_the_next() -> None:
    assert working.name_worker("serve-0") == working.name_worker("serve-0")
    assert working.name_worker("serve-0") != working.name_worker("serve-1")


def test_daily_works_are_asked_once_a_day() -> None:
    asked = ask_for_daily_works()
    assert "server.clean" in {job.kind for job in asked}
    assert ask_for_daily_works() == []
    cache.clear()
    assert ask_for_daily_works() == [], "even when the cache was emptied"


def test_two_workers_that_see_the_day_together_ask_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_for_daily_works()
    Job.objects.all().delete()
    assert ask_for_daily_works() == []


def test_daily_works_that_no_application_brings_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(periodic.DAILY, "fictif.absent", periodic.DAILY["server.clean"])
    assert "fictif.absent" not in {job.kind for job in ask_for_daily_works()}


def test_daily_works_come_back_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_for_daily_works()
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(periodic.timezone, "localdate", lambda: tomorrow)
    assert ask_for_daily_works()


def test_the_cleaning_removes_what_ended_long_ago_and_only_that(settings) -> None:
    long_ago = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS + 1)
    _make_job(JobState.DONE, finished_at=long_ago)
    recent = _make_job(JobState.DONE, finished_at=timezone.now())
    waiting = _make_job(JobState.WAITING)
    Session.objects.create(session_key=uuid.uuid4().hex, session_data="x", expire_date=long_ago)
    job = _make_job()
    assert clean(JobContext(job=job, arguments={}, progress=SilentProgress())) == {"jobs": 1}
    assert set(Job.objects.values_list("pk", flat=True)) == {recent.pk, waiting.pk, job.pk}
    assert not Session.objects.exists()
