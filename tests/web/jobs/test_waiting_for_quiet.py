"""A work that is asked for again and again waits for a quiet moment, and not for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.registry import register
from maillon_web.jobs.selectors import list_active_jobs
from maillon_web.jobs.services import Quiet, ask_to_cancel, enqueue

QUIET = Quiet(wait=timedelta(minutes=1), longest=timedelta(minutes=10))
START = datetime(2026, 11, 22, 10, tzinfo=UTC)


class Clock:
    """The time of the tests, and a worker that does what is ready at that time."""

    def __init__(self):
        self.now = START
        self.done = []

    def pass_(self, seconds):
        self.now += timedelta(seconds=seconds)

    def work(self):
        for task in DBTaskResult.objects.ready().order_by("run_after"):
            task.claim("machine/fictif")
            task.set_successful(task.task.call(*task.args_kwargs["args"]))

    @property
    def done_at(self):
        return [(at - START).total_seconds() for at in self.done]


@pytest.fixture
def clock(settings, monkeypatch, db):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    register("test.follow")(lambda _context: clock.done.append(clock.now))
    return clock


@pytest.fixture
def ask(django_capture_on_commit_callbacks):
    def ask(*, quiet=QUIET):
        with django_capture_on_commit_callbacks(execute=True):
            return enqueue(
                "test.follow", label="Suivre", scope="filiere:1", is_unique=True, quiet=quiet
            )

    return ask


def follow(clock, ask, *, asked_every_s, for_s, watched_s):
    """Let somebody write regularly for a while, with a worker that looks every five seconds."""
    for second in range(0, watched_s, 5):
        if second < for_s and second % asked_every_s == 0:
            ask()
        clock.work()
        clock.pass_(5)


def test_it_starts_a_minute_after_the_last_asking(clock, ask):
    follow(clock, ask, asked_every_s=20, for_s=100, watched_s=300)
    assert clock.done_at == [140]
    assert Job.objects.get().state == JobState.DONE


def test_it_starts_after_ten_minutes_of_continuous_asking_and_again_after_the_end(clock, ask):
    follow(clock, ask, asked_every_s=10, for_s=900, watched_s=1200)
    assert clock.done_at == [600, 950]
    assert Job.objects.count() == 2


def test_nothing_waits_longer_than_a_minute_when_nobody_asks_again(clock, ask):
    ask()
    clock.pass_(59)
    clock.work()
    assert clock.done == []
    clock.pass_(1)
    clock.work()
    assert clock.done_at == [60]


def test_who_asks_for_it_now_gets_the_waiting_work_at_once_and_once(clock, ask):
    waiting = ask()
    clock.pass_(10)
    assert ask(quiet=None) == waiting
    clock.work()
    clock.pass_(600)
    clock.work()
    assert clock.done_at == [10]


def test_what_is_to_start_now_is_not_put_off_by_who_can_wait(clock, ask):
    first = ask(quiet=None)
    assert ask() == first
    clock.work()
    assert clock.done_at == [0]


def test_what_is_asked_while_it_runs_gets_its_own_turn(clock, ask):
    first = ask(quiet=None)
    Job.objects.filter(pk=first.pk).update(state=JobState.RUNNING)
    second = ask()
    assert second != first
    assert second.is_deferred


def test_a_work_that_waits_its_time_is_not_said_to_be_under_way(clock, ask):
    job = ask()
    assert not list_active_jobs("filiere:1").exists()
    clock.pass_(60)
    assert list_active_jobs("filiere:1").get() == job


def test_a_work_stopped_while_it_waited_is_not_done(clock, ask):
    ask_to_cancel(ask())
    clock.pass_(60)
    clock.work()
    assert clock.done == []
    assert Job.objects.get().state == JobState.CANCELLED


def test_a_work_taken_between_two_looks_is_asked_again(clock, ask, monkeypatch):
    """The worker takes the job just after it was found waiting: the new asking is not lost."""
    first = ask()
    seen = Job.objects.filter(pk=first.pk)
    real = Quiet.find_due

    def find_due(self, **named):
        seen.update(state=JobState.RUNNING)
        return real(self, **named)

    monkeypatch.setattr(Quiet, "find_due", find_due)
    second = ask()
    assert second.pk != first.pk
    assert second.state == JobState.WAITING


def test_a_queue_that_cannot_wait_starts_at_once(clock, ask, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    ask()
    assert clock.done_at == [0]
