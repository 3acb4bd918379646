"""Names that name nobody."""

import pytest

from maillon.identity.generic import is_generic, is_placeholder


@pytest.mark.parametrize("text", ["COMITE DES FETES", "Amicale laïque", "FOYER RURAL 2"])
def test_a_name_that_thousands_bear_is_generic(text: str) -> None:
    assert is_generic(text)


@pytest.mark.parametrize("text", ["AMICALE LAIQUE DE FICTIVILLE", "EXEMPLE FICTIF"])
def test_one_own_word_makes_somebody(text: str) -> None:
    assert not is_generic(text)


@pytest.mark.parametrize("text", ["N/A", "n.a.", "Néant", "NULL", "inconnu", "", " ", "-", "XXX"])
def test_a_cell_may_say_that_it_has_no_name(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["X", "EXEMPLE", "NA NAN", "44"])
def test_what_says_anything_is_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)
