"""What a search finds, counts and says."""

import json
from dataclasses import replace

import pytest
from tests.plain import plain
from tests.studies.searching.conftest import ABROAD, MEMBERS, PRIVATE, REUSE, WOOL

from maillon.domain.errors import InvalidInput
from maillon.domain.visibility import Visibility
from maillon.studies.searching import FACETS, Entry, Library, Reader, SearchAnswer

ALL = Reader(levels=frozenset(Visibility))


def keys(answer: SearchAnswer) -> list[str]:
    return [hit.key for hit in answer.hits]


def count(answer: SearchAnswer, facet: str, value: str) -> int:
    (found,) = [one for one in answer.facets if one.name == facet]
    return {one.value: one.count for one in found.values}.get(value, 0)


# Words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eau", "l’eau"),
        ("collecte", "collectes"),
        ("electromenager", "Électroménagers"),
        ("biodéchets", "bio-déchets"),
    ],
)
def test_two_ways_to_write_find_the_same(library: Library, one: str, other: str) -> None:
    assert keys(library.search(one)) == keys(library.search(other)) != []


def test_a_synonym_of_the_trade_is_found_and_said(library: Library) -> None:
    answer = library.search("recyclerie")
    assert keys(answer) == [REUSE.key]
    assert answer.synonyms[0].word == "recyclerie"
    assert "ressourcerie" in answer.synonyms[0].others
    assert any("ressourcerie" in note for note in answer.notes)
    assert "recyclerie" in answer.hits[0].reasons[0]


def test_an_acronym_finds_the_words_in_full_and_the_reverse(library: Library) -> None:
    assert keys(library.search("ESS")) == [REUSE.key]
    library.put([Entry(sheet=replace(WOOL, summary="Une filière de l’ESS."))])
    assert set(keys(library.search("économie sociale et solidaire"))) == {REUSE.key, WOOL.key}


def test_a_filiere_is_found_by_its_name(library: Library) -> None:
    assert REUSE.key in keys(library.search("mobilier"))


def test_a_typing_error_is_mended_and_said(library: Library) -> None:
    answer = library.search("ressourcrie")
    assert keys(answer) == [REUSE.key]
    assert [(one.word, one.instead) for one in answer.corrections] == [
        ("ressourcrie", ("ressourcerie",))
    ]
    assert plain(answer.notes[0]).startswith("Recherché aussi : ressourcerie")
    assert any(piece.is_hit and piece.text == "ressourcerie" for piece in answer.hits[0].title)


def test_the_beginning_of_a_word_is_enough_when_no_word_is_near(library: Library) -> None:
    assert keys(library.search("ressourc")) == [REUSE.key]


def test_a_known_word_is_not_mended(library: Library) -> None:
    assert library.search("laine").corrections == ()


def test_a_word_that_no_sheet_says_is_looked_for_by_broader_terms(library: Library) -> None:
    answer = library.search("chaise")
    assert REUSE.key in keys(answer)
    assert answer.corrections == ()
    assert "chaise" in " ".join(answer.notes)
    assert "chaise" in " ".join(answer.hits[0].reasons)


def test_a_word_that_nothing_answers_is_said(library: Library) -> None:
    answer = library.search("xylophoniste")
    assert (answer.total, answer.hits) == (0, ())
    assert "xylophoniste" in answer.notes[0]


def test_words_too_common_are_said(library: Library) -> None:
    answer = library.search("de la")
    assert answer.total == 0
    assert plain(answer.notes[0]).startswith("Ces mots sont trop courants")


def test_the_sheet_that_says_more_of_the_words_comes_first(library: Library) -> None:
    assert keys(library.search("lavage laine collecte"))[0] == WOOL.key


def test_found_words_stand_apart_in_the_text(library: Library) -> None:
    (hit,) = library.search("toisons").hits
    assert "".join(piece.text for piece in hit.excerpt) == WOOL.summary
    assert [piece.text for piece in hit.excerpt if piece.is_hit] == ["toisons"]
    assert hit.sheet == WOOL


# Facets


def test_a_filter_narrows_and_counts_leave_it_out(library: Library) -> None:
    answer = library.search("exemple", filters={"country": ["TN"]})
    assert keys(answer) == [ABROAD.key]
    assert count(answer, "country", "FR") == 2
    assert count(answer, "kind", "experience") == 1
    assert count(answer, "kind", "project") == 0


def test_values_of_a_facet_add_up_and_facets_narrow(library: Library) -> None:
    both = library.search(filters={"filiere": ["laine", "biodechets"]})
    assert both.total == 2
    assert (
        library.search(filters={"filiere": ["laine", "biodechets"], "country": ["FR"]}).total == 1
    )
    assert library.search(filters={"filiere": []}).total == 3


def test_a_chosen_value_without_sheet_stays_to_be_unticked(library: Library) -> None:
    answer = library.search("toisons", filters={"country": ["TN"]})
    (country,) = [facet for facet in answer.facets if facet.name == "country"]
    chosen = [value for value in country.values if value.is_chosen]
    assert [(value.value, value.count) for value in chosen] == [("TN", 0)]


def test_every_facet_is_counted(library: Library) -> None:
    library.put([Entry(sheet=replace(WOOL, resource_type="guide"))])
    assert [facet.name for facet in library.search().facets] == list(FACETS)
    labels = {value.label for facet in library.search().facets for value in facet.values}
    assert {"Expérience", "Laine", "France", "2023"} <= labels


def test_an_unknown_facet_is_refused(library: Library) -> None:
    with pytest.raises(InvalidInput, match="colour") as caught:
        library.search(filters={"colour": ["red"]})
    assert "kind" in caught.value.for_user()


def test_without_words_the_newest_come_first(library: Library) -> None:
    assert keys(library.search()) == [WOOL.key, REUSE.key, ABROAD.key]


def test_pages_follow_one_another(library: Library) -> None:
    pages = [keys(library.search("exemple", limit=1, offset=rank))[0] for rank in range(3)]
    assert pages == keys(library.search("exemple"))
    assert library.search("exemple", limit=1, offset=9).hits == ()


# Who may see


def test_a_stranger_neither_finds_nor_counts_hidden_sheets(library: Library) -> None:
    answer = library.search("laine")
    assert keys(answer) == [WOOL.key]
    assert answer.total == 1
    assert count(answer, "filiere", "laine") == 1
    assert count(answer, "country", "BE") == 0
    assert library.count() == 3


def test_a_word_of_a_hidden_sheet_is_not_suggested(library: Library) -> None:
    assert library.search("zirconaje").corrections == ()
    assert library.search("zirconage").total == 0
    assert "zirconage" in library.search("zirconage").notes[0]
    members = Reader(levels=frozenset({Visibility.PUBLIC, Visibility.MEMBERS}))
    assert library.search("zirconaje", reader=members).corrections[0].instead == ("zirconage",)


def test_levels_and_owners_open_more(library: Library) -> None:
    members = Reader(levels=frozenset({Visibility.PUBLIC, Visibility.MEMBERS}))
    owner = Reader(owners=frozenset({"filiere:1", "unknown"}))
    assert set(keys(library.search("laine", reader=members))) == {WOOL.key, MEMBERS.key}
    assert set(keys(library.search("laine", reader=owner))) == {WOOL.key, PRIVATE.key}
    assert library.count(ALL) == 5


def test_a_hidden_sheet_and_an_absent_one_are_not_told_apart(library: Library) -> None:
    sentences = []
    for key in (PRIVATE.key, "absente"):
        with pytest.raises(InvalidInput) as caught:
            library.get(key)
        sentences.append(caught.value.for_user().replace(key, ""))
    assert sentences[0] == sentences[1]
    assert library.get(PRIVATE.key, reader=ALL).owner == "filiere:1"
    with pytest.raises(InvalidInput):
        library.like(PRIVATE.key)


def test_the_answer_can_be_written_as_json(library: Library) -> None:
    written = json.loads(json.dumps(library.search("laine").to_dict(), default=str))
    assert written["hits"][0]["sheet"]["key"] == WOOL.key
