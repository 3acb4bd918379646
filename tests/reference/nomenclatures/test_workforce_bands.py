"""Workforce bands, and what people write instead of their codes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.domain.language import use_language
from maillon.reference.nomenclatures import find_band_code, list_workforce_bands


def test_bands_follow_one_another_without_hole() -> None:
    bands = [band for band in list_workforce_bands().values() if band.low > 0]
    assert all(
        first.high is not None and first.high + 1 == then.low for first, then in pairwise(bands)
    )
    assert bands[-1].high is None


def test_the_midpoint_lies_in_its_band() -> None:
    for band in list_workforce_bands().values():
        assert band.low <= band.midpoint
        assert band.high is None or band.midpoint <= band.high


def test_every_label_is_read_back_as_its_code() -> None:
    for code, band in list_workforce_bands().items():
        assert find_band_code(band.label) == code
        assert find_band_code(code) == code


def test_english_labels_are_read_back_too() -> None:
    use_language("en")
    try:
        labels = {code: band.label for code, band in list_workforce_bands().items()}
    finally:
        use_language("fr")
    assert labels["12"] == "20 to 49 employees"
    assert all(
        find_band_code(label) == code
        for code, label in labels.items()
        if code > "00" and code != "NN"
    )


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("50 à 99 salariés", "21"),
        ("20-49", "12"),
        ("entre 10 et 19", "11"),
        ("1 ou 2", "01"),
        ("1 000 à 1 999 salariés", "42"),
        ("10 000 salariés et plus", "53"),
        ("plus de 10 000 personnes", "53"),
        ("7 salariés", "03"),
        ("0 salarié", "00"),
        ("Aucun salarié", "NN"),
        ("nn", "NN"),
    ],
)
def test_what_people_write_finds_its_band(written: str, code: str) -> None:
    assert find_band_code(written) == code


@pytest.mark.parametrize(
    "written",
    [
        "",
        "abc",
        "3",
        "0",
        "10 à 49 salariés",
        "20 et plus",
        "moins de 10 salariés",
        "7",
        "3 sites, 5 salariés",
    ],
)
def test_what_is_ambiguous_is_not_guessed(written: str) -> None:
    assert find_band_code(written) is None


@given(st.integers(min_value=1, max_value=50_000))
def test_a_number_of_employees_falls_in_the_band_that_contains_it(count: int) -> None:
    code = find_band_code(f"{count} salariés")
    assert code is not None
    band = list_workforce_bands()[code]
    assert band.low <= count
    assert band.high is None or count <= band.high
