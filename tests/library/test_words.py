"""Synonyms, typing errors, broader terms, weights, excerpts: each on its own."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.domain.sheets import Sheet, SheetFigure, SheetKind, SheetLink
from maillon.library.broadening import build_broader_terms
from maillon.library.excerpts import Marker
from maillon.library.french import list_words, stem
from maillon.library.lexicon import build_lexicon
from maillon.library.likeness import (
    compare_sheets,
    compare_terms,
    may_be_same,
    pick_telling_terms,
    weigh_parts,
)
from maillon.library.queries import PathKind, read_query
from maillon.library.scoring import measure_rarity, rank
from maillon.library.spelling import is_one_edit_away, list_deletions
from maillon.library.terms import average_lengths, count_terms, weigh_terms
from maillon.library.texts import list_texts, write_figure
from maillon.reference.thesaurus import list_synonyms, load_search_settings

LEXICON = build_lexicon([("ESS", "économie sociale et solidaire"), ("recyclerie", "ressourcerie")])
SETTINGS = load_search_settings()
SHEET = Sheet(
    key="fictive-1",
    kind=SheetKind.EXPERIENCE,
    title="Exemple fictif : une ressourcerie de quartier",
    summary="Une association fictive remet en état des meubles.",
    actors=("Association fictive",),
    figures=(SheetFigure(label="meubles sauvés", value=120, unit="t", year=2024),),
    links=(SheetLink(label="site", address="https://exemple.invalid/page"),),
    place="Ville fictive",
    details={"tasks": ["trier"], "more": {"text": "peser"}},
)


# Synonyms


def test_a_term_of_several_words_is_recognised_across_stop_words() -> None:
    stems = [word.stem for word in list_words("l’économie sociale et solidaire")]
    assert [(start, end) for start, end, _concept in LEXICON.find_concepts(stems)] == [(0, 3)]


def test_every_bundled_synonym_is_recognised() -> None:
    groups = list_synonyms()
    lexicon = build_lexicon(group.terms for group in groups)
    for group in groups:
        keys = set()
        for term in group.terms:
            stems = [word.stem for word in list_words(term)]
            keys.add(
                frozenset(
                    concept.key
                    for start, end, concept in lexicon.find_concepts(stems)
                    if end - start == len(stems)
                )
            )
        assert frozenset.intersection(*keys), group.terms


def test_synonyms_say_where_they_come_from() -> None:
    assert all(group.source and len(group.terms) > 1 for group in list_synonyms())


def test_a_word_said_twice_is_looked_for_once() -> None:
    slots = read_query("verre verres Verre recyclerie", LEXICON, SETTINGS)
    assert [slot.word.stem for slot in slots] == ["verr", "recycleri"]
    assert PathKind.SYNONYM in {path.kind for path in slots[1].paths}


# Typing errors


@given(st.text("abcde", min_size=4, max_size=8), st.text("abcde", min_size=4, max_size=8))
def test_words_one_edit_away_share_a_form(first: str, second: str) -> None:
    if is_one_edit_away(first, second):
        assert set(list_deletions(first)) & set(list_deletions(second))


def test_one_edit_is_a_letter_more_less_changed_or_swapped() -> None:
    word, letters = "tri", "abcdefghijklmnopqrstuvwxyz"
    edits = {word[:place] + word[place + 1 :] for place in range(3)}
    edits |= {word[:place] + one + word[place:] for place, one in product(range(4), letters)}
    edits |= {word[:place] + one + word[place + 1 :] for place, one in product(range(3), letters)}
    edits |= {"rti", "tir"}
    edits -= {word}
    assert all(is_one_edit_away(word, one) and is_one_edit_away(one, word) for one in edits)
    for other in (word, "tr" + "iii", "rit", "xyi", "irt"):
        assert not is_one_edit_away(word, other), other


def test_a_short_word_is_not_mended() -> None:
    assert list_deletions("eau") == ()


# Broader terms


def test_what_a_thing_is_a_kind_of_is_read_above_its_code() -> None:
    labels = {
        "39000000": "Meubles et appareils divers",
        "39100000": "Mobilier",
        "39110000": "Sièges",
        "39112000": "Chaises",
        "39113000": "Bancs publics en bois massif",
    }
    broader = build_broader_terms(labels, smallest_share=0.3)
    assert {term.stem for term in broader[stem("chaise")]} == {
        stem("siege"),
        stem("mobilier"),
        stem("meuble"),
    }
    assert stem("banc") not in broader
    assert not broader[stem("meuble")]


def test_a_rare_sense_of_a_word_is_left_out() -> None:
    labels = {"10000000": "Verre", "10100000": "Laine", "10200000": "Laine", "20000000": "Sable"}
    labels |= {"20100000": "Laine", "20200000": "Laine"}
    assert [term.shown for term in build_broader_terms(labels, smallest_share=0.4)["lain"]] == [
        "verre",
        "sable",
    ]
    assert "lain" not in {
        name for name, terms in build_broader_terms(labels, smallest_share=0.6).items() if terms
    }


# Weights


def test_a_word_of_the_title_counts_more_than_one_of_the_rest() -> None:
    counts = count_terms({"title": ["laine"], "rest": ["verre"]}, LEXICON)
    weights = weigh_terms(counts, average_lengths([counts]), SETTINGS)
    assert weights["lain"] > weights["verr"] > 0


def test_repeating_a_word_helps_less_and_less() -> None:
    impacts = []
    for times in (1, 2, 3):
        counts = count_terms({"rest": ["verre " * times]}, LEXICON)
        impacts.append(weigh_terms(counts, {"rest": 2.0}, replace(SETTINGS, b=0))["verr"])
    assert 0 < impacts[2] - impacts[1] < impacts[1] - impacts[0]
    assert impacts[2] < 1


def test_a_long_text_does_not_win_by_its_length() -> None:
    short = count_terms({"rest": ["verre"]}, LEXICON)
    long = count_terms({"rest": ["verre et beaucoup encore mots fictifs longs"]}, LEXICON)
    averages = average_lengths([short, long])
    assert (
        weigh_terms(short, averages, SETTINGS)["verr"]
        > weigh_terms(long, averages, SETTINGS)["verr"]
    )


def test_a_rare_word_tells_more() -> None:
    assert measure_rarity(1000, 1) > measure_rarity(1000, 100) > measure_rarity(1000, 1000) > 0


def test_pages_follow_one_another_without_overlap() -> None:
    scores = np.array([1, 3, 2, 3, 0.5, 2], np.float32)
    docs = np.arange(6)
    whole = rank(scores, docs, first=0, limit=6).tolist()
    assert whole == [1, 3, 2, 5, 0, 4]
    assert [one for first in (0, 2, 4) for one in rank(scores, docs, first=first, limit=2)] == whole
    assert rank(scores, docs, first=6, limit=2).tolist() == []
    assert rank(scores, docs, first=0, limit=0).tolist() == []


# Texts and excerpts


def test_everything_a_sheet_says_is_searched() -> None:
    texts = list_texts(SHEET, ["Mobilier"])
    said = " ".join(text for listed in texts.values() for text in listed)
    for words in (
        "ressourcerie",
        "remet en état",
        "Association fictive",
        "120 t",
        "trier",
        "peser",
    ):
        assert words in said
    assert "Mobilier" in texts["keywords"]
    assert set(texts) == set(SETTINGS.fields)


def test_a_figure_without_value_gives_its_note() -> None:
    assert (
        write_figure(SheetFigure(label="membres", note="une trentaine")) == "membres une trentaine"
    )


def mark(text: str, *terms: str) -> str:
    pieces = Marker(terms, LEXICON).mark(text)
    assert "".join(piece.text for piece in pieces) == text
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


def test_found_words_are_marked_without_their_article() -> None:
    assert mark("L’eau, l'eau et les eaux usées.", "eau") == "L’[eau], l'[eau] et les [eaux] usées."


def test_a_synonym_of_several_words_is_marked_whole() -> None:
    marked = mark("Vers l’économie sociale et solidaire !", "=ess")
    assert marked == "Vers l’[économie sociale et solidaire] !"


def test_a_compound_is_marked_whole() -> None:
    assert mark("des bio-déchets triés", "biodechet") == "des [bio-déchets] triés"


def test_an_excerpt_stands_around_the_first_word_found() -> None:
    text = "mot " * 100 + "laine " + "autre " * 100
    pieces = Marker(["lain"], LEXICON).cut(["rien ici", text])
    assert [piece.text for piece in pieces if piece.is_hit] == ["laine"]
    shown = "".join(piece.text for piece in pieces)
    assert (shown[:2], shown[-2:]) == ("… ", " …")
    assert len(shown) < 260


def test_an_excerpt_without_word_is_the_beginning() -> None:
    pieces = Marker(["lain"], LEXICON).cut(["Premier texte.", "Second."])
    assert [piece.text for piece in pieces] == ["Premier texte."]
    assert Marker(["lain"], LEXICON).cut([]) == ()


# Likeness


def test_a_sheet_is_like_itself() -> None:
    parts = compare_sheets(SHEET, SHEET, words=1.0, rarity={})
    assert set(parts.values()) == {1.0}
    assert weigh_parts(parts, SETTINGS.duplicates) == 1.0


def test_what_a_sheet_does_not_say_does_not_count_against_it() -> None:
    bare = Sheet(key="fictive-2", kind=SheetKind.EXPERIENCE, title=SHEET.title)
    assert set(compare_sheets(SHEET, bare, words=0.2, rarity={})) == {"title", "words"}


def test_other_figures_and_actors_part_two_sheets() -> None:
    other = replace(
        SHEET,
        actors=("Autre structure fictive",),
        figures=(SheetFigure(label="meubles", value=121, unit="t"),),
    )
    parts = compare_sheets(SHEET, other, words=1.0, rarity={})
    assert parts["actors"] == parts["figures"] == 0.0
    assert parts["links"] == 1.0


def test_a_rare_word_parts_two_titles_more_than_a_common_one() -> None:
    rarity = {"point": 1.0, "sieg": 5.0, "scic": 5.0, "note": 1.0}
    by_rare = compare_terms({"point", "sieg"}, {"point", "scic"}, rarity)
    by_common = compare_terms({"point", "sieg"}, {"note", "sieg"}, rarity)
    assert by_rare < 0.5 < by_common
    assert compare_terms(set(), set(), rarity) == 0.0


def test_a_trade_is_no_story_told_twice() -> None:
    assert may_be_same(SHEET, replace(SHEET, kind=SheetKind.PROJECT))
    assert not may_be_same(SHEET, replace(SHEET, kind=SheetKind.TRADE))


def test_shares_of_telling_terms_leave_out_families_and_unknown_words() -> None:
    telling = pick_telling_terms({"lain": 0.5, "~lain": 0.5, "inconnu": 0.9}, {"lain": 3.0})
    assert list(telling) == ["lain"]
    assert telling["lain"] * 0.5 == pytest.approx(1.0)
