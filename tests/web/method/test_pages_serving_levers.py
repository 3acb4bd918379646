from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override

from maillon.reference.method import get_method
from maillon_web.method.serving import PAGES, SERVING, write_lever_table

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "leviers.md"


def test_every_lever_of_the_guide_has_a_page_that_serves_it():
    assert set(SERVING) == {lever.key for lever in get_method().levers}
    assert all(SERVING.values())


def test_every_page_of_the_map_serves_a_lever():
    assert {key for keys in SERVING.values() for key in keys} == set(PAGES)


@pytest.mark.parametrize("key", sorted(PAGES))
def test_every_serving_page_exists(key):
    assert reverse(PAGES[key].url_name, args=[1]).startswith("/filieres/1/")


def test_the_page_of_the_documentation_is_up_to_date():
    with override("fr"):
        assert PAGE.read_text(encoding="utf-8") == write_lever_table(get_method())
