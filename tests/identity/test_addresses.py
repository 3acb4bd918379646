"""Streets in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.identity.addresses import fold_street


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12, avenue de la Gare", "12 AV. DE LA GARE"),
        ("12 bis Boulevard du Port", "Bd du Port"),
        ("3-5 rue du Port", "RUE DU PORT"),
        ("RUE DU PORT BP 12", "rue du port"),
        ("RUE DU PORT CS 40012 CEDEX 3", "rue du port"),
    ],
)
def test_a_street_has_one_spelling(one: str, other: str) -> None:
    assert fold_street(one) == fold_street(other)


def test_two_streets_stay_two() -> None:
    assert fold_street("rue du Port") != fold_street("rue du Pont")
    assert fold_street("rue du Port") != fold_street("avenue du Port")


@pytest.mark.parametrize("text", ["", "12", "BP 44", "–", "Οδός"])
def test_what_names_no_street_gives_nothing(text: str) -> None:
    assert fold_street(text) == ""


@given(st.text(max_size=400))
def test_any_text_is_folded_once_for_all(text: str) -> None:
    assert fold_street(fold_street(text)) == fold_street(fold_street(fold_street(text)))
