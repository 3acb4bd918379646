import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.diagnosis.made_up import establishments

from maillon.diagnosis.keywords import (
    extract_roots,
    find_roots,
    fold_column,
    fold_texts,
    root_pattern,
)
from maillon.domain.text import fold

FRENCH = "abcdezABCZ019éèêëàâçôùïœŒæÉÀÇß ’'-._&|/"


def find(text, *roots):
    return bool(find_roots(fold_column(pa.array([text])), roots)[0])


@given(
    text=st.text(FRENCH, max_size=20),
    roots=st.lists(st.text("abcéœ ", min_size=1, max_size=6), max_size=3),
)
def test_a_root_is_found_where_a_word_of_the_folded_text_starts_with_it(text, roots):
    words = f" {fold(text)} "
    expected = any(
        f" {root}{end}" in words
        for root in map(fold, roots)
        if root
        for end in ([" ", "S ", "X "] if len(root) <= 4 else [""])
    )
    assert find(text, *roots) == expected


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("L'Œuvre de laine", "oeuvre"),
        ("FILATURES DU NORD", "filatur"),
        ("Bois-énergie", "bois energie"),
        ("l’éco-construction", "eco construct"),
    ],
)
def test_accents_ligatures_and_hyphens_do_not_hide_a_root(text, root):
    assert find(text, root)


@pytest.mark.parametrize(("text", "root"), [("SOUSLAINE", "laine"), ("Lai ne", "laine"), ("", "a")])
def test_a_root_inside_a_word_is_not_found(text, root):
    assert not find(text, root)


def test_a_missing_text_holds_nothing():
    assert find_roots(fold_column(pa.array([None, "laine"])), ["laine"]).tolist() == [False, True]
    assert find_roots(pa.nulls(2, pa.string()), ["laine"]).tolist() == [False, False]
    assert find_roots(pa.array(["LAINE"]), []).tolist() == [False]


def test_no_root_gives_no_pattern_rather_than_one_that_finds_everything():
    assert root_pattern([]) == root_pattern(["", "--"]) == ""


def test_the_most_precise_root_is_named():
    texts = fold_column(pa.array(["Recyclerie fictive", "Bois-Énergie", "recyclage"]))
    roots = ["recycl", "recyclerie", "bois energie"]
    assert extract_roots(texts, roots) == ["RECYCLERIE", "BOIS ENERGIE", "RECYCL"]


def test_a_sign_counts_as_a_name():
    rows = [{"name": None, "other_names": "La Filature"}, {"name": "Été"}, {"name": None}]
    texts = fold_texts(establishments(*rows))
    assert find_roots(texts.names, ["filature", "ete"]).tolist() == [True, True, False]
    assert texts.names.is_valid().to_pylist() == [True, True, False]


@pytest.mark.parametrize(
    ("text", "root", "is_found"),
    [
        ("VINCENT ET FILS", "vin", False),
        ("CAVE À VINS", "vin", True),
        ("LINGE SERVICE", "lin", False),
        ("FILATURE DE LIN", "lin", True),
        ("TRI-ACTIF", "tri", True),
        ("TRIADIS", "tri", False),
    ],
)
def test_a_short_root_must_be_a_whole_word(text, root, is_found):
    assert find(text, root) is is_found
