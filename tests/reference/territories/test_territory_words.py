"""The index of words finds what reading every name would find."""

from difflib import get_close_matches

import numpy as np
import pytest

from maillon.domain.territory import TerritoryKind
from maillon.reference.territories.index import get_index
from maillon.reference.territories.names import load_foreign_names, load_french_names
from maillon.reference.territories.spelling import list_spellings
from maillon.reference.territories.word_index import get_word_index, mark_kinds

TABLES = (load_french_names, load_foreign_names)
WORDS = ("SAINT", "DE", "L", "LYON", "LANGRES", "11", "RE", "ZZQQ", "A", "ZYWIEC")


@pytest.mark.parametrize("load", TABLES)
@pytest.mark.parametrize("word", WORDS)
def test_the_rows_of_a_word_are_those_whose_name_has_it(load, word):
    table = load()
    split = [name.split() for name in table.folded.to_pylist()]
    index = get_word_index(table)
    whole = [row for row, words in enumerate(split) if word in words]
    begun = [row for row, words in enumerate(split) if any(w.startswith(word) for w in words)]
    assert sorted(set(index.find_whole(word).tolist())) == whole
    assert sorted(set(index.find_beginning(word).tolist())) == begun


@pytest.mark.parametrize("word", ["HAUTE", "FRANCE", "TUNISIE", "ZZQQ"])
@pytest.mark.parametrize("load", TABLES)
def test_the_rows_around_a_word_are_those_whose_context_has_it(load, word):
    table = load()
    expected = [word in context.split() for context in table.folded_contexts.to_pylist()]
    assert get_word_index(table).mark_around(word).tolist() == expected


def test_every_territory_is_of_one_kind():
    table = load_french_names()
    marks = [mark_kinds(table, [kind]) for kind in TerritoryKind]
    assert np.array_equal(np.sum(marks, axis=0), np.ones(len(table.keys)))
    assert not mark_kinds(table, []).any()


@pytest.mark.parametrize("word", ["TOULOSE", "GRENBLE", "COMUNES", "SAITN", "MTEROPOLE", "X9"])
def test_counting_letters_first_loses_no_likely_spelling(word):
    names = load_french_names().folded.to_pylist()
    words = {known for name in names for known in name.split()}
    near = [w for w in words if w[0] == word[0] and abs(len(w) - len(word)) <= 2]
    expected = get_close_matches(word, near, n=3, cutoff=0.7)
    assert list_spellings(word)[: len(expected)] == expected


def test_a_word_of_a_name_is_its_own_spelling():
    assert "Langres" in get_index().names
    assert list_spellings("LANGRES") == ["LANGRES"]
    assert list_spellings("ÉTÉ") == []
