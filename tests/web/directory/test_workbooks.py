"""A large workbook is made by a worker: nobody waits on a page that does not answer."""

import io
import os
import time

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.web.people import add_actor

from maillon.domain.jobs import SilentProgress
from maillon_web.config.periodic import clean
from maillon_web.directory.models import FieldOrigin
from maillon_web.directory.services import workbooks
from maillon_web.directory.services.exports import COLUMNS
from maillon_web.filieres.models import Member, Role
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.registry import JobContext

XLSX = "?format=xlsx"


@pytest.fixture(autouse=True)
def _small(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(workbooks, "MOST_AT_ONCE", 2)


@pytest.fixture
def large(filiere):
    """A filière whose workbook takes long."""
    for number in range(1, 4):
        add_actor(filiere, f"Exemple fictif {number}", stage="tri", phone="0400000000")
    return filiere


@pytest.fixture
def ask(django_capture_on_commit_callbacks):
    def ask(client, filiere, query=""):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse("directory:workbook", args=[filiere.pk]) + query)
        assert answer.status_code == 302
        return Job.objects.get(kind="directory.workbook")

    return ask


def read(answer) -> list[list[object]]:
    content = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def at(filiere) -> str:
    return reverse("directory:export", args=[filiere.pk]) + XLSX


def test_a_small_set_is_given_at_once(filiere, people, as_user):
    add_actor(filiere, "Exemple fictif")
    assert len(read(as_user(people.reader).get(at(filiere)))) == 2


def test_a_large_set_is_offered_with_how_many_and_another_way(large, people, as_user):
    text = as_user(people.reader).get(at(large) + "&stage=tri").text
    assert "Ce classeur compte 3 acteurs" in text
    assert "Préparer le classeur" in text
    assert "?format=csv&amp;stage=tri" in text
    assert not Job.objects.exists(), "to look asks for nothing"


def test_filters_that_keep_few_give_the_workbook_at_once(large, people, as_user):
    add_actor(large, "Autre maillon fictif", stage="collecte")
    assert len(read(as_user(people.reader).get(at(large) + "&stage=collecte"))) == 2


def test_the_workbook_made_is_the_set_that_was_shown(large, people, as_user, ask):
    add_actor(large, "Autre maillon fictif", stage="collecte")
    client = as_user(people.reader)
    job = ask(client, large, "?stage=tri")
    assert (job.state, job.message[:24]) == (JobState.DONE, "Le classeur est prêt. Il")
    answer = client.get(job.result["url"])
    assert answer["Content-Disposition"].startswith("attachment")
    head, *rows = read(answer)
    assert tuple(head) == COLUMNS
    assert {row[1] for row in rows} == {f"Exemple fictif {number}" for number in (1, 2, 3)}
    assert not list(workbooks.locate_workbook(job.pk).parent.glob("*.partial"))


def test_it_holds_only_what_who_asked_may_see(large, people, as_user, ask):
    hidden = add_actor(large, "Exemple réservé", stage="tri", visibility="private")
    FieldOrigin.objects.create(
        actor=large.presences.first().actor, field="phone", source="", dated="2026-01-01",
        visibility="private",
    )  # fmt: skip
    rows = str(read(as_user(people.reader).get(ask(as_user(people.reader), large).result["url"])))
    assert hidden.name not in rows
    assert rows.count("0400000000") == 2


def test_only_who_asked_takes_it(large, people, as_user, ask):
    job = ask(as_user(people.reader), large)
    url = job.result["url"]
    for other in (people.lead, people.stranger, None):
        assert as_user(other).get(url).status_code == 404


def test_who_sees_less_since_must_ask_again(large, people, as_user, ask):
    client = as_user(people.contributor)
    url = ask(client, large).result["url"]
    Member.objects.filter(filiere=large, user=people.contributor).update(role=Role.READER)
    answer = client.get(url)
    assert answer.status_code == 302
    assert "demandez-le de nouveau" in client.get(answer.url).text
    Member.objects.filter(filiere=large, user=people.contributor).delete()
    people.contributor.organisation_memberships.all().delete()
    assert client.get(url).status_code == 404


def test_who_lost_access_before_the_work_began_gets_nothing(large, people, as_user):
    client = as_user(people.contributor)
    client.post(reverse("directory:workbook", args=[large.pk]))
    job = Job.objects.get()
    Member.objects.filter(user=people.contributor).delete()
    people.contributor.organisation_memberships.all().delete()
    from maillon_web.jobs.running import run

    run(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "ne vous est plus ouverte" in job.message
    assert not workbooks.locate_workbook(job.pk).exists()


def test_a_stranger_of_a_public_filiere_is_led_to_the_csv(public_filiere, people, as_user):
    for number in range(1, 4):
        add_actor(public_filiere, f"Exemple fictif {number}")
    for visitor in (people.stranger, None):
        client = as_user(visitor)
        text = client.get(at(public_filiere)).text
        assert "Préparer le classeur" not in text
        assert "Télécharger tout de suite en CSV" in text
        asked = client.post(reverse("directory:workbook", args=[public_filiere.pk]))
        assert asked.status_code == 404


def test_a_workbook_cut_in_the_middle_leaves_no_file(large, people, as_user, ask, monkeypatch):
    def fail(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workbooks, "write_xlsx", fail)
    job = ask(as_user(people.reader), large)
    assert job.state == JobState.FAILED
    assert list(workbooks.locate_workbook(job.pk).parent.iterdir()) == []


def test_after_a_day_the_file_goes_and_the_page_says_so(large, people, as_user, ask):
    client = as_user(people.reader)
    job = ask(client, large)
    path = workbooks.locate_workbook(job.pk)
    context = JobContext(job=job, arguments={}, progress=SilentProgress())
    clean(context)
    assert path.exists()
    long_ago = time.time() - 25 * 3600
    os.utime(path, (long_ago, long_ago))
    clean(context)
    assert not path.exists()
    assert client.get(job.result["url"]).status_code == 302
