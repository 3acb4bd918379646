from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.people import make_filiere
from tests.web.plan.conftest import address, plain, read

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.plan.models import Action, Dependency
from maillon_web.plan.selectors.dependencies import explain_overlap, find_circle
from maillon_web.plan.services.dependencies import add_dependency

PAIRS = st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=30)


@given(PAIRS)
def test_without_a_circle_the_actions_can_be_put_in_order(pairs):
    needs: dict[int, set[int]] = {}
    for before, after in pairs:
        if before != after and find_circle(needs, before=before, after=after) is None:
            needs.setdefault(after, set()).add(before)
    left, ordered = set(range(1, 9)), []
    while left:
        free = {number for number in left if not needs.get(number, set()) & left}
        assert free, "a circle was let in"
        ordered += sorted(free)
        left -= free
    assert all(ordered.index(b) < ordered.index(a) for a, bs in needs.items() for b in bs)


def test_a_circle_is_refused_with_its_way(people, make_action):
    one, two, three = (make_action(title) for title in ("Une", "Deux", "Trois"))
    add_dependency(one, two, author=people.lead)
    add_dependency(two, three, author=people.lead)
    with pytest.raises(InconsistentData) as caught:
        add_dependency(three, one, author=people.lead)
    assert "« Une » attend « Trois » attend « Deux » attend « Une »" in plain(
        caught.value.for_user()
    )
    assert Dependency.objects.count() == 2


def test_senseless_dependencies_are_refused(people, filiere, make_action):
    whole = make_action("Ensemble")
    part = make_action("Partie", parent=whole)
    other = make_action("Ailleurs", filiere=make_filiere(people, name="Autre"))
    add_dependency(make_action("Avant"), whole, author=people.lead)
    before = Action.objects.get(title="Avant")
    for first, second in (
        (whole, whole),
        (whole, part),
        (part, whole),
        (other, whole),
        (before, whole),
    ):
        with pytest.raises(InvalidInput):
            add_dependency(first, second, author=people.lead)
    assert Dependency.objects.count() == 1


def test_the_page_says_what_blocks_what(people, as_user, make_action):
    before = make_action("Trouver le local")
    after = make_action("Installer les machines")
    client = as_user(people.contributor)
    client.post(address("dependency_add", after.filiere, after.pk), {"before": before.pk})
    assert "Trouver le local" in read(client, "action", after.filiere, after.pk)
    assert "L’attendent" in read(client, "action", before.filiere, before.pk)
    assert "Attend une action" in read(client, "list", after.filiere)
    tie = Dependency.objects.get()
    client.post(address("dependency_remove", after.filiere, after.pk, tie.pk))
    assert not Dependency.objects.exists()
    undo(ChangeSet.objects.first(), author=people.lead)
    assert Dependency.objects.get().before == before


def test_a_beginning_that_comes_too_soon_is_said(people, as_user, make_action):
    before = make_action("Avant", ends_on=date(2027, 5, 1))
    after = make_action("Après", starts_on=date(2027, 4, 1))
    assert "« Après » commence le 1er avril 2027" in plain(explain_overlap(before, after))
    where = address("dependency_add", after.filiere, after.pk)
    page = as_user(people.lead).post(where, {"before": before.pk}, follow=True)
    assert "commence le" in plain(page.content.decode())
    before.status = "done"
    assert explain_overlap(before, after) == ""
    before.status, after.starts_on = "running", date(2027, 5, 2)
    assert explain_overlap(before, after) == ""


def test_a_dependency_is_removed_through_its_own_action_only(people, as_user, make_action):
    one, two, three = (make_action(title) for title in ("Une", "Deux", "Trois"))
    tie = add_dependency(one, two, author=people.lead)
    where = address("dependency_remove", three.filiere, three.pk, tie.pk)
    assert as_user(people.lead).post(where).status_code == 404
