"""Sheets like another, suggestions, duplicates."""

from dataclasses import replace

from tests.plain import plain
from tests.studies.searching.conftest import ABROAD, MEMBERS, REUSE, WOOL

from maillon.domain.sheets import SheetFigure
from maillon.domain.visibility import Visibility
from maillon.studies.searching import Context, Entry, Library, Reader

ALL = Reader(levels=frozenset(Visibility))


def test_the_sheet_most_like_one_shares_its_words_and_its_filiere(library: Library) -> None:
    alike = library.like(WOOL.key, reader=ALL)
    assert alike[0].key in {MEMBERS.key, "fictive-privee"}
    assert WOOL.key not in {one.key for one in alike}
    assert all(0 < one.score <= 1 for one in alike)
    assert "Même filière : Laine." in {plain(reason) for reason in alike[0].reasons}


def test_hidden_sheets_are_not_alike(library: Library) -> None:
    assert not {MEMBERS.key, "fictive-privee"} & {one.key for one in library.like(WOOL.key)}


def test_a_suggestion_says_why(library: Library) -> None:
    context = Context(
        steps=["financement"],
        levers=["financement.appels"],
        filieres=["laine"],
        territory_kind="epci",
    )
    (first, *_rest) = library.suggest(context)
    assert first.key == WOOL.key
    assert first.score == 1.0
    said = " ".join(plain(reason) for reason in first.reasons)
    for reason in ("Même levier", "Même filière : Laine", "Même étape", "Même sorte de territoire"):
        assert reason in said


def test_a_territory_alone_is_no_reason(library: Library) -> None:
    assert library.suggest(Context(territory_kind="epci")) == ()
    assert library.suggest(Context()) == ()


def test_a_context_narrows_by_kind_and_leaves_out_what_is_there(library: Library) -> None:
    context = Context(filieres=["laine", "mobilier", "biodechets"], kinds=["experience"])
    assert {one.key for one in library.suggest(context)} == {WOOL.key, ABROAD.key}
    left = replace(context, excluded=[WOOL.key, "absente"])
    assert [one.key for one in library.suggest(left)] == [ABROAD.key]


def test_the_words_of_the_page_help(library: Library) -> None:
    (first, *_rest) = library.suggest(Context(words="réparer l’électroménager"))
    assert first.key == REUSE.key
    assert "électroménager" in first.reasons[-1]


def test_a_contribution_told_twice_is_seen(library: Library) -> None:
    again = replace(WOOL, key="contribution-1", title="Exemple fictif – laver ensemble la laine")
    (found,) = library.find_duplicates(again)
    assert found.key == WOOL.key
    assert found.score > 0.8
    said = {plain(reason) for reason in found.reasons}
    assert {"Titres proches.", "Mêmes structures.", "Mêmes chiffres."} <= said


def test_another_story_of_the_same_actor_is_no_duplicate(library: Library) -> None:
    other = replace(
        WOOL,
        key="contribution-2",
        title="Exemple fictif : dix ans d’une coopérative",
        summary="Ce que la coopérative a appris de la vente en ligne.",
        figures=(SheetFigure(label="membres", value=40, unit="personnes"),),
        filieres=(),
    )
    assert library.find_duplicates(other) == ()


def test_a_sheet_is_not_its_own_duplicate(library: Library) -> None:
    assert library.find_duplicates(WOOL) == ()
    library.put([Entry(sheet=replace(WOOL, key="jumelle", visibility=Visibility.MEMBERS))])
    assert library.find_duplicates(WOOL) == ()
    assert [one.key for one in library.find_duplicates(WOOL, reader=ALL)] == ["jumelle"]
