import pytest

from maillon.domain.formatting import (
    format_date,
    format_interval,
    format_number,
    format_percent,
    format_quantity,
    format_siret,
)
from maillon.domain.language import use_language


@pytest.fixture
def _english():
    use_language("en")
    yield
    use_language("fr")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1234, "1\u202f234"),
        (44123456, "44\u202f123\u202f456"),
        (0.5, "0,5"),
        (2.587, "2,59"),
        (12.34, "12,3"),
        (118.29, "118"),
        (0.0456, "0,046"),
        (-3.5, "\u22123,5"),
        (-0.0001, "0"),
    ],
)
def test_a_french_number_has_a_comma_and_narrow_no_break_spaces(value, text):
    assert format_number(value) == text


def test_the_caller_may_choose_the_decimals():
    assert format_number(2, 2) == "2,00"
    assert format_number(1234.567, 1) == "1\u202f234,6"


@pytest.mark.usefixtures("_english")
def test_english_writes_its_own_way():
    assert format_number(12345.5, 1) == "12,345.5"
    assert format_percent(0.463) == "46%"
    assert format_quantity(1, "employees") == "1\u00a0employee"
    assert format_quantity(0, "employees") == "0\u00a0employees"


def test_a_share_is_not_a_percentage():
    assert format_percent(0.463) == "46\u202f%"
    assert format_quantity(46, "%") == "46\u202f%"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "salariés", "0\u00a0salarié"),
        (1, "établissements", "1\u00a0établissement"),
        (2, "établissements", "2\u00a0établissements"),
        (
            1.5,
            "établissements pour 10 000 habitants",
            "1,5\u00a0établissement pour 10 000 habitants",
        ),
        (1, "km", "1\u00a0km"),
        (1, "t/an", "1\u00a0t/an"),
        (3, "", "3"),
    ],
)
def test_a_unit_agrees_with_its_number(value, unit, text):
    assert format_quantity(value, unit) == text


def test_an_unknown_bound_is_not_invented():
    assert format_interval(1480, 3020, "salariés") == "entre 1\u202f480 et 3\u202f020\u00a0salariés"
    assert format_interval(5, None) == "au moins 5"
    assert format_interval(None, 9) == "au plus 9"
    assert format_interval(None, 0) == "au plus 0"
    assert format_interval(None, None) == "sans borne connue"


@pytest.mark.parametrize(
    ("iso", "text"),
    [
        ("2026-11-22", "22\u00a0novembre 2026"),
        ("2026-11-01", "1er\u00a0novembre 2026"),
        ("2026-08", "août 2026"),
        ("2026", "2026"),
        ("2026-02-31", "2026-02-31"),
        ("2026-13", "2026-13"),
        ("version 3", "version 3"),
        ("", ""),
    ],
)
def test_a_date_is_written_in_words_and_anything_else_is_left_alone(iso, text):
    assert format_date(iso) == text


def test_a_siret_is_read_in_groups():
    assert format_siret("12345678900012") == "123\u202f456\u202f789\u202f00012"
    assert format_siret("list:essai:3") == "list:essai:3"
