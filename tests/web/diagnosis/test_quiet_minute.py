"""After a change the results follow by themselves; the page says it, and offers not to wait."""

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from maillon_web.diagnosis.models import DiagnosisRun
from maillon_web.directory.models import Actor
from maillon_web.directory.services import decisions
from maillon_web.filieres.services import ask_refresh
from maillon_web.jobs.models import Job, JobState


@pytest.fixture
def waiting(diagnosed, people, settings, django_capture_on_commit_callbacks):
    """A diagnosed filière where somebody has just decided something."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    actor = Actor.objects.filter(presences__filiere=diagnosed).first()
    stage = diagnosed.stages.last().key
    with django_capture_on_commit_callbacks(execute=True):
        decisions.place(diagnosed, actor, stage_key=stage, reason="Vu", author=people.lead)
    return diagnosed


def test_ten_decisions_ask_for_one_computation_that_waits(
    waiting, people, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _number in range(9):
            ask_refresh(waiting, author=people.contributor)
    job = Job.objects.get(kind="diagnosis.refresh")
    assert job.is_deferred
    assert DBTaskResult.objects.count() == 1
    assert not DBTaskResult.objects.ready().exists()


def test_the_page_says_that_results_follow_and_offers_not_to_wait(waiting, people, as_user):
    text = as_user(people.lead).get(reverse("diagnosis:results", args=[waiting.pk])).text
    assert "ils n’y sont pas encore" in text
    assert "après une minute sans nouveau changement" in text
    assert "Recalculer maintenant" in text
    assert "est en cours" not in text
    assert 'data-hx-trigger="every 15s"' in text


def test_the_page_that_waits_is_left_alone_until_there_is_something_to_say(
    waiting, people, as_user
):
    run = DiagnosisRun.objects.get(is_current=True)
    address = reverse("diagnosis:state", args=[waiting.pk])
    client = as_user(people.reader)
    assert client.get(address, {"run": run.pk, "deferred": 1}).status_code == 204
    assert "est prêt" in client.get(address, {"run": run.pk + 1, "deferred": 1}).text
    Job.objects.update(due_at=None)
    assert "est en cours" in client.get(address, {"run": run.pk, "deferred": 1}).text


def test_who_does_not_want_to_wait_does_not(
    waiting, people, as_user, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        as_user(people.lead).post(reverse("diagnosis:refresh", args=[waiting.pk]))
    job = Job.objects.get(kind="diagnosis.refresh")
    assert not job.is_deferred
    assert DBTaskResult.objects.ready().count() == 1


def test_a_computation_under_way_is_told_before_the_one_that_waits(waiting, people, as_user):
    Job.objects.create(
        kind="diagnosis.refresh", label="", scope=waiting.scope, state=JobState.RUNNING, step="Pas"
    )
    Job.objects.filter(state=JobState.WAITING).update(created_at=Job.objects.first().created_at)
    text = as_user(people.lead).get(reverse("diagnosis:results", args=[waiting.pk])).text
    assert "Un nouveau calcul est en cours" in text


def test_a_new_filiere_does_not_wait(people, settings, wool, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        ask_refresh(wool, author=people.lead, is_at_once=True)
    assert DBTaskResult.objects.ready().count() == 1
