"""The pages of duplicates, as people meet them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.people import add_actor, make_filiere

from maillon.domain.language import get_language
from maillon.studies.recognising import Explanation
from maillon_web.directory.models import Actor, DuplicatePair, PairState
from maillon_web.directory.selectors import pair_words
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
        filiere=filiere,
        first=first,
        second=second,
        probability=0.96,
        levels={"name": "identical", "place": "same_commune"},
        texts=[first.name, second.name],
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
    assert "même commune" in page
    assert "Dernière recherche" in page


def test_a_pair_is_shown_side_by_side_with_what_differs(filiere, client):
    pair = make_pair(filiere, phone="0102030405")
    page = client.get(at("pair", filiere, pair.pk)).content.decode()
    assert "0102030405" in page
    assert page.count("mark-different") >= 2
    assert "Très probable" in page
    assert "Même commune" in page
    assert "0 sur 1, encore 1" in page


def test_the_words_that_only_one_sheet_says_are_marked(filiere, client):
    pair = make_pair(filiere)
    Actor.objects.filter(pk=pair.first_id).update(name="Régie fictive du Sud")
    Actor.objects.filter(pk=pair.second_id).update(name="Régie fictive du Nord")
    page = client.get(at("pair", filiere, pair.pk)).content.decode()
    assert '<mark class="word-apart">Sud</mark>' in page
    assert '<mark class="word-apart">Nord</mark>' in page
    assert '<mark class="word-apart">Régie</mark>' not in page


def test_the_pair_is_explained_in_the_language_of_the_reader(filiere, client, monkeypatch):
    spoken = []

    def explain(*_codes, **_more) -> Explanation:
        spoken.append(get_language())
        return Explanation(reasons=(), doubts=())

    monkeypatch.setattr(pair_words, "explain_levels", explain)
    pair = make_pair(filiere)
    for language in ("fr", "en"):
        client.cookies["django_language"] = language
        client.get(at("pair", filiere, pair.pk))
    assert spoken == ["fr", "en"]


def answer(client, filiere, pair, choice: str, **headers):
    return client.post(at("pair_settle", filiere, pair.pk), {"choice": choice}, headers=headers)


def test_the_same_keeps_the_sheet_that_says_the_most(filiere, client):
    told = {"commune_name": "Bourg fictif", "phone": "0102030405", "band_code": "01"}
    pair, following = make_pair(filiere, **told), make_pair(filiere, "Bobine fictive")
    Actor.objects.filter(pk=pair.first_id).update(website="https://exemple.test/")
    sent = answer(client, filiere, pair, "same")
    assert sent.url == at("pair", filiere, following.pk)
    pair.refresh_from_db()
    assert (pair.state, pair.first.merged_into) == (PairState.MERGED, pair.second)
    assert pair.second.website == "https://exemple.test/"
    page = client.get(sent.url).content.decode()
    assert "n’en font plus qu’une" in page
    assert "fusionnée dans" in page


def test_a_script_gets_the_next_pair_in_place(filiere, client):
    pair, following = make_pair(filiere), make_pair(filiere, "Bobine fictive")
    sent = answer(client, filiere, pair, "different", HX_Request="true")
    page = sent.content.decode()
    assert sent.status_code == 200
    assert sent["HX-Replace-Url"] == at("pair", filiere, following.pk)
    assert "Bobine fictive" in page
    assert "<html" not in page
    assert "C’est noté" in page
    assert "1 sur 2, encore 1" in page
    sent = answer(client, filiere, following, "different", HX_Request="true")
    assert sent["HX-Redirect"] == at("duplicates", filiere)


def test_two_sirets_are_never_merged_without_a_choice(filiere, client):
    pair = make_pair(filiere)
    for actor, siret in ((pair.first, "80746931700018"), (pair.second, "80746931700026")):
        Actor.objects.filter(pk=actor.pk).update(siret=siret, siren=siret[:9])
    page = client.get(at("pair", filiere, pair.pk)).content.decode()
    assert "Deux numéros officiels" in page
    assert 'value="same"' not in page
    form_url = at("merge", filiere, pair.pk)
    assert answer(client, filiere, pair, "same").url == form_url
    assert answer(client, filiere, pair, "same", HX_Request="true")["HX-Redirect"] == form_url
    assert not Actor.objects.exclude(merged_into=None).exists()
    form = client.get(form_url).context["form"]
    assert form.initial["kept"] == "new"


def test_the_last_answers_are_taken_back_one_by_one(filiere, client):
    pairs = [make_pair(filiere, f"{name} fictive") for name in ("Régie", "Bobine", "Laine")]
    for pair, choice in zip(pairs, ("same", "different", "later"), strict=True):
        answer(client, filiere, pair, choice)
    for pair in reversed(pairs):
        sent = client.post(at("pair_undo", filiere))
        assert sent.url == at("pair", filiere, pair.pk)
        pair.refresh_from_db()
        assert (pair.state, pair.settled_by) == (PairState.OPEN, None)
    assert not Actor.objects.exclude(merged_into=None).exists()
    page = client.post(at("pair_undo", filiere), follow=True).content.decode()
    assert "rien à annuler" in page


def test_nobody_undoes_what_another_answered(filiere, client, people, as_user):
    pair = make_pair(filiere)
    answer(client, filiere, pair, "different")
    as_user(people.lead).post(at("pair_undo", filiere))
    pair.refresh_from_db()
    assert pair.state == PairState.DIFFERENT


def test_an_answer_that_was_built_upon_is_not_undone(filiere, client):
    pair = make_pair(filiere)
    answer(client, filiere, pair, "same")
    Actor.objects.exclude(merged_into=None).update(merged_into=None, version=99)
    page = client.post(at("pair_undo", filiere), follow=True).content.decode()
    assert "a été modifié depuis" in page
    pair.refresh_from_db()
    assert pair.state == PairState.MERGED


def test_an_answer_of_another_day_is_left_to_the_history(filiere, client):
    pair = make_pair(filiere)
    answer(client, filiere, pair, "different")
    long_ago = timezone.now() - timedelta(days=2)
    ChangeSet.objects.update(made_at=long_ago)
    assert "rien à annuler" in client.post(at("pair_undo", filiere), follow=True).content.decode()


def test_merging_field_by_field_leads_to_the_next_pair(filiere, client):
    pair, following = make_pair(filiere), make_pair(filiere, "Bobine fictive")
    assert "Que garder" in client.get(at("merge", filiere, pair.pk)).content.decode()
    sent = client.post(at("merge", filiere, pair.pk), {"kept": "second", "field_name": "first"})
    assert sent.url == at("pair", filiere, following.pk)
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
    sent = client.post(at("merge", filiere, pair.pk), {})
    assert sent.status_code == 200
    assert 'role="group"' in sent.content.decode()
    assert not Actor.objects.exclude(merged_into=None).exists()


def test_what_is_put_off_comes_back_last(filiere, client):
    first, second, third = (make_pair(filiere, f"{name} fictive") for name in ("A", "B", "C"))
    assert answer(client, filiere, first, "later").url == at("pair", filiere, second.pk)
    assert answer(client, filiere, second, "later").url == at("pair", filiere, third.pk)
    assert answer(client, filiere, third, "different").url == at("pair", filiere, first.pk)
    assert answer(client, filiere, first, "later").url == at("pair", filiere, second.pk)


def test_distinct_is_one_click_and_the_end_leads_to_the_list(filiere, client):
    pair = make_pair(filiere)
    assert answer(client, filiere, pair, "different").url == at("duplicates", filiere)
    sent = client.post(at("pair_settle", filiere, pair.pk), {"choice": "different"}, follow=True)
    assert "déjà tranchée" in sent.content.decode()
    assert ChangeSet.objects.filter(kind="pair.different").count() == 1


def test_a_pair_settled_meanwhile_is_said(filiere, client):
    pair = make_pair(filiere)
    client.post(at("merge", filiere, pair.pk), {"kept": "first"})
    sent = client.post(at("merge", filiere, pair.pk), {"kept": "first"}, follow=True)
    assert "vient d’être fusionnée" in sent.content.decode()


def test_pairs_are_listed_by_what_became_of_them(filiere, client):
    make_pair(filiere)
    sure, settled = make_pair(filiere, "Bobine fictive"), make_pair(filiere, "Laine fictive")
    DuplicatePair.objects.filter(pk=sure.pk).update(is_sure=True)
    answer(client, filiere, settled, "different")
    shown = {
        "": {"RÉGIE FICTIVE", "BOBINE FICTIVE"},
        "sures": {"BOBINE FICTIVE"},
        "tranchees": {"LAINE FICTIVE"},
        "nothing of the kind": {"RÉGIE FICTIVE", "BOBINE FICTIVE"},
    }
    for key, names in shown.items():
        rows = client.get(at("duplicates", filiere), {"voir": key}).context["rows"]
        assert {pair.second.name for pair, _words in rows} == names


def test_the_surest_pair_comes_first(filiere, client):
    unsure, sure = make_pair(filiere), make_pair(filiere, "Bobine fictive")
    DuplicatePair.objects.filter(pk=unsure.pk).update(probability=0.4)
    page = client.get(at("duplicates", filiere))
    assert [pair.pk for pair, _words in page.context["rows"]] == [sure.pk, unsure.pk]
    assert at("pair", filiere, sure.pk) in page.content.decode()


@pytest.mark.parametrize("role", ["reader", "actor", "stranger", None])
def test_who_may_not_write_does_not_learn_of_duplicates(filiere, people, as_user, role):
    pair = make_pair(filiere)
    browser = as_user(getattr(people, role) if role else None)
    for address in (
        at("duplicates", filiere),
        at("pair", filiere, pair.pk),
        at("merge", filiere, pair.pk),
    ):
        assert browser.get(address).status_code == 404
    for name in ("merge", "pair_settle"):
        assert browser.post(at(name, filiere, pair.pk), {"kept": "first"}).status_code == 404
    for name in ("duplicates_search", "pair_undo"):
        assert browser.post(at(name, filiere)).status_code == 404
    pair.refresh_from_db()
    assert pair.state == PairState.OPEN


def test_a_pair_of_another_filiere_is_not_found(filiere, people, client):
    other = make_filiere(people, name="Autre filière fictive")
    pair = make_pair(other)
    assert client.get(at("pair", filiere, pair.pk)).status_code == 404
    assert client.post(at("merge", filiere, pair.pk), {"kept": "first"}).status_code == 404
    assert answer(client, filiere, pair, "same").status_code == 404
    assert client.get(at("pair_settle", filiere, pair.pk)).status_code == 405


def test_the_list_costs_the_same_however_many_pairs(filiere, client, django_assert_max_num_queries):
    counts = []
    for _turn in range(2):
        for number in range(5):
            make_pair(filiere, f"Fictif {len(counts)} {number}")
        with django_assert_max_num_queries(14) as captured:
            client.get(at("duplicates", filiere))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_answer_costs_the_same_however_many_pairs(
    filiere, client, django_assert_max_num_queries
):
    counts = []
    for _turn in range(2):
        pairs = [make_pair(filiere, f"Fictif {len(counts)} {number}") for number in range(5)]
        with django_assert_max_num_queries(30) as captured:
            answer(client, filiere, pairs[0], "different", HX_Request="true")
        counts.append(len(captured))
    assert counts[0] == counts[1]
