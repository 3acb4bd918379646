"""What the normaliser takes for the same word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.library.french import list_words, read_chunk, split_chunks, stem

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def list_stems(text: str) -> list[str]:
    return [word.stem for word in list_words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l’eau", "eau"),
        ("l'eau", "eaux"),
        ("collecte", "collectes"),
        ("Collecte", "COLLECTÉE"),
        ("maraîcher", "maraîchères"),
        ("électroménager", "electromenagers"),
        ("laine", "laines"),
        ("vélo", "vélos"),
        ("œuvre", "oeuvres"),
        ("local", "locaux"),
        ("matériau", "matériaux"),
        ("tuyau", "tuyaux"),
        ("travail", "travaux"),
        ("lieu", "lieux"),
        ("réparer", "réparées"),
        ("E.S.S.", "ESS"),
        ("salarié", "salarié·e·s"),
        ("jusqu’ici", "ici"),
    ],
)
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    assert list_stems(one) == list_stems(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("verre", "ver"), ("tri", "tir"), ("siège", "SIEG"), ("recyclage", "recyclerie")],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert list_stems(one) != list_stems(other)


@given(st.text(_LETTERS, min_size=3, max_size=12))
def test_a_plural_in_s_always_meets_its_singular(word: str) -> None:
    if word[-1] not in "sxz":
        assert stem(word + "s") == stem(word)


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(text[one.start() : one.end()] == one[0] for one in split_chunks(text))
    assert all(word.stem and word.form for word in list_words(text))


def test_words_derived_from_one_are_one_family() -> None:
    (first,), (second,) = list_words("mutualiser"), list_words("mutualisation")
    assert first.stem != second.stem
    assert first.family == second.family


def test_a_hyphen_does_not_part_a_compound() -> None:
    assert read_chunk("bio-déchets").compound == read_chunk("biodéchets").words[0].stem
    assert read_chunk("2023-2024").compound == ""


def test_stop_words_do_not_count() -> None:
    assert list_stems("de la les c’est aujourd’hui qu’il") == []


def test_a_word_is_shown_as_it_is_written() -> None:
    assert [word.shown for word in list_words("L’Économie et la SCIC")] == ["économie", "SCIC"]
