"""The pages of duplicates, as people meet them."""

import pytest
from django.urls import reverse
from tests.web.people import add_actor, make_filiere

from maillon_web.directory.models import Actor, DuplicatePair, Likeness, PairState
from maillon_web.directory.services import merging
from maillon_web.history.models import ChangeSet


@pytest.fixture(autouse=True)
def _no_diagnosis(monkeypatch):
    monkeypatch.setattr(merging, "ask_refresh", lambda *_a, **_k: None)


@pytest.fixture
def client(as_user, people):
    return as_user(people.contributor)


def make_pair(filiere, name: str = "Régie fictive", **fields) -> DuplicatePair:
    first = add_actor(filiere, name, commune_code="01001", commune_name="Bourg fictif")
    second = add_actor(filiere, name.upper(), commune_code="01001", **fields)
    return DuplicatePair.objects.create(
        filiere=filiere, first=first, second=second, likeness=Likeness.NAME, rank=2
    )


def at(name: str, filiere, *arguments) -> str:
    return reverse(f"directory:{name}", args=(filiere.pk, *arguments))


def test_a_search_fills_the_list(filiere, client, django_capture_on_commit_callbacks):
    add_actor(filiere, "Régie fictive", commune_code="01001")
    add_actor(filiere, "REGIE FICTIVE", commune_code="01001")
    assert "Aucun doublon" in client.get(at("duplicates", filiere)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("duplicates_search", filiere))
    page = client.get(at("duplicates", filiere)).content.decode()
    assert "REGIE FICTIVE" in page
    assert "Même nom, même commune" in page
    assert "Dernière recherche" in page


def test_a_pair_is_shown_side_by_side_with_what_differs(filiere, client):
    pair = make_pair(filiere, phone="0102030405")
    page = client.get(at("pair", filiere, pair.pk)).content.decode()
    assert "0102030405" in page
    assert page.count("mark-different") >= 2
    assert "Fusionner" in page


def test_merging_leads_to_the_next_pair(filiere, client):
    pair, following = make_pair(filiere), make_pair(filiere, "Bobine fictive")
    answer = client.post(at("merge", filiere, pair.pk), {"kept": "second", "field_name": "first"})
    assert answer.url == at("pair", filiere, following.pk)
    pair.refresh_from_db()
    assert (pair.state, pair.first.merged_into) == (PairState.MERGED, pair.second)
    assert pair.second.name == "Régie fictive"
    page = client.get(at("pair", filiere, pair.pk)).content.decode()
    assert "Fusionnés, par contributor" in page
    assert ChangeSet.objects.filter(kind="actor.merge").count() == 1


def test_a_new_sheet_may_gather_both(filiere, client):
    pair = make_pair(filiere)
    client.post(at("merge", filiere, pair.pk), {"kept": "new"})
    parents = set(Actor.objects.exclude(merged_into=None).values_list("merged_into", flat=True))
    assert len(parents) == 1
    assert not parents & {pair.first_id, pair.second_id}


def test_a_merge_without_a_choice_is_asked_again(filiere, client):
    pair = make_pair(filiere)
    answer = client.post(at("merge", filiere, pair.pk), {})
    assert answer.status_code == 200
    assert 'role="group"' in answer.content.decode()
    assert not Actor.objects.exclude(merged_into=None).exists()


def test_distinct_or_later_is_one_click(filiere, client):
    pair, following = make_pair(filiere), make_pair(filiere, "Bobine fictive")
    answer = client.post(at("pair_settle", filiere, pair.pk), {"choice": "later"})
    assert answer.url == at("pair", filiere, following.pk)
    answer = client.post(at("pair_settle", filiere, following.pk), {"choice": "different"})
    assert answer.url == at("pair", filiere, pair.pk)
    answer = client.post(at("pair_settle", filiere, pair.pk), {"choice": "different"})
    assert answer.url == at("duplicates", filiere)
    client.post(at("pair_settle", filiere, pair.pk), {"choice": "different"})
    assert ChangeSet.objects.filter(kind="pair.different").count() == 2


def test_a_pair_settled_meanwhile_is_said(filiere, client):
    pair = make_pair(filiere)
    client.post(at("merge", filiere, pair.pk), {"kept": "first"})
    answer = client.post(at("merge", filiere, pair.pk), {"kept": "first"}, follow=True)
    assert "vient d&#x27;être fusionnée" in answer.content.decode()


def test_pairs_are_filtered_by_reason(filiere, client):
    make_pair(filiere)
    page = client.get(at("duplicates", filiere), {"raison": "siret"}).content.decode()
    assert "RÉGIE FICTIVE" not in page
    for known in ("name", "nothing of the kind"):
        page = client.get(at("duplicates", filiere), {"raison": known}).content.decode()
        assert "RÉGIE FICTIVE" in page


@pytest.mark.parametrize("role", ["reader", "actor", "stranger", None])
def test_who_may_not_write_does_not_learn_of_duplicates(filiere, people, as_user, role):
    pair = make_pair(filiere)
    browser = as_user(getattr(people, role) if role else None)
    for address in (at("duplicates", filiere), at("pair", filiere, pair.pk)):
        assert browser.get(address).status_code == 404
    for name in ("merge", "pair_settle"):
        assert browser.post(at(name, filiere, pair.pk), {"kept": "first"}).status_code == 404
    assert browser.post(at("duplicates_search", filiere)).status_code == 404
    pair.refresh_from_db()
    assert pair.state == PairState.OPEN


def test_a_pair_of_another_filiere_is_not_found(filiere, people, client):
    other = make_filiere(people, name="Autre filière fictive")
    pair = make_pair(other)
    assert client.get(at("pair", filiere, pair.pk)).status_code == 404
    assert client.post(at("merge", filiere, pair.pk), {"kept": "first"}).status_code == 404
    assert client.get(at("merge", filiere, pair.pk)).status_code == 405


def test_the_list_costs_the_same_however_many_pairs(filiere, client, django_assert_max_num_queries):
    counts = []
    for _turn in range(2):
        for number in range(5):
            make_pair(filiere, f"Fictif {len(counts)} {number}")
        with django_assert_max_num_queries(14) as captured:
            client.get(at("duplicates", filiere))
        counts.append(len(captured))
    assert counts[0] == counts[1]
