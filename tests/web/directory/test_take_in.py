"""The actors of a diagnosis enter the directory, and nothing that people wrote is lost."""

from datetime import date

import pytest
from tests.web.directory.register import make_actor, place
from tests.web.people import make_filiere

from maillon.domain.visibility import Audience
from maillon.studies.declaring import DeclaredActors, make_declared_table
from maillon_web.directory.models import (
    Actor,
    ActorKind,
    ActorWord,
    Decision,
    FieldOrigin,
    Placement,
    Presence,
)
from maillon_web.directory.selectors.declared import (
    list_decisions,
    list_declared,
    list_merged,
    list_provenances,
)
from maillon_web.directory.services import actors, decisions, intake, leaving, units
from maillon_web.directory.services.actors import TakenIn, take_in
from maillon_web.directory.services.sheets import add_actor, edit_actor
from maillon_web.history.models import Change, ChangeSet

TODAY = date(2026, 11, 22)


def enter(filiere, *actors, closed=None) -> TakenIn:
    return take_in(filiere, actors, closed=closed or {}, today=TODAY)


def get(number: int) -> Actor:
    return Actor.objects.get(name=f"Exemple fictif {number}", kind=ActorKind.ESTABLISHMENT)


def list_listed(filiere) -> set[str]:
    return set(
        Presence.objects.filter(filiere=filiere, is_listed=True).values_list(
            "actor__name", flat=True
        )
    )


def test_an_actor_enters_with_its_columns_its_stages_and_its_words(filiere):
    ess = {"status": "published", "family": "association", "rule": "published_flag"}
    assert enter(filiere, make_actor(1, ess=ess, qpv_code="QN06900A")).new == 1
    presence = Presence.objects.get(filiere=filiere)
    assert (presence.ess_status, presence.ess_family) == ("published", "association")
    assert (presence.main_stage, presence.main_confidence) == ("collecte", "placed")
    assert (presence.commune_code, presence.is_qpv, presence.size_rank) == ("69123", True, 5)
    assert Placement.objects.get().reasons == ["naf_forte"]
    words = set(ActorWord.objects.values_list("word", flat=True))
    assert {"EXEMPLE", "FICTIF", "LYON", get(1).siret} <= words


def test_the_same_diagnosis_twice_changes_nothing(filiere):
    enter(filiere, make_actor(1), make_actor(2))
    before = list(Actor.objects.values("pk", "version", "updated_at"))
    assert enter(filiere, make_actor(1), make_actor(2)) == TakenIn(new=0, updated=0, gone=0)
    assert list(Actor.objects.values("pk", "version", "updated_at")) == before


def test_what_does_not_differ_is_only_read(filiere, django_assert_max_num_queries):
    """Nobody who wants to write waits for a computation that changes nothing."""
    given = [make_actor(number, siren="912345678") for number in range(1, 9)]
    enter(filiere, *given, closed={"91234567800009": "2026-01-01"})
    with django_assert_max_num_queries(60) as context:
        enter(filiere, *given, closed={"91234567800009": "2026-01-01"})
    asked = {query["sql"].split()[0] for query in context.captured_queries}
    assert asked <= {"SELECT", "DECLARE"}, "PostgreSQL declares what it reads by parts"


def test_only_the_batch_that_differs_is_written(filiere, monkeypatch):
    monkeypatch.setattr(actors, "_BATCH", 2)
    given = [make_actor(number) for number in range(1, 10)]
    enter(filiere, *given)
    written = []
    real = intake.Plan.carry_out
    monkeypatch.setattr(
        intake.Plan, "carry_out", lambda plan: written.append(plan.seen) or real(plan)
    )
    given[4] |= {"naf_label": "Autre libellé"}
    assert enter(filiere, *given).updated == 1
    assert [len(seen) for seen in written] == [2]


@pytest.mark.parametrize("steps", range(6))
def test_what_was_cut_in_the_middle_is_mended_by_the_next_diagnosis(filiere, monkeypatch, steps):
    """Cut at any of its writings: sheets are whole, and the next time gives the same as uncut."""
    monkeypatch.setattr(actors, "_BATCH", 2)
    enter(filiere, make_actor(9), make_actor(10))
    given = [make_actor(number, siren="912345678") for number in range(1, 7)]
    closed = {get(10).siret: "2026-01-01"}
    left = iter(range(steps))

    def stop_or_go_on():
        if next(left, None) is None:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        for module in (actors, leaving, units):
            patch.setattr(module, "give_way", stop_or_go_on)
        with pytest.raises(KeyboardInterrupt):
            enter(filiere, *given, closed=closed)
    for presence in Presence.objects.filter(is_listed=True):
        assert presence.actor.words.filter(filiere=filiere).exists()
        assert presence.actor.placements.filter(filiere=filiere).exists()
    enter(filiere, *given, closed=closed)
    assert list_listed(filiere) == {f"Exemple fictif {number}" for number in range(1, 7)}
    assert get(10).closed_on == date(2026, 1, 1)
    unit = Actor.objects.get(kind=ActorKind.UNIT)
    assert unit.children.count() == 6
    assert Presence.objects.filter(actor=unit).count() == 1


def test_a_decision_made_while_actors_are_read_is_not_lost(filiere, people, monkeypatch):
    enter(filiere, make_actor(1))
    real = actors.make_plan

    def decide_between(*args, is_held=False, **named):
        plan = real(*args, is_held=is_held, **named)
        if not is_held:
            decisions.place(filiere, get(1), stage_key="tri", reason="Vu", author=people.lead)
        return plan

    monkeypatch.setattr(actors, "make_plan", decide_between)
    enter(filiere, make_actor(1, naf_label="Autre libellé"))
    places = dict(Placement.objects.values_list("stage_key", "confidence"))
    assert places == {"collecte": "placed", "tri": "confirmed"}


def test_what_the_registers_change_is_written_with_its_words(filiere):
    enter(filiere, make_actor(1))
    enter(filiere, make_actor(1, commune_name="Villeurbanne", commune_code="69266"))
    assert get(1).commune_name == "Villeurbanne"
    assert Presence.objects.get().commune_code == "69266"
    words = set(ActorWord.objects.values_list("word", flat=True))
    assert "VILLEURBANNE" in words
    assert "LYON" not in words


def test_a_register_never_writes_over_a_person(filiere, people):
    enter(filiere, make_actor(1))
    edit_actor(
        filiere,
        get(1),
        {"name": "Nom d'usage fictif", "address": "2 rue fictive"},
        author=people.lead,
        version=1,
        source="visite",
    )
    enter(filiere, make_actor(1, naf_label="Autre libellé", lat=1.0))
    actor = Actor.objects.get()
    assert (actor.name, actor.address) == ("Nom d'usage fictif", "2 rue fictive")
    assert actor.sort_name == "nom d usage fictif"
    assert actor.lat == 45.75, "the register places its own address, not the one that was written"
    assert actor.naf_label == "Autre libellé"


def test_a_restriction_alone_lets_the_next_value_in(filiere):
    enter(filiere, make_actor(1))
    FieldOrigin.objects.create(
        actor=get(1),
        field="address",
        source="",
        dated=TODAY,
        visibility="members",
        is_written=False,
    )
    enter(filiere, make_actor(1, address="9 rue fictive"))
    assert get(1).address == "9 rue fictive"


def test_a_record_written_by_hand_is_found_again_by_its_siret(filiere, people):
    siret = make_actor(1)["siret"]
    made = add_actor(
        filiere,
        {"name": "Atelier fictif", "kind": "establishment"},
        author=people.lead,
        source="visite",
    )
    Actor.objects.filter(pk=made.pk).update(siret=siret)
    enter(filiere, make_actor(1))
    actor = Actor.objects.get(kind=ActorKind.ESTABLISHMENT)
    assert actor.pk == made.pk
    assert (actor.name, actor.naf_code) == ("Atelier fictif", "38.11Z")


def test_a_merged_record_is_never_touched(filiere):
    enter(filiere, make_actor(1), make_actor(2))
    Actor.objects.filter(pk=get(2).pk).update(merged_into=get(1))
    Presence.objects.filter(actor=get(2)).update(is_listed=False)
    enter(filiere, make_actor(1), make_actor(2, commune_name="Ailleurs"))
    assert get(2).commune_name == "Lyon"
    assert not Presence.objects.get(actor=get(2)).is_listed
    assert list_merged(filiere) == {get(2).external_id: get(1).external_id}


def test_what_no_register_gives_any_more_leaves_the_lists_and_is_kept(filiere):
    enter(filiere, make_actor(1), make_actor(2))
    assert enter(filiere, make_actor(1)).gone == 1
    assert list_listed(filiere) == {"Exemple fictif 1"}
    assert get(2)
    assert not Placement.objects.filter(actor=get(2)).exists()
    enter(filiere, make_actor(1), make_actor(2))
    assert list_listed(filiere) == {"Exemple fictif 1", "Exemple fictif 2"}


def test_what_somebody_worked_on_stays_in_the_lists(filiere, people):
    enter(filiere, make_actor(1), make_actor(2), make_actor(3))
    decisions.place(filiere, get(2), stage_key="tri", reason="Vu", author=people.lead)
    edit_actor(
        filiere,
        get(3),
        {"phone": "04 00 00 00 00"},
        author=people.lead,
        version=1,
        source="visite",
    )
    assert enter(filiere, make_actor(1)).gone == 0
    assert len(list_listed(filiere)) == 3


def test_a_closed_establishment_says_since_when(filiere):
    enter(filiere, make_actor(1), make_actor(2))
    closed = {get(2).siret: "2026-10-01"}
    assert enter(filiere, make_actor(1), closed=closed).closed == 1
    assert get(2).closed_on == date(2026, 10, 1)
    assert Presence.objects.get(actor=get(2)).is_closed
    assert enter(filiere, make_actor(1), closed=closed).closed == 0
    enter(filiere, make_actor(1), make_actor(2))
    assert get(2).closed_on is None, "given again by the register, it is open again"


def test_a_closing_without_a_date_is_dated_of_the_day(filiere):
    enter(filiere, make_actor(1))
    enter(filiere, closed={get(1).siret: None})
    assert get(1).closed_on == TODAY


def test_establishments_of_one_unit_are_under_it_and_only_they_are_listed(filiere):
    enter(
        filiere, make_actor(1, siren="912345678"), make_actor(2, siren="912345678"), make_actor(3)
    )
    unit = Actor.objects.get(kind=ActorKind.UNIT)
    assert unit.siren == "912345678"
    assert set(unit.children.values_list("name", flat=True)) == {
        "Exemple fictif 1",
        "Exemple fictif 2",
    }
    assert len(list_listed(filiere)) == 3
    enter(filiere, make_actor(1, siren="912345678"), make_actor(2, siren="912345678"))
    assert Actor.objects.filter(kind=ActorKind.UNIT).count() == 1


def test_a_unit_is_as_hidden_as_its_places_until_one_is_public(filiere):
    first = make_actor(1, siren="912345678", visibility="members")
    second = make_actor(2, siren="912345678", visibility="members")
    enter(filiere, first, second)
    assert Actor.objects.get(kind=ActorKind.UNIT).visibility == "members"
    enter(filiere, first | {"visibility": "public"}, second)
    unit = Actor.objects.get(kind=ActorKind.UNIT)
    assert unit.visibility == "public"
    assert Presence.objects.get(actor=unit).visibility == "public"


def test_a_parent_that_a_person_chose_stays(filiere, people):
    enter(filiere, make_actor(1, siren="912345678"))
    FieldOrigin.objects.create(actor=get(1), field="parent", source="team", dated=TODAY)
    enter(filiere, make_actor(1, siren="912345678"), make_actor(2, siren="912345678"))
    assert get(1).parent is None
    assert get(2).parent is not None


def test_the_history_gets_one_line_that_cannot_be_undone(filiere):
    enter(filiere, *(make_actor(number) for number in range(1, 6)))
    change_set = ChangeSet.objects.get(kind="directory.taken_in")
    assert change_set.params == {"new": 5, "updated": 0, "gone": 0, "closed": 0}
    assert not Change.objects.exists()


def test_a_bundled_actor_keeps_the_passage_it_comes_from(filiere):
    enter(filiere, make_actor(1, evidence="Passage fictif, page 3"))
    assert get(1).evidence == "Passage fictif, page 3"


def test_what_the_team_says_of_a_public_record_is_for_the_members(filiere):
    enter(
        filiere,
        make_actor(
            1,
            declared_activity="Dit par une liste interne fictive",
            sources=["liste-3", "sirene-etablissements"],
        ),
    )
    origin = FieldOrigin.objects.get(actor=get(1))
    assert (origin.field, origin.visibility) == ("declared_activity", "members")


def test_too_long_a_name_is_cut_rather_than_refused(filiere):
    enter(filiere, make_actor(1, name="Exemple fictif " + "x" * 400))
    assert len(Actor.objects.get().name) == 300


def test_a_decision_wins_over_the_diagnosis_that_did_not_know_it(filiere, people):
    enter(filiere, make_actor(1))
    decisions.remove(filiere, get(1), stage_key="collecte", reason="Non", author=people.lead)
    enter(filiere, make_actor(1, stages=[place("collecte")]))
    assert not Placement.objects.exists()


def test_two_filieres_of_one_organisation_share_the_sheet(filiere, people):
    other = make_filiere(people, name="Autre filière fictive")
    enter(filiere, make_actor(1))
    enter(other, make_actor(1))
    assert Actor.objects.count() == 1
    assert Presence.objects.count() == 2
    enter(other)
    assert list_listed(filiere) == {"Exemple fictif 1"}
    assert list_listed(other) == set()


def test_an_ess_decision_of_one_filiere_does_not_colour_the_other(filiere, people):
    other = make_filiere(people, name="Autre filière fictive")
    enter(filiere, make_actor(1))
    refused = {"status": "refused", "family": None, "rule": "decision_refused"}
    enter(other, make_actor(1, ess=refused))
    assert get(1).ess_status == "none"
    assert Presence.objects.get(filiere=other).ess_status == "refused"
    assert Presence.objects.get(filiere=filiere).ess_status == "none"


def test_the_number_of_questions_does_not_grow_with_the_actors(
    filiere, django_assert_max_num_queries
):
    enter(filiere, *(make_actor(number) for number in range(1, 6)))
    with django_assert_max_num_queries(30):
        enter(filiere, *(make_actor(number) for number in range(1, 200)))


def test_what_people_wrote_goes_to_the_study_and_nothing_else(filiere, people):
    enter(filiere, make_actor(1), make_actor(2))
    edit_actor(
        filiere,
        get(2),
        {"declared_activity": "Tri de textiles fictif"},
        author=people.lead,
        version=1,
        source="visite",
    )
    add_actor(
        filiere,
        {"name": "Collectif fictif", "commune_code": "69123", "kind": "unit"},
        author=people.lead,
        source="visite",
        stages=["tri"],
    )
    add_actor(
        filiere,
        {"name": "Marque fictive", "kind": "brand"},
        author=people.lead,
        source="visite",
    )
    rows = {
        row.get("name") or row["siret"]: row for row in list_declared(filiere, Audience.MEMBERS)
    }
    assert set(rows) == {get(2).siret, "Collectif fictif"}
    assert rows[get(2).siret]["declared_activity"] == "Tri de textiles fictif"
    assert "naf_code" not in rows[get(2).siret]
    assert rows["Collectif fictif"]["declared_stages"] == "tri"
    DeclaredActors(
        table=make_declared_table(rows.values()),
        provenances=list_provenances(filiere, rows.values()),
    )


@pytest.mark.parametrize(("audience", "told"), [(Audience.PUBLIC, False), (Audience.MEMBERS, True)])
def test_a_field_for_the_members_is_not_told_to_the_public_study(filiere, people, audience, told):
    add_actor(
        filiere,
        {"name": "Atelier fictif", "declared_activity": "Secret fictif", "kind": "unit"},
        author=people.lead,
        source="visite",
        levels={"declared_activity": "members"},
    )
    (row,) = list_declared(filiere, audience)
    assert ("declared_activity" in row) is told


def test_decisions_are_told_to_the_study_under_the_identifier_it_uses(filiere, people):
    enter(filiere, make_actor(1))
    decisions.place(filiere, get(1), stage_key="tri", reason="Vu", author=people.lead)
    decisions.settle_ess_status(filiere, get(1), is_ess=True, reason="Statuts", author=people.lead)
    told = {decision.kind.value: decision for decision in list_decisions(filiere)}
    assert told["place"].actor_id == get(1).siret
    assert told["place"].filiere_key == f"propre-{filiere.pk}"
    assert told["ess_declared"].filiere_key == ""
    assert told["place"].decided_by == "Collectivité fictive"
    assert Decision.objects.count() == 2
