"""The page of a long work: for who asked, and for who runs the server."""

import uuid

import pytest
from django.urls import reverse

from maillon_web.jobs.models import Job, JobState


@pytest.fixture
def job(people) -> Job:
    return Job.objects.create(
        kind="test.count",
        label="Travail fictif",
        scope="filiere:12",
        started_by=people.lead,
        state=JobState.RUNNING,
        step="Compter",
        done=1,
        total=4,
    )


def address(job: Job, name: str = "job") -> str:
    return reverse(f"jobs:{name}", args=[job.pk])


def finish(job: Job, **fields: object) -> None:
    Job.objects.filter(pk=job.pk).update(**({"state": JobState.DONE} | fields))


def test_only_who_asked_and_who_runs_the_server_follow_a_job(as_user, people, job):
    people.reader.is_staff = True
    people.reader.save()
    seen = {
        name: as_user(getattr(people, name) if name else None).get(address(job)).status_code
        for name in ("lead", "reader", "contributor", "stranger", "")
    }
    assert seen == {"lead": 200, "reader": 200, "contributor": 404, "stranger": 404, "": 404}


@pytest.mark.parametrize("name", ["job", "state"])
def test_a_job_that_does_not_exist_is_not_found(as_user, people, name):
    path = reverse(f"jobs:{name}", args=[uuid.uuid4()])
    assert as_user(people.lead).get(path).status_code == 404


def test_a_job_says_how_far_it_is_in_an_accessible_bar(as_user, people, job):
    text = as_user(people.lead).get(address(job)).content.decode()
    assert f'<label for="progress-{job.pk}">Compter</label>' in text
    assert 'max="100" value="25"' in " ".join(text.split())
    assert 'data-hx-trigger="every 1s"' in text
    assert "Arrêter ce travail" in text


def test_the_asking_stops_when_the_job_is_over(as_user, people, job):
    finish(job, message="C'est fait.", result={"url": "/filieres/12/"})
    answer = as_user(people.lead).get(address(job, "state"))
    text = answer.content.decode()
    assert "every 1s" not in text
    assert 'href="/filieres/12/"' in text
    assert "C&#x27;est fait." in text
    assert 'id="job-news"' in text
    assert answer.headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize(
    "url",
    ["https://ailleurs.test/", "//ailleurs.test/", "javascript:alert(1)", "/\\ailleurs", "x", 12],
)
def test_a_result_elsewhere_is_not_linked(as_user, people, job, url):
    finish(job, result={"url": url})
    assert "Voir le résultat" not in as_user(people.lead).get(address(job)).content.decode()


def test_a_failure_gives_its_sentence_and_its_details(as_user, people, job):
    finish(job, state=JobState.FAILED, message="Cela ne va pas.", details=["ligne <2>"])
    text = as_user(people.lead).get(address(job)).content.decode()
    assert "Cela ne va pas." in text
    assert "ligne &lt;2&gt;" in text


def test_a_running_job_is_asked_to_stop(as_user, people, job):
    client = as_user(people.lead)
    assert client.post(address(job, "cancel")).url == address(job)
    job.refresh_from_db()
    assert job.is_cancel_asked
    assert "L’arrêt est demandé" in client.get(address(job)).content.decode()


def test_a_waiting_job_stops_at_once(as_user, people, job):
    finish(job, state=JobState.WAITING)
    as_user(people.lead).post(address(job, "cancel"))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_finished_job_stays_as_it_is(as_user, people, job):
    finish(job)
    as_user(people.lead).post(address(job, "cancel"))
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_others_do_not_stop_a_job(as_user, people, job):
    assert as_user(people.stranger).post(address(job, "cancel")).status_code == 404
    assert as_user(people.lead).get(address(job, "cancel")).status_code == 405
    job.refresh_from_db()
    assert not job.is_cancel_asked
