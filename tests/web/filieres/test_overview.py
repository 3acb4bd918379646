"""The first page of a filière: where we are, what changed, what waits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.people import add_actor

from maillon_web.filieres.models import Filiere, Member
from maillon_web.filieres.services.settings import edit
from maillon_web.history.services import record
from maillon_web.jobs.models import Job, JobState


def address(filiere: Filiere, name: str = "overview") -> str:
    return reverse(f"filieres:{name}", kwargs={"filiere_id": filiere.pk})


def add_job(filiere, user, **fields) -> Job:
    given = {"kind": "diagnosis.refresh", "label": "Diagnostic fictif"} | fields
    return Job.objects.create(scope=filiere.scope, started_by=user, **given)


@pytest.fixture
def reader(as_user, people):
    return as_user(people.reader)


def test_the_work_of_others_shows_without_their_page(reader, filiere, people):
    job = add_job(filiere, people.lead, step="Lire les registres", done=1, total=4)
    text = reader.get(address(filiere)).content.decode()
    assert "Diagnostic fictif" in text
    assert 'data-hx-trigger="every 2s"' in text
    assert str(job.pk) in text
    assert reverse("jobs:job", args=[job.pk]) not in text


def test_when_the_work_is_over_the_panels_are_asked_again(reader, filiere, people):
    job = add_job(filiere, people.lead)
    during = reader.get(address(filiere, "work"))
    assert "every 2s" in during.content.decode()
    assert "HX-Trigger" not in during.headers
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
    after = reader.get(address(filiere, "work"))
    assert "every 2s" not in after.content.decode()
    assert after.headers["HX-Trigger"] == "work-over"
    assert after.headers["Cache-Control"].startswith("max-age=0")


def test_a_work_that_failed_says_why(reader, filiere, people):
    add_job(
        filiere,
        people.lead,
        state=JobState.FAILED,
        message="Un registre manque.",
        finished_at=timezone.now(),
    )
    text = reader.get(address(filiere, "work")).content.decode()
    assert "Un registre manque." in text
    assert "la page est à jour" not in text


def test_what_others_changed_since_my_last_visit_is_told_for_the_whole_session(
    reader, filiere, people
):
    member = Member.objects.get(filiere=filiere, user=people.reader)
    Member.objects.filter(pk=member.pk).update(last_visit_at=timezone.now() - timedelta(days=3))
    edit(filiere, changes={"name": "Un"}, author=people.lead)
    with record("filiere.edit", scope=filiere.scope, author=people.reader) as recorder:
        recorder.update(filiere, {"name": "Deux"})
    for _visit in range(2):
        shown = reader.get(address(filiere))
        assert [item.change_set.author for item in shown.context["news"]] == [people.lead]
    member.refresh_from_db()
    assert timezone.now() - member.last_visit_at < timedelta(minutes=1)


def test_news_of_private_records_are_not_for_readers(as_user, reader, filiere, people):
    actor = add_actor(filiere, "Secret fictif")
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(actor, {"name": "Autre secret"})
    assert reader.get(address(filiere)).context["news"] == []
    assert len(as_user(people.contributor).get(address(filiere)).context["news"]) == 1


def test_a_filiere_without_actors_says_how_to_fill_it(as_user, filiere, people):
    text = as_user(people.contributor).get(address(filiere)).content.decode()
    assert "Par quoi commencer" in text
    assert reverse("filieres:cases") in text
    assert reverse("home:registers") in text
    assert reverse("directory:list_upload", kwargs={"filiere_id": filiere.pk}) in text


def test_a_filiere_with_actors_needs_no_start(reader, filiere):
    add_actor(filiere, "Exemple fictif")
    assert "Par quoi commencer" not in reader.get(address(filiere)).content.decode()


def test_a_job_of_mine_that_failed_waits_for_me_until_it_is_done_again(as_user, filiere, people):
    add_job(filiere, people.lead, state=JobState.FAILED)
    add_job(filiere, people.contributor, kind="other", state=JobState.FAILED)
    client = as_user(people.lead)
    waiting = client.get(address(filiere)).context["waiting"]
    assert ["Diagnostic fictif" in item.sentence for item in waiting] == [True]
    add_job(filiere, people.lead, state=JobState.DONE)
    assert client.get(address(filiere)).context["waiting"] == []


def test_a_stranger_to_a_public_filiere_sees_no_news_and_no_work(as_user, public_filiere, people):
    add_job(public_filiere, people.lead)
    shown = as_user(None).get(address(public_filiere))
    assert "news" not in shown.context
    assert "Diagnostic fictif" not in shown.content.decode()


def test_the_page_asks_as_much_for_many_as_for_few(as_user, filiere, people):
    client = as_user(people.lead)
    for _visit in range(2):  # the second one keeps in the session since when things are new
        client.get(address(filiere))

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address(filiere))
        return len(asked)

    add_actor(filiere, "Exemple fictif", stage="tri")
    add_job(filiere, people.lead)
    edit(filiere, changes={"name": "Un"}, author=people.contributor)
    few = count()
    for number in range(12):
        add_actor(filiere, f"Exemple fictif {number}", stage="tri")
        add_job(filiere, people.lead, kind=f"kind {number}", state=JobState.FAILED)
        edit(filiere, changes={"name": f"Nom {number}"}, author=people.contributor)
    assert count() == few


def test_the_page_costs_the_same_with_and_without_registers(as_user, filiere, people, monkeypatch):
    client = as_user(people.lead)
    for _visit in range(2):
        client.get(address(filiere))
    costs = []
    for imports in ([], [object()]):
        monkeypatch.setattr(
            "maillon_web.filieres.selectors.start.list_imports", lambda i=imports: i
        )
        with CaptureQueriesContext(connection) as asked:
            client.get(address(filiere))
        costs.append(len(asked))
    add_actor(filiere, "Exemple fictif", stage="tri")
    with CaptureQueriesContext(connection) as asked:
        client.get(address(filiere))
    assert {*costs, len(asked)} == {costs[0]}


def test_the_list_shows_one_s_own_first_and_nothing_private(
    as_user, filiere, public_filiere, people
):
    def names(user) -> list[str]:
        return [entry.name for entry in as_user(user).get("/filieres/").context["page"]]

    Member.objects.filter(filiere=public_filiere).delete()
    filiere.name = "Z dernière"
    filiere.save()
    assert names(people.reader) == ["Z dernière", "Filière publique fictive"]
    assert names(people.stranger) == ["Filière publique fictive"]
    assert names(None) == ["Filière publique fictive"]


@pytest.mark.parametrize("words", ["fictive lyon", "Collectivité"])
def test_the_list_is_searched_by_name_territory_or_organisation(reader, filiere, words):
    assert [entry.pk for entry in reader.get("/filieres/", {"q": words}).context["page"]] == [
        filiere.pk
    ]


@pytest.mark.parametrize("query", [{"q": "x" * 10_000}, {"page": "999"}, {"page": "abc"}])
def test_the_list_bears_anything(reader, filiere, query):
    assert reader.get("/filieres/", query).status_code == 200


def test_the_list_asks_as_much_for_many_as_for_few(as_user, people, filiere):
    from tests.web.people import make_filiere

    client = as_user(people.reader)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/filieres/")
        return len(asked)

    few = count()
    for number in range(10):
        make_filiere(people, name=f"Filière fictive {number}")
    assert count() == few
