"""A filière that passes to another organisation takes its sheets along, and no others."""

import pytest
from django.urls import reverse
from tests.web.people import add_actor, make_filiere

from maillon.domain.errors import InconsistentData
from maillon_web.accounts.models import (
    Organisation,
    OrganisationKind,
    OrganisationMember,
    User,
)
from maillon_web.directory.models import (
    Actor,
    ActorWord,
    Decision,
    DuplicatePair,
    FieldOrigin,
    ImportRow,
    ImportState,
    Keeper,
    ListImport,
    Placement,
    Presence,
    Statement,
)
from maillon_web.directory.services.list_undoing import undo_import
from maillon_web.directory.services.presences import make_presence, resync
from maillon_web.filieres.models import Invitation
from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.services.settings import transfer
from maillon_web.filieres.services.undoing import undo_change
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import record
from maillon_web.history.wording import explain_lasting
from maillon_web.jobs.models import Job
from maillon_web.signals.models import Obstacle, ObstacleFamily, Signal

SIRET = "80746931700018"


class Silent:
    """A progress that nobody looks at."""

    def start(self, _label, _total=None) -> None:
        """Begin."""

    def advance(self, _count) -> None:
        """Go on."""

    def finish(self) -> None:
        """End."""


@pytest.fixture
def network(db) -> Organisation:
    return Organisation.objects.create(name="Réseau fictif", kind=OrganisationKind.NETWORK)


@pytest.fixture
def other(people, filiere):
    """Another filière of the former organisation."""
    return make_filiere(people, name="Autre filière fictive")


def share(actor: Actor, other) -> None:
    make_presence(other, actor, origin="register").save()
    Placement.objects.create(
        filiere=other, actor=actor, stage_key="tri", confidence="placed", score=2
    )


def say(actor: Actor, filiere, people) -> None:
    """Write something of every kind about an actor."""
    about = {"filiere": filiere, "actor": actor}
    Decision.objects.create(kind="place", stage_key="vente", decided_by=people.lead, **about)
    Statement.objects.create(kind="need", text="Un besoin fictif", stated_on="2026-02-01", **about)
    Signal.objects.create(text="Fictif", said_by="X", heard_on="2026-02-01", **about)
    obstacle = Obstacle.objects.create(
        filiere=filiere, title="Frein fictif", family=ObstacleFamily.LAND
    )
    obstacle.actors.add(actor)
    resync(filiere, [actor.pk])


def list_actors_of(filiere) -> set[int]:
    """Return the sheets that anything of a filière points to."""
    found = set()
    for model in (Presence, Placement, ActorWord, Decision, Statement, Signal):
        found |= set(model.objects.filter(filiere=filiere).values_list("actor_id", flat=True))
    for obstacle in Obstacle.objects.filter(filiere=filiere):
        found |= set(obstacle.actors.values_list("pk", flat=True))
    return found


def test_a_sheet_of_this_filiere_only_follows_it(filiere, people, network):
    actor = add_actor(filiere, "Atelier fictif", stage="tri")
    say(actor, filiere, people)
    transfer(filiere, network, author=people.lead)
    actor.refresh_from_db()
    assert actor.organisation == network
    assert list_actors_of(filiere) == {actor.pk}
    assert not Actor.objects.filter(organisation=people.organisation).exists()
    counts = ChangeSet.objects.get(kind="filiere.transfer").params
    assert (counts["moved"], counts["copied"], counts["held"]) == (1, 0, 0)


def test_a_shared_sheet_is_copied_and_neither_side_loses_anything(filiere, other, people, network):
    actor = add_actor(filiere, "Atelier fictif", stage="tri", phone="0102030405")
    FieldOrigin.objects.create(
        actor=actor, field="phone", source="Appel", dated="2026-02-01", visibility="private"
    )
    share(actor, other)
    for workspace in (filiere, other):
        say(actor, workspace, people)
    transfer(filiere, network, author=people.lead)
    copy = Actor.objects.get(organisation=network)
    assert (copy.name, copy.phone, copy.external_id) == (
        "Atelier fictif",
        "0102030405",
        actor.external_id,
    )
    assert list_actors_of(filiere) == {copy.pk}
    assert list_actors_of(other) == {actor.pk}
    assert Placement.objects.filter(filiere=filiere).count() == 2
    origins = FieldOrigin.objects.order_by("pk").values_list("actor_id", "visibility", "source")
    assert list(origins) == [(actor.pk, "private", "Appel"), (copy.pk, "private", "Appel")]
    actor.refresh_from_db()
    assert actor.organisation == people.organisation


def test_a_sheet_that_the_new_organisation_holds_stays_as_it_is(filiere, people, network):
    actor = add_actor(filiere, "Atelier fictif", stage="tri", external_id=SIRET, phone="01")
    say(actor, filiere, people)
    theirs = Actor.objects.create(
        organisation=network, external_id=SIRET, name="Atelier à eux", sort_name="atelier a eux"
    )
    transfer(filiere, network, author=people.lead)
    theirs.refresh_from_db()
    assert (theirs.name, theirs.phone) == ("Atelier à eux", "")
    assert list_actors_of(filiere) == {theirs.pk}
    presence = Presence.objects.get(filiere=filiere)
    assert (presence.actor, presence.sort_name) == (theirs, "atelier a eux")
    assert Job.objects.filter(kind="diagnosis.refresh").exists()


def test_two_sheets_that_the_new_organisation_made_one_come_together(filiere, people, network):
    first = add_actor(filiere, "Atelier fictif", stage="tri", external_id=SIRET)
    second = add_actor(filiere, "Atelier fictif bis", stage="vente", external_id="case:2")
    for actor in (first, second):
        say(actor, filiere, people)
    kept = Actor.objects.create(organisation=network, external_id=SIRET, name="K", sort_name="k")
    Actor.objects.create(
        organisation=network, external_id="case:2", name="M", sort_name="m", merged_into=kept
    )
    transfer(filiere, network, author=people.lead)
    assert list_actors_of(filiere) == {kept.pk}
    assert Presence.objects.filter(filiere=filiere).count() == 1
    assert Statement.objects.filter(actor=kept).count() == 2


def test_the_former_organisation_no_longer_reads_the_sheets(
    filiere, other, people, network, as_user
):
    mine = add_actor(filiere, "Atelier fictif", stage="tri")
    shared = add_actor(filiere, "Commun fictif", stage="tri")
    share(shared, other)
    agent = User.objects.create_user("agent@exemple.test", "mot de passe fictif", name="Agent")
    OrganisationMember.objects.create(organisation=people.organisation, user=agent, role="admin")
    client = as_user(agent)
    sheet = reverse("directory:sheet", args=(filiere.pk, mine.pk))
    assert client.get(sheet).status_code == 200
    transfer(filiere, network, author=people.lead)
    copy = Actor.objects.get(organisation=network, name="Commun fictif")
    for actor in (mine, copy, shared):
        page = reverse("directory:sheet", args=(filiere.pk, actor.pk))
        assert client.get(page).status_code == 404
    for actor, status in ((shared, 200), (mine, 404), (copy, 404)):
        page = reverse("directory:sheet", args=(other.pk, actor.pk))
        assert client.get(page).status_code == status


def test_merged_sheets_and_families_stay_whole_on_their_side(filiere, other, people, network):
    unit = add_actor(filiere, "Unité fictive")
    child = add_actor(filiere, "Établissement fictif", parent=unit)
    left = add_actor(other, "Établissement d'ailleurs", parent=unit, external_id="web:left")
    merged = add_actor(filiere, "Doublon fictif", merged_into=child)
    share(child, other)
    transfer(filiere, network, author=people.lead)
    unit.refresh_from_db()
    left.refresh_from_db()
    child.refresh_from_db()
    merged.refresh_from_db()
    copy = Actor.objects.get(organisation=network, external_id=child.external_id)
    assert (unit.organisation, copy.parent) == (network, unit)
    assert (left.parent, child.parent) == (None, None)
    assert merged.merged_into == child
    assert [sheet.name for sheet in copy.merged.all()] == ["Doublon fictif"]


def test_keepers_follow_their_filiere(filiere, other, people, network):
    actor = add_actor(filiere, "Atelier fictif")
    share(actor, other)
    Keeper.objects.create(actor=actor, user=people.actor)
    Keeper.objects.create(actor=actor, user=people.stranger)
    invitation = Invitation.objects.create(
        filiere=filiere,
        email="x@exemple.test",
        role="actor",
        context={"actor": actor.pk},
        token_digest="0" * 64,
        expires_at="2099-01-01T00:00:00Z",
    )
    transfer(filiere, network, author=people.lead)
    copy = Actor.objects.get(organisation=network)
    assert [keeper.user for keeper in copy.keepers.all()] == [people.actor]
    assert actor.keepers.count() == 2
    invitation.refresh_from_db()
    assert invitation.context == {"actor": copy.pk}


def test_pairs_and_lists_on_their_way_know_the_new_directory(filiere, other, people, network):
    shared = add_actor(filiere, "Commun fictif")
    mine = add_actor(filiere, "Atelier fictif")
    away = add_actor(other, "Ailleurs fictif")
    share(shared, other)
    DuplicatePair.objects.create(filiere=filiere, first=shared, second=mine)
    DuplicatePair.objects.create(filiere=filiere, first=mine, second=away)
    made = {"filiere": filiere, "dated": "2026-02-01", "file_name": "f", "stored_as": "f"}
    ready = ListImport.objects.create(label="Prête", state=ImportState.READY, **made)
    done = ListImport.objects.create(label="Écrite", state=ImportState.APPLIED, **made)
    for entry, target in ((ready, away), (done, shared)):
        ImportRow.objects.create(list_import=entry, number=1, state="update", target=target)
    transfer(filiere, network, author=people.lead)
    copy = Actor.objects.get(organisation=network, name="Commun fictif")
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second) == (mine, copy)
    ready.refresh_from_db()
    assert ready.state == ImportState.RECONCILED
    assert ImportRow.objects.get().target == copy


def test_nobody_undoes_a_change_on_the_sheets_of_somebody_else(filiere, other, people, network):
    actor = add_actor(filiere, "Atelier fictif")
    share(actor, other)
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(actor, {"phone": "0102030405"})
    transfer(filiere, network, author=people.lead)
    opened = open_filiere(reader=people.lead, filiere_id=filiere.pk)
    with pytest.raises(InconsistentData, match="another organisation"):
        undo_change(opened, recorder.change_set, author=people.lead)
    actor.refresh_from_db()
    assert actor.phone == "0102030405"


def test_a_change_on_a_sheet_that_followed_can_still_be_undone(filiere, people, network):
    actor = add_actor(filiere, "Atelier fictif")
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(actor, {"phone": "0102030405"})
    transfer(filiere, network, author=people.lead)
    opened = open_filiere(reader=people.lead, filiere_id=filiere.pk)
    undo_change(opened, recorder.change_set, author=people.lead)
    actor.refresh_from_db()
    assert actor.phone == ""


def test_an_import_is_not_undone_once_sheets_were_left_behind(filiere, other, people, network):
    share(add_actor(filiere, "Atelier fictif"), other)
    done = ChangeSet.objects.create(scope=filiere.scope, kind="list.import")
    entry = ListImport.objects.create(
        filiere=filiere,
        label="Liste fictive",
        dated="2026-02-01",
        state=ImportState.APPLIED,
        change_set_id=done.pk,
    )
    transfer(filiere, network, author=people.lead)
    with pytest.raises(InconsistentData, match="left sheets behind"):
        undo_import(entry, author=people.lead, progress=Silent())


def test_a_transfer_is_taken_back_by_another_transfer(filiere, other, people, network):
    mine = add_actor(filiere, "Atelier fictif", stage="tri")
    shared = add_actor(filiere, "Commun fictif", stage="tri")
    share(shared, other)
    former = filiere.organisation
    transfer(filiere, network, author=people.lead)
    filiere.refresh_from_db()
    transfer(filiere, former, author=people.lead)
    assert list_actors_of(filiere) == {mine.pk, shared.pk}
    assert explain_lasting(ChangeSet.objects.filter(kind="filiere.transfer").first())


def test_a_transfer_asks_as_many_questions_whatever_the_sheets(
    filiere, other, people, network, django_assert_max_num_queries
):
    for number in range(60):
        actor = add_actor(filiere, f"Fictif {number}", stage="tri")
        if number % 2:
            share(actor, other)
    with django_assert_max_num_queries(200):
        transfer(filiere, network, author=people.lead)
