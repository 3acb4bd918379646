"""Two records made one: nothing lost, nothing shown that was hidden, and back again."""

import pytest
from tests.web.people import add_actor, make_filiere

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon_web.accounts.models import Organisation
from maillon_web.directory.models import (
    Actor,
    Decision,
    DuplicatePair,
    FieldOrigin,
    Keeper,
    Placement,
    Presence,
    Statement,
)
from maillon_web.directory.selectors.declared import list_merged
from maillon_web.directory.selectors.merge_fields import compare
from maillon_web.directory.services import merging
from maillon_web.directory.services.merging import check_parent, keep_apart, merge, put_off
from maillon_web.directory.services.presences import resync
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.signals import change_undone
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.signals.models import Obstacle, ObstacleFamily, Signal

SIRET = "80746931700018"
OTHER_SIRET = "75187049400026"


@pytest.fixture(autouse=True)
def asked(monkeypatch) -> list[Filiere]:
    """The filières for which a new diagnostic is asked."""
    seen: list[Filiere] = []
    monkeypatch.setattr(merging, "ask_refresh", lambda filiere, **_named: seen.append(filiere))
    return seen


@pytest.fixture
def kept(filiere) -> Actor:
    return add_actor(
        filiere, "Atelier fictif", stage="tri", siret=SIRET, external_id=SIRET, siren=SIRET[:9]
    )


@pytest.fixture
def merged(filiere) -> Actor:
    return add_actor(
        filiere, "L'Atelier fictif", stage="vente", phone="0102030405", address="1 rue fictive"
    )


def snapshot() -> dict[str, list[dict[str, object]]]:
    """Return what is said of the actors, whatever the order in which it was written again."""
    models = (Actor, Presence, Placement, Decision, Statement, Keeper, FieldOrigin, DuplicatePair)
    return {
        model.__name__: sorted(
            (
                {k: v for k, v in row.items() if k not in {"version", "updated_at", "id"}}
                for row in model.objects.values()
            ),
            key=repr,
        )
        for model in models
    }


def hang_on(actor, filiere, people) -> None:
    """Write something of every kind about an actor."""
    Decision.objects.create(
        filiere=filiere, actor=actor, kind="place", stage_key="collecte", decided_by=people.lead
    )
    about = {"filiere": filiere, "actor": actor, "created_by": people.lead}
    Statement.objects.create(kind="need", text="Un besoin fictif", stated_on="2026-02-01", **about)
    Keeper.objects.create(actor=actor, user=people.actor)
    Signal.objects.create(text="Fictif", said_by="X", heard_on="2026-02-01", **about)
    obstacle = Obstacle.objects.create(
        filiere=filiere, title="Frein fictif", family=ObstacleFamily.LAND
    )
    obstacle.actors.add(actor)


def test_everything_that_hangs_on_a_record_follows_it(filiere, people, kept, merged):
    hang_on(merged, filiere, people)
    merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    for model in (Decision, Statement, Keeper, Signal):
        assert model.objects.get().actor == kept
    assert list(Obstacle.objects.get().actors.all()) == [kept]
    stages = Placement.objects.filter(actor=kept).values_list("stage_key", flat=True)
    assert {"tri", "vente"} <= set(stages)


def test_the_merged_record_leaves_the_lists_and_keeps_what_it_says(filiere, people, kept, merged):
    merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    merged.refresh_from_db()
    assert merged.merged_into == kept
    assert (merged.name, merged.phone) == ("L'Atelier fictif", "0102030405")
    listed = Presence.objects.filter(filiere=filiere, is_listed=True)
    assert [presence.actor for presence in listed] == [kept]
    assert list(kept.merged.all()) == [merged]


def test_blanks_are_filled_and_choices_are_kept(filiere, people, kept, merged):
    Actor.objects.filter(pk=kept.pk).update(address="2 rue fictive", website="https://a.test/")
    Actor.objects.filter(pk=merged.pk).update(website="https://b.test/")
    parent = merge(filiere=filiere, kept=kept, merged=merged, author=people.lead, taken={"website"})
    parent.refresh_from_db()
    assert parent.phone == "0102030405"
    assert parent.website == "https://b.test/"
    assert parent.address == "2 rue fictive"
    assert parent.other_names == "L'Atelier fictif"


def test_choosing_the_other_name_keeps_both(filiere, people, kept, merged):
    parent = merge(filiere=filiere, kept=kept, merged=merged, author=people.lead, taken={"name"})
    parent.refresh_from_db()
    assert (parent.name, parent.other_names) == ("L'Atelier fictif", "Atelier fictif")
    assert parent.presences.get().sort_name == parent.sort_name


def test_sources_kinds_and_passages_add_up(filiere, people, kept, merged):
    Actor.objects.filter(pk=kept.pk).update(sources=["a"], inclusive_kinds=["EI"], evidence="Un.")
    Actor.objects.filter(pk=merged.pk).update(
        sources=["b", "a"], inclusive_kinds=["ACI"], evidence="Deux.", ess_status="published"
    )
    parent = merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    parent.refresh_from_db()
    assert parent.sources == ["a", "b"]
    assert parent.inclusive_kinds == ["EI", "ACI"]
    assert parent.evidence == "Un.\n\nDeux."
    assert parent.ess_status == "published"


def test_what_was_hidden_stays_hidden(filiere, people, kept, merged):
    Actor.objects.filter(pk=merged.pk).update(visibility="private")
    FieldOrigin.objects.create(
        actor=merged, field="phone", source="Entretien", dated="2026-01-31", visibility="members"
    )
    merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    origins = {origin.field: origin for origin in kept.origins.all()}
    assert origins["phone"].visibility == "private"
    assert origins["phone"].source == "Entretien"
    assert origins["other_names"].visibility == "private"
    kept.refresh_from_db()
    assert kept.visibility == "public"


def test_undoing_restores_both_exactly(filiere, people, kept, merged):
    hang_on(merged, filiere, people)
    below = add_actor(filiere, "Antenne fictive", parent=merged)
    first, second = sorted((kept, merged), key=lambda actor: actor.pk)
    DuplicatePair.objects.create(filiere=filiere, first=first, second=second)
    resync(filiere, [kept.pk, merged.pk, below.pk])
    before = snapshot()
    merge(filiere=filiere, kept=kept, merged=merged, author=people.lead, taken={"name"})
    assert snapshot() != before
    below.refresh_from_db()
    assert below.parent == kept
    done = ChangeSet.objects.get(kind="actor.merge")
    undoing = undo(done, author=people.contributor)
    change_undone.send(sender=None, filiere=filiere, change_set=done, undoing=undoing)
    assert snapshot() == before


def test_a_new_parent_gathers_both(filiere, people, kept, merged):
    parent = merge(
        filiere=filiere, kept=kept, merged=merged, author=people.lead, is_new_parent=True
    )
    assert {actor.pk for actor in parent.merged.all()} == {kept.pk, merged.pk}
    assert parent.siret == SIRET
    listed = Presence.objects.filter(filiere=filiere, is_listed=True)
    assert [presence.actor for presence in listed] == [parent]
    undo(ChangeSet.objects.get(kind="actor.merge"), author=people.lead)
    kept.refresh_from_db()
    assert (kept.external_id, kept.merged_into) == (SIRET, None)
    assert Actor.objects.filter(pk=parent.pk).count() == 0


def test_the_record_kept_takes_the_siret_by_which_registers_know_it(filiere, people, kept, merged):
    parent = merge(filiere=filiere, kept=merged, merged=kept, author=people.lead)
    parent.refresh_from_db()
    kept.refresh_from_db()
    assert (parent.external_id, parent.siret) == (SIRET, SIRET)
    assert kept.external_id != SIRET


def test_records_merged_before_follow_to_the_last_one(filiere, people, kept, merged):
    oldest = add_actor(filiere, "Vieil atelier fictif")
    merge(filiere=filiere, kept=merged, merged=oldest, author=people.lead)
    merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    oldest.refresh_from_db()
    assert oldest.merged_into == kept
    assert set(list_merged(filiere).values()) <= {SIRET}


def test_the_tree_never_loops(filiere, people, kept, merged):
    top = add_actor(filiere, "Tête fictive")
    Actor.objects.filter(pk=merged.pk).update(parent=top)
    Actor.objects.filter(pk=kept.pk).update(parent=merged)
    merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    kept.refresh_from_db()
    assert kept.parent == top
    with pytest.raises(InvalidInput, match="above itself"):
        check_parent(top, kept)
    with pytest.raises(InvalidInput, match="above itself"):
        check_parent(kept, kept)
    check_parent(kept, None)


def test_a_record_merged_into_its_own_child_leaves_no_loop(filiere, people, kept, merged):
    Actor.objects.filter(pk=kept.pk).update(parent=merged)
    Actor.objects.filter(pk=merged.pk).update(parent=kept)
    merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    kept.refresh_from_db()
    assert kept.parent is None


def test_two_organisations_never_merge(filiere, people, kept):
    stranger = Organisation.objects.create(name="Autre fictive", kind="other")
    other = Filiere.objects.create(name="Ailleurs", organisation=stranger)
    foreign = add_actor(other, "Atelier fictif")
    with pytest.raises(InvalidInput):
        merge(filiere=filiere, kept=kept, merged=foreign, author=people.lead)
    with pytest.raises(InvalidInput, match="foreign"):
        check_parent(kept, foreign)


def test_a_record_of_another_filiere_alone_is_not_merged_from_here(filiere, people, kept):
    elsewhere = add_actor(make_filiere(people, name="Autre filière fictive"), "Atelier fictif")
    with pytest.raises(InvalidInput):
        merge(filiere=filiere, kept=kept, merged=elsewhere, author=people.lead)


def test_a_record_is_neither_merged_twice_nor_with_itself(filiere, people, kept, merged):
    with pytest.raises(InvalidInput):
        merge(filiere=filiere, kept=kept, merged=kept, author=people.lead)
    merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    with pytest.raises(InconsistentData):
        merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)


def test_a_presence_elsewhere_moves_with_its_stages(filiere, people, kept, merged, asked):
    other = make_filiere(people, name="Autre filière fictive")
    Presence.objects.create(
        filiere=other, actor=merged, sort_name="a", ess_status="none", visibility="public",
        declared_stages=["tri"],
    )  # fmt: skip
    merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    moved = Presence.objects.get(filiere=other)
    assert (moved.actor, moved.is_listed, moved.main_stage) == (kept, True, "tri")
    assert asked == [filiere, other]


def test_what_both_have_is_not_doubled_and_not_deleted(filiere, people, kept, merged):
    for actor in (kept, merged):
        Keeper.objects.create(actor=actor, user=people.actor)
    merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    assert Keeper.objects.filter(actor=kept).count() == 1
    assert Keeper.objects.count() == 2


def test_the_comparison_asks_only_where_both_say_something_else(kept, merged):
    asked = {pair.field.key for pair in compare(kept, merged) if pair.is_choice}
    assert asked == {"name"}


def test_a_pair_said_different_is_in_the_history(filiere, people, kept, merged):
    first, second = sorted((kept, merged), key=lambda actor: actor.pk)
    pair = DuplicatePair.objects.create(filiere=filiere, first=first, second=second)
    put_off(pair, author=people.lead)
    pair.refresh_from_db()
    assert pair.state == "later"
    keep_apart(pair, author=people.contributor)
    pair.refresh_from_db()
    assert (pair.state, pair.settled_by) == ("different", people.contributor)
    undo(ChangeSet.objects.get(kind="pair.different"), author=people.lead)
    pair.refresh_from_db()
    assert pair.state == "later"
