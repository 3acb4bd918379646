"""The first page: for who visits, and for who works here."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.people import add_actor, make_filiere

from maillon.domain.typography import typeset_french
from maillon_web.diagnosis.models import DiagnosisRun, DiagnosisText
from maillon_web.directory.models import Keeper, Placement
from maillon_web.filieres.models import Invitation, Member
from maillon_web.filieres.services.settings import archive, edit
from maillon_web.jobs.models import Job, JobState
from maillon_web.signals.models import Obstacle


def visit(client):
    answer = client.get("/")
    assert answer.status_code == 200
    return answer


def tasks_of(client) -> list[str]:
    return [task.sentence for task in visit(client).context["tasks"]]


def test_a_visitor_sees_what_maillon_is_and_what_is_public(as_user, filiere, public_filiere):
    text = visit(as_user(None)).content.decode()
    assert "Filière publique fictive" in text
    assert "Filière fictive" not in text.replace("Filière publique fictive", "")
    assert "/compte/login/" in text


def test_a_newcomer_is_offered_three_ways_to_start(as_user, people):
    text = visit(as_user(people.stranger)).content.decode()
    for path in ("/filieres/nouvelle/", "/filieres/cas/", "/registres/"):
        assert path in text


def test_a_member_sees_its_filieres_and_not_those_of_others(as_user, filiere, people):
    make_filiere(people, name="Filière d'ailleurs fictive").members.filter(
        user=people.reader
    ).delete()
    cards = visit(as_user(people.reader)).context["cards"]
    assert [card.filiere.name for card in cards] == ["Filière fictive"]


def test_an_archived_filiere_leaves_the_first_page(as_user, filiere, people):
    archive(filiere, author=people.lead)
    assert visit(as_user(people.reader)).context["cards"] == []


def test_what_others_changed_since_the_last_visit_is_counted(as_user, filiere, people):
    client = as_user(people.reader)
    assert visit(client).context["cards"][0].news_count is None
    Member.objects.filter(user=people.reader).update(
        last_visit_at=timezone.now() - timedelta(days=1)
    )
    edit(filiere, changes={"name": "Un"}, author=people.lead)
    edit(filiere, changes={"name": "Deux"}, author=people.reader)
    assert visit(client).context["cards"][0].news_count == 1


def test_a_reader_is_not_given_the_work_of_contributors(as_user, filiere, people):
    actor = add_actor(filiere, "Exemple fictif", stage="tri")
    Placement.objects.filter(actor=actor).update(confidence="to_check")
    assert tasks_of(as_user(people.contributor)) == [
        "1 acteur dont la place dans la chaîne est à vérifier"
    ]
    assert tasks_of(as_user(people.reader)) == []


def test_a_keeper_is_asked_whether_its_sheet_is_still_right(as_user, filiere, people):
    actor = add_actor(filiere, "Atelier fictif", checked_on=timezone.localdate())
    Keeper.objects.create(actor=actor, user=people.actor)
    client = as_user(people.actor)
    assert tasks_of(client) == []
    actor.checked_on = timezone.localdate() - timedelta(days=400)
    actor.save()
    assert tasks_of(client) == [
        typeset_french("Votre fiche « Atelier fictif » : est-elle encore juste ?")
    ]
    actor.reminder_months = 0
    actor.save()
    assert tasks_of(client) == []


def test_an_obstacle_of_mine_that_is_due_waits_for_me(as_user, filiere, people):
    Obstacle.objects.create(
        filiere=filiere,
        title="Assurance fictive",
        family="insurance",
        owner=people.contributor,
        due_on=timezone.localdate(),
    )
    assert tasks_of(as_user(people.contributor)) == [
        typeset_french("Le frein « Assurance fictive » arrive à échéance")
    ]
    assert tasks_of(as_user(people.lead)) == []


def test_an_invitation_without_answer_waits_for_the_lead(as_user, filiere, people):
    Invitation.objects.create(
        filiere=filiere,
        email="a@exemple.test",
        role="reader",
        token_digest="0" * 64,
        expires_at=timezone.now() - timedelta(days=1),
    )
    assert tasks_of(as_user(people.lead)) == ["1 invitation restée sans réponse"]
    assert tasks_of(as_user(people.contributor)) == []


@pytest.mark.parametrize("role", ["lead", "contributor", "reader", "actor"])
def test_the_first_page_asks_as_much_for_many_filieres_as_for_few(as_user, people, role):
    user = getattr(people, role)
    client = as_user(user)

    def fill(count: int) -> None:
        for number in range(count):
            filiere = make_filiere(people, name=f"Filière fictive {number}")
            Job.objects.create(
                kind="k", label="L", scope=filiere.scope, started_by=user, state=JobState.FAILED
            )
            actor = add_actor(filiere, "Exemple fictif", stage="tri")
            Keeper.objects.create(actor=actor, user=user)
            edit(filiere, changes={"name": f"Autre {number}"}, author=people.stranger)
        Member.objects.update(last_visit_at=timezone.now() - timedelta(days=1))

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            visit(client)
        return len(asked)

    fill(2)
    few = count()
    fill(9)
    assert count() == few


def test_each_card_says_how_many_stages_are_in_each_state(as_user, filiere, people):
    run = DiagnosisRun.objects.create(filiere=filiere, read_at=timezone.now(), actor_count=41)
    stages = [{"state": state} for state in ("missing", "present", "missing", "fragile")]
    for audience in ("members", "public"):
        DiagnosisText.objects.create(
            run=run,
            audience=audience,
            language="fr",
            document={},
            pages={"stages": stages if audience == "members" else []},
            whole=b"",
        )
    card = visit(as_user(people.reader)).context["cards"][0]
    assert list(card.states) == ["1 présent", "1 fragile", "2 manquants"]
    assert card.actor_count == 41
