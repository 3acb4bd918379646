"""Numbers, sums and dates follow the language of the page."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

FIGURE = {
    "label": "Établissements au tri",
    "value": 1234,
    "unit": "établissements",
    "range": None,
    "is_protected": False,
}


def write(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("source", "french", "english"),
    [
        ("{{ 12345.6|number }}", "12\u202f346", "12,346"),
        ("{{ 0.461|percent }}", "46\u202f%", "46%"),
        ("{{ 0.461|percent:1 }}", "46,1\u202f%", "46.1%"),
        ("{{ 1200|money }}", "1\u202f200\u00a0€", "€1,200"),
        ("{{ loss|money:2 }}", "\u221212,50\u00a0€", "\u2212€12.50"),
        ("{{ 3|quantity:'salariés' }}", "3\u00a0salariés", "3\u00a0salariés"),
    ],
)
def test_a_number_is_written_as_in_the_language(source, french, english):
    with translation.override("fr"):
        assert write(source, loss=-12.5) == french
    with translation.override("en"):
        assert write(source, loss=-12.5) == english


@pytest.mark.parametrize("name", ["number", "percent", "quantity", "money", "day", "moment"])
def test_nothing_is_written_as_a_dash(name):
    assert write("{{ value|" + name + " }}", value=None) == "–"


def test_a_day_is_written_in_words():
    with translation.override("fr"):
        assert write("{{ value|day }}", value=date(2026, 11, 1)) == "1er\u00a0novembre 2026"
        assert write("{{ value|day }}", value="2026-11") == "novembre 2026"
    with translation.override("en"):
        assert write("{{ value|day }}", value=date(2026, 11, 22)) == "22\u00a0November 2026"


def test_a_moment_is_written_at_the_hour_of_the_place():
    late = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)
    with translation.override("fr"):
        assert write("{{ value|moment }}", value=late) == "1er\u00a0août 2026 à 00:30"
        assert write("{{ value|day }}", value=late) == "1er\u00a0août 2026"


def test_a_siret_is_written_in_its_groups():
    assert write("{{ '12345678900012'|siret }}") == "123\u202f456\u202f789\u202f00012"


def test_a_figure_leads_to_its_explanation_and_says_so():
    html = write("{% figure figure '/chiffre/' %}", figure=FIGURE)
    assert 'href="/chiffre/"' in html
    assert "data-figure" in html
    assert "1\u202f234\u00a0établissements" in html
    assert "Établissements au tri" in html


def test_a_figure_without_explanation_is_no_link():
    html = write("{% figure figure is_bare=True %}", figure=FIGURE)
    assert "<a" not in html
    assert "1\u202f234<" in html


def test_a_protected_figure_never_shows_its_value():
    html = write("{% figure figure '/x/' %}", figure=FIGURE | {"is_protected": True})
    assert "234" not in html


def test_the_words_of_a_figure_are_escaped():
    html = write("{% figure figure '/x/' %}", figure=FIGURE | {"label": "<script>"})
    assert "<script>" not in html
