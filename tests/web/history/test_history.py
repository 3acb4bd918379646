import pytest
from tests.web.people import add_actor

from maillon.domain.errors import InconsistentData
from maillon_web.directory.models import Actor
from maillon_web.history.models import Change
from maillon_web.history.services import ChangedMeanwhile, record, undo
from maillon_web.signals.models import Signal


def test_a_change_says_who_what_and_from_what_to_what(filiere, people):
    actor = add_actor(filiere, "Atelier fictif")
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        assert recorder.update(actor, {"name": "Atelier renommé"})
    change = Change.objects.get()
    assert (change.before, change.after) == (
        {"name": "Atelier fictif"},
        {"name": "Atelier renommé"},
    )
    assert change.change_set.author == people.lead
    assert Actor.objects.get(pk=actor.pk).version == 2


def test_undoing_puts_everything_back(filiere, people):
    actor = add_actor(filiere, "Atelier fictif")
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(actor, {"name": "Atelier renommé", "lat": 48.5})
        new = Actor(organisation=filiere.organisation, external_id="web:x", name="Autre fictif")
        recorder.create(new)
    undo(recorder.change_set, author=people.contributor)
    actor.refresh_from_db()
    assert (actor.name, actor.lat) == ("Atelier fictif", None)
    assert not Actor.objects.filter(external_id="web:x").exists()


def test_a_deleted_record_comes_back_with_its_number(filiere, people):
    actor = add_actor(filiere, "Atelier fictif", checked_on="2026-01-31")
    number = actor.pk
    actor.presences.all().delete()
    with record("actor.delete", scope=filiere.scope, author=people.lead) as recorder:
        recorder.delete(actor)
    undo(recorder.change_set, author=people.lead)
    back = Actor.objects.get(pk=number)
    assert back.name == "Atelier fictif"
    assert str(back.checked_on) == "2026-01-31"


def test_what_was_changed_since_is_not_undone(filiere, people):
    actor = add_actor(filiere, "Atelier fictif")
    with record("actor.edit", scope=filiere.scope, author=people.lead) as first:
        first.update(actor, {"name": "Un"})
    with record("actor.edit", scope=filiere.scope, author=people.reader) as second:
        second.update(actor, {"name": "Deux"})
    with pytest.raises(InconsistentData, match="changed since"):
        undo(first.change_set, author=people.lead)
    actor.refresh_from_db()
    assert actor.name == "Deux"


def test_an_undone_change_is_undone_once_and_can_be_redone(filiere, people):
    actor = add_actor(filiere, "Atelier fictif")
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(actor, {"name": "Un"})
    undone = undo(recorder.change_set, author=people.lead)
    with pytest.raises(InconsistentData):
        undo(recorder.change_set, author=people.lead)
    undo(undone, author=people.lead)
    actor.refresh_from_db()
    assert actor.name == "Un"


def test_a_failure_inside_writes_nothing(filiere, people):
    actor = add_actor(filiere, "Atelier fictif")

    def edit_and_fail():
        with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
            recorder.update(actor, {"name": "Un"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        edit_and_fail()
    actor.refresh_from_db()
    assert actor.name == "Atelier fictif"
    assert not Change.objects.exists()


def test_a_record_whose_author_left_can_still_be_edited(filiere, people):
    signal = Signal.objects.create(
        filiere=filiere, text="Un local", said_by="Jury fictif", heard_on="2026-03-04"
    )
    with record("signal.edit", scope=filiere.scope, author=people.lead) as recorder:
        assert recorder.update(signal, {"text": "Deux locaux"})
    signal.refresh_from_db()
    assert signal.text == "Deux locaux"


def test_of_two_who_write_at_once_the_second_is_told(filiere, people):
    add_actor(filiere, "Atelier fictif")
    mine, theirs = Actor.objects.get(), Actor.objects.get()
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(theirs, {"name": "Leur nom"})
    with (
        pytest.raises(ChangedMeanwhile),
        record("actor.edit", scope=filiere.scope, author=people.reader) as recorder,
    ):
        recorder.update(mine, {"name": "Mon nom"})
    assert Actor.objects.get().name == "Leur nom"
    assert Change.objects.count() == 1


def test_what_a_computation_wrote_since_does_not_hold_an_undo(filiere, people):
    made = Actor(organisation=filiere.organisation, external_id="web:x", name="Ajout fictif")
    with record("actor.add", scope=filiere.scope, author=people.lead) as recorder:
        recorder.create(made)
    Actor.objects.filter(pk=made.pk).update(ess_status="deduced")
    undo(recorder.change_set, author=people.lead)
    assert not Actor.objects.filter(pk=made.pk).exists()
