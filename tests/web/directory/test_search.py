"""Search as you type: every word typed begins a word of the actor."""

import pytest
from django.urls import reverse
from tests.web.people import add_actor

from maillon_web.directory.models import Actor, FieldOrigin, Presence
from maillon_web.directory.selectors import search
from maillon_web.directory.selectors.search import read_typed, search_actors
from maillon_web.directory.services.words import list_words, write_words
from maillon_web.filieres.rights import Access
from maillon_web.filieres.selectors import Opened


def find(filiere, typed, access=Access.LEAD) -> list[str]:
    found = search_actors(Opened(filiere=filiere, access=access), typed)
    return [presence.actor.name for presence in found]


@pytest.fixture
def actors(filiere) -> list[Actor]:
    made = [
        add_actor(filiere, "Ressourcerie fictive de l'Haÿ", commune_name="L'Haÿ-les-Roses"),
        add_actor(filiere, "Œuvre fictive", siret="12345678200010", siren="123456782"),
        add_actor(filiere, "Atelier fictif", other_names="Sigle fictif | AFX"),
    ]
    write_words(filiere.pk, made)
    return made


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ress", ["Ressourcerie fictive de l'Haÿ"]),
        ("RESSOURCERIE FIC", ["Ressourcerie fictive de l'Haÿ"]),
        ("hay les roses", ["Ressourcerie fictive de l'Haÿ"]),
        ("l'haÿ", ["Ressourcerie fictive de l'Haÿ"]),
        ("oeuv", ["Œuvre fictive"]),
        ("afx", ["Atelier fictif"]),
        ("123 456 782", ["Œuvre fictive"]),
        ("12345678200010", ["Œuvre fictive"]),
        ("fict", ["Atelier fictif", "Œuvre fictive", "Ressourcerie fictive de l'Haÿ"]),
        ("atelier ress", []),
        ("a", []),
        ("", []),
        ("%", []),
        ("_", []),
    ],
)
def test_words_find_actors(filiere, actors, typed, found):
    assert sorted(find(filiere, typed)) == sorted(found)


def test_what_everybody_begins_with_is_found_along_the_names(filiere, actors, monkeypatch):
    monkeypatch.setattr(search, "_COMMON", 1)
    assert len(find(filiere, "fict")) == 3
    assert find(filiere, "fict atel") == ["Atelier fictif"]


def test_only_what_the_reader_may_know_of_is_found(filiere, actors):
    Actor.objects.filter(pk=actors[2].pk).update(visibility="private")
    Presence.objects.filter(actor=actors[2]).update(visibility="private")
    assert find(filiere, "atelier") == ["Atelier fictif"]
    assert find(filiere, "atelier", Access.READER) == []


def test_what_is_out_of_the_lists_is_not_proposed(filiere, actors):
    Presence.objects.filter(actor=actors[2]).update(is_listed=False)
    assert find(filiere, "atelier") == []


def test_a_hidden_commune_does_not_find_its_actor(filiere, actors):
    FieldOrigin.objects.create(
        actor=actors[0], field="commune_code", source="", dated="2026-01-01", visibility="members"
    )
    write_words(filiere.pk, actors)
    assert find(filiere, "roses") == []
    assert find(filiere, "ressourcerie") == ["Ressourcerie fictive de l'Haÿ"]


def test_a_number_in_groups_is_one_word():
    assert read_typed("123 456 789 00012") == ["12345678900012"]
    assert read_typed("l atelier") == ["ATELIER"]
    assert read_typed("l") == ["L"]


def test_the_words_of_an_actor_are_few_and_bounded():
    actor = Actor(name="x" * 200 + " Le Le Le", commune_name="Lyon")
    assert list_words(actor) == ["LE", "LYON", "X" * 40]


def test_the_answer_is_a_list_of_links(filiere, people, actors, as_user):
    url = reverse("directory:search", args=(filiere.pk,))
    page = as_user(people.reader).get(f"{url}?q=atelier").content.decode()
    assert reverse("directory:sheet", args=(filiere.pk, actors[2].pk)) in page
    assert "1 acteur proposé" in page
    assert "Aucun acteur" in as_user(people.reader).get(f"{url}?q=zzz").content.decode()
