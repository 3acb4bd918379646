"""What people settle wins at once, survives the next diagnostic, and can be undone."""

from datetime import date

import pytest
from django.urls import reverse
from tests.web.directory.register import make_actor
from tests.web.people import add_actor

from maillon.domain.errors import InvalidInput
from maillon_web.directory.models import Actor, Decision, Placement, Presence
from maillon_web.directory.services import decisions
from maillon_web.directory.services.actors import take_in
from maillon_web.filieres.rights import Access
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services.undoing import undo_change
from maillon_web.history.models import ChangeSet
from maillon_web.jobs.models import Job


@pytest.fixture
def actor(filiere) -> Actor:
    return add_actor(filiere, "Exemple fictif", stage="collecte")


def stages(actor) -> dict[str, str]:
    return dict(Placement.objects.filter(actor=actor).values_list("stage_key", "confidence"))


def main(actor) -> tuple[str, str]:
    return Presence.objects.values_list("main_stage", "main_confidence").get(actor=actor)


def undo(filiere, people, kind: str) -> None:
    opened = Opened(filiere=filiere, access=Access.LEAD)
    undo_change(opened, ChangeSet.objects.filter(kind=kind).first(), author=people.lead)


def test_placing_shows_at_once_and_asks_for_the_diagnostic(filiere, people, actor):
    decisions.place(filiere, actor, stage_key="tri", reason="Vu", author=people.lead)
    assert stages(actor) == {"collecte": "placed", "tri": "confirmed"}
    assert main(actor) == ("tri", "confirmed")
    assert Job.objects.get().kind == "diagnosis.refresh"
    assert Decision.objects.get().reason == "Vu"


def test_removing_takes_the_stage_away_and_undoing_gives_it_back(filiere, people, actor):
    decisions.remove(filiere, actor, stage_key="collecte", reason="Non", author=people.lead)
    assert stages(actor) == {}
    assert main(actor) == ("", "")
    undo(filiere, people, "actor.remove")
    assert stages(actor) == {"collecte": "placed"}
    assert main(actor) == ("collecte", "placed")
    assert not Decision.objects.exists()


def test_moving_is_one_change(filiere, people, actor):
    decisions.move(
        filiere, actor, from_key="collecte", to_key="vente", reason="Vu", author=people.lead
    )
    assert stages(actor) == {"vente": "confirmed"}
    undo(filiere, people, "actor.move")
    assert stages(actor) == {"collecte": "placed"}


def test_a_later_decision_about_the_same_stage_replaces_the_former(filiere, people, actor):
    decisions.place(filiere, actor, stage_key="tri", reason="Vu", author=people.lead)
    decisions.remove(filiere, actor, stage_key="tri", reason="Parti", author=people.contributor)
    assert Decision.objects.get().kind == "remove"
    assert stages(actor) == {"collecte": "placed"}
    undo(filiere, people, "actor.remove")
    assert stages(actor) == {"collecte": "placed", "tri": "confirmed"}


def test_ess_is_settled_and_taken_back(filiere, people, actor):
    decisions.settle_ess_status(filiere, actor, is_ess=True, reason="Statuts", author=people.lead)
    presence = Presence.objects.get()
    assert (presence.ess_status, presence.ess_rule) == ("declared", "decision_declared")
    decisions.settle_ess_status(filiere, actor, is_ess=False, reason="Erreur", author=people.lead)
    assert Presence.objects.get().ess_status == "refused"
    assert Decision.objects.count() == 1
    decisions.forget_decision(Decision.objects.get(), author=people.lead)
    assert Presence.objects.get().ess_status == "none"


def test_an_unknown_stage_is_refused(filiere, people, actor):
    with pytest.raises(InvalidInput):
        decisions.place(filiere, actor, stage_key="zzz", reason="", author=people.lead)
    with pytest.raises(InvalidInput):
        decisions.move(filiere, actor, from_key="tri", to_key="tri", reason="", author=people.lead)
    assert not Decision.objects.exists()


def test_a_decision_undone_after_a_diagnostic_gives_back_what_was_computed(filiere, people):
    take_in(filiere, [make_actor(1)], closed={}, today=date(2026, 11, 22))
    actor = Actor.objects.get()
    decisions.remove(filiere, actor, stage_key="collecte", reason="Non", author=people.lead)
    take_in(filiere, [make_actor(1, stages=[])], closed={}, today=date(2026, 11, 22))
    assert stages(actor) == {}
    undo(filiere, people, "actor.remove")
    assert stages(actor) == {"collecte": "placed"}


def post(client, filiere, actor, name="place", **data):
    return client.post(reverse(f"directory:{name}", args=(filiere.pk, actor.pk)), data)


def test_the_sheet_places_an_actor(filiere, people, actor, as_user):
    answer = post(
        as_user(people.contributor), filiere, actor, action="place", stage="tri", reason="Vu"
    )
    assert answer.status_code == 302
    assert stages(actor)["tri"] == "confirmed"
    assert Decision.objects.get().decided_by == people.contributor


def test_the_sheet_moves_and_removes(filiere, people, actor, as_user):
    client = as_user(people.contributor)
    post(client, filiere, actor, action="move", stage="tri", origin="collecte", reason="Vu")
    assert stages(actor) == {"tri": "confirmed"}
    post(client, filiere, actor, action="remove", stage="tri", reason="Parti")
    assert stages(actor) == {}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"action": "place", "stage": "tri", "reason": ""},
        {"action": "place", "stage": "zzz", "reason": "Vu"},
        {"action": "zzz", "stage": "tri", "reason": "Vu"},
        {"action": "move", "stage": "tri", "reason": "Vu"},
        {"action": "place", "stage": "tri", "reason": "x" * 2000},
    ],
)
def test_an_incomplete_decision_comes_back_with_its_errors(filiere, people, actor, as_user, data):
    answer = post(as_user(people.contributor), filiere, actor, **data)
    assert answer.status_code == 422
    assert "à corriger" in answer.content.decode()
    assert not Decision.objects.exists()


def test_the_sheet_settles_ess_and_takes_it_back(filiere, people, actor, as_user):
    client = as_user(people.contributor)
    assert post(client, filiere, actor, "ess", is_ess="zzz").status_code == 422
    assert post(client, filiere, actor, "ess", is_ess="oui", reason="Statuts").status_code == 302
    assert Presence.objects.get().ess_status == "declared"
    decision = Decision.objects.get()
    url = reverse("directory:undecide", args=(filiere.pk, actor.pk, decision.pk))
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert Presence.objects.get().ess_status == "none"


@pytest.mark.parametrize("name", ["place", "ess"])
@pytest.mark.parametrize("role", ["reader", "actor", "stranger"])
def test_who_may_not_write_may_not_decide(filiere, people, actor, as_user, name, role):
    data = {"action": "place", "stage": "tri", "is_ess": "oui", "reason": "Vu"}
    answer = post(as_user(getattr(people, role)), filiere, actor, name, **data)
    assert answer.status_code == 404
    assert not Decision.objects.exists()


def test_a_decision_of_another_actor_is_not_found(filiere, people, actor, as_user):
    other = add_actor(filiere, "Autre fictif")
    decisions.place(filiere, other, stage_key="tri", reason="Vu", author=people.lead)
    url = reverse("directory:undecide", args=(filiere.pk, actor.pk, Decision.objects.get().pk))
    assert as_user(people.lead).post(url).status_code == 404
