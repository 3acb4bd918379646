from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.plain import plain
from tests.web.people import add_actor, make_filiere

from maillon_web.filieres.models import ChainKind
from maillon_web.filieres.selectors import open_filiere
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.method.models import ExitCondition, Scenario
from maillon_web.method.waiting import list_due


def address(name: str, filiere, *args) -> str:
    return reverse(f"method:{name}", args=[filiere.pk, *args])


@pytest.fixture
def writer(people, as_user):
    return as_user(people.contributor)


@pytest.fixture
def scenario(filiere) -> Scenario:
    return Scenario.objects.create(filiere=filiere, kind="initiator", carrier_name="Fictif")


def add_conditions(filiere, *texts: str) -> list[ExitCondition]:
    return [
        ExitCondition.objects.create(filiere=filiere, text=text, position=number)
        for number, text in enumerate(texts)
    ]


def test_the_two_roles_are_offered_before_the_choice(filiere, writer):
    page = writer.get(address("scenario", filiere)).content.decode()
    assert "C’est notre rôle" in page
    assert "Ce qui doit être vrai" not in page


def test_a_role_is_chosen_from_its_button(filiere, writer):
    asked = f"{address('scenario_edit', filiere)}?kind=supporter"
    assert 'value="supporter"' in writer.get(asked).content.decode()
    assert (
        writer.post(asked, {"kind": "supporter", "reason": "Fictif", "version": "0"}).status_code
        == 302
    )
    kept = Scenario.objects.get()
    assert (kept.kind, kept.reason, kept.version) == ("supporter", "Fictif", 1)


def test_the_carrier_is_an_actor_of_this_filiere(filiere, people, writer, scenario):
    own = add_actor(filiere, "Exemple fictif", stage="tri")
    foreign = add_actor(make_filiere(people, name="Autre fictive"), "Ailleurs fictif", stage="tri")
    sent = {"kind": "initiator", "version": "1", "carrier": foreign.pk}
    assert writer.post(address("scenario_edit", filiere), sent).status_code == 422
    writer.post(address("scenario_edit", filiere), sent | {"carrier": own.pk})
    scenario.refresh_from_db()
    assert scenario.carrier == own
    assert "Exemple fictif" in writer.get(address("scenario", filiere)).content.decode()


def test_a_hidden_carrier_is_not_named_to_readers(filiere, people, as_user, scenario):
    actor = add_actor(filiere, "Acteur caché fictif", stage="tri", visibility="private")
    scenario.carrier = actor
    scenario.save()
    page = as_user(people.reader).get(address("scenario", filiere)).content.decode()
    assert "Acteur caché fictif" not in page
    assert "Fictif" in page


def test_two_people_choose_at_once_and_the_second_sees_it(filiere, writer):
    writer.post(address("scenario_edit", filiere), {"kind": "supporter", "version": "0"})
    second = writer.post(address("scenario_edit", filiere), {"kind": "initiator", "version": "0"})
    assert second.status_code == 409
    assert Scenario.objects.get().kind == "supporter"


def test_readiness_is_said_in_one_sentence(filiere, writer, scenario):
    first, *_others = add_conditions(filiere, "Un (fictif)", "Deux (fictif)", "Trois (fictif)")
    page = writer.get(address("scenario", filiere)).content.decode()
    assert "Aucune condition sur 3 n’est remplie." in page
    sent = {"met_on": "2026-05-04", "evidence": "Courrier fictif", "version": "1"}
    assert writer.post(address("condition_meet", filiere, first.pk), sent).status_code == 302
    assert "1 condition sur 3 remplie." in writer.get(address("scenario", filiere)).content.decode()


def test_a_condition_is_met_only_with_what_shows_it(filiere, writer, scenario):
    (condition,) = add_conditions(filiere, "Un (fictif)")
    sent = {"met_on": "2026-05-04", "evidence": " ", "version": "1"}
    answer = writer.post(address("condition_meet", filiere, condition.pk), sent)
    assert answer.status_code == 422
    condition.refresh_from_db()
    assert condition.met_on is None


def test_conditions_change_places_and_the_order_can_be_undone(filiere, people, writer, scenario):
    first, second, third = add_conditions(filiere, "Un", "Deux", "Trois")
    writer.post(address("condition_move", filiere, third.pk), {"to": "up"})
    assert [entry.text for entry in ExitCondition.objects.all()] == ["Un", "Trois", "Deux"]
    undo(ChangeSet.objects.latest("pk"), author=people.lead)
    assert [entry.text for entry in ExitCondition.objects.all()] == ["Un", "Deux", "Trois"]
    writer.post(address("condition_move", filiere, first.pk), {"to": "up"})
    assert ExitCondition.objects.first() == first
    assert writer.post(address("condition_move", filiere, second.pk)).status_code == 404


def test_a_proposal_says_whether_the_guide_says_it(filiere, writer, scenario):
    page = writer.get(address("scenario", filiere)).content.decode()
    assert "Trouver le bon porteur de projet" in page
    assert plain(page).count("Proposition de Maillon : le guide ne le dit pas.") == 1
    asked = f"{address('condition_add', filiere)}?proposition=initiator.porteur"
    assert "Un porteur est trouvé et accepte" in writer.get(asked).content.decode()
    writer.post(asked, {"text": "Un porteur est trouvé et accepte"})
    proposals = writer.get(address("scenario", filiere)).context["proposals"]
    assert "porteur" not in {entry.key for entry in proposals}


def test_a_condition_of_another_filiere_is_not_found(filiere, people, writer, scenario):
    (condition,) = add_conditions(make_filiere(people, name="Autre fictive"), "Un (fictif)")
    for name in ("condition_edit", "condition_meet", "condition_move", "condition_remove"):
        assert writer.post(address(name, filiere, condition.pk), {"to": "up"}).status_code == 404
    assert ExitCondition.objects.filter(pk=condition.pk).exists()


def test_a_removed_condition_comes_back(filiere, people, writer, scenario):
    (condition,) = add_conditions(filiere, "Un (fictif)")
    writer.post(address("condition_remove", filiere, condition.pk))
    assert not ExitCondition.objects.exists()
    undo(ChangeSet.objects.latest("pk"), author=people.lead)
    assert ExitCondition.objects.get().text == "Un (fictif)"


def test_a_hand_over_that_comes_near_waits_for_those_who_write(filiere, people, scenario):
    add_conditions(filiere, "Un (fictif)")
    soon = timezone.localdate() + timedelta(days=30)
    opened = open_filiere(reader=people.contributor, filiere_id=filiere.pk)
    assert list(list_due(opened, people.contributor)) == []
    Scenario.objects.update(hand_over_on=soon)
    (waiting,) = list_due(opened, people.contributor)
    assert "La condition n’est pas encore remplie." in waiting.sentence
    reader = open_filiere(reader=people.reader, filiere_id=filiere.pk)
    assert list(list_due(reader, people.reader)) == []
    ExitCondition.objects.update(met_on=timezone.localdate())
    assert list(list_due(opened, people.contributor)) == []


def test_the_form_is_shown_and_changed_by_the_lead(filiere, people, as_user):
    filiere.kind = ChainKind.ECOSYSTEM
    filiere.save()
    lead = as_user(people.lead).get(address("form_choice", filiere)).content.decode()
    reader = as_user(people.reader).get(address("form_choice", filiere)).content.decode()
    assert "Cette filière est décrite ainsi : Un écosystème d'acteurs." in plain(lead)
    change = reverse("filieres:chains", args=[filiere.pk])
    assert change in lead
    assert change not in reader
