"""Many records written at once say the same in the history as one by one."""

import pytest
from django.core.exceptions import ValidationError
from tests.web.people import add_actor

from maillon_web.directory.models import FieldOrigin
from maillon_web.directory.services.batching import BatchRecorder
from maillon_web.history.models import Change
from maillon_web.history.services import record, undo


@pytest.fixture
def actor(filiere):
    return add_actor(filiere, "Exemple fictif", phone="0102030405")


def test_a_batch_leaves_the_records_and_the_lines_that_one_writing_leaves(
    filiere, people, actor, django_assert_max_num_queries
):
    other = add_actor(filiere, "Autre exemple fictif")
    changes = {"website": "https://a.test/", "checked_on": "2026-02-01"}
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(other, changes)
        batch = BatchRecorder(recorder)
        assert batch.update(actor, changes)
        with django_assert_max_num_queries(2):
            batch.flush()
    one, many = Change.objects.order_by("pk").values_list("before", "after")
    assert one == many
    actor.refresh_from_db()
    assert (actor.website, actor.version, str(actor.checked_on)) == (
        "https://a.test/",
        2,
        "2026-02-01",
    )


def test_what_is_the_same_is_not_written(filiere, people, actor):
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        batch = BatchRecorder(recorder)
        assert not batch.update(actor, {"phone": "0102030405"})
        batch.flush()
    assert not Change.objects.exists()


def test_a_record_made_and_completed_in_one_batch_has_one_line(filiere, people, actor):
    made = FieldOrigin(actor=actor, field="phone", source="Appel", dated="2026-02-01")
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        batch = BatchRecorder(recorder)
        batch.create(made)
        batch.update(made, {"source": "Courrier"})
        batch.flush()
    assert Change.objects.get().after["source"] == "Courrier"
    assert FieldOrigin.objects.get().source == "Courrier"


def test_a_value_that_a_sheet_refuses_stops_the_batch(filiere, people, actor):
    with (
        record("actor.edit", scope=filiere.scope, author=people.lead) as recorder,
        pytest.raises(ValidationError),
    ):
        BatchRecorder(recorder).update(actor, {"email": "ceci n'est pas une adresse"})


def test_a_batch_is_undone_like_any_change(filiere, people, actor):
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        batch = BatchRecorder(recorder)
        batch.update(actor, {"phone": ""})
        batch.update(actor, {"phone": "0102030406", "website": "https://a.test/"})
        batch.flush()
    undo(recorder.change_set, author=people.lead)
    actor.refresh_from_db()
    assert (actor.phone, actor.website) == ("0102030405", "")
