"""The pages: which document, how far it is filled, who sees what."""

import pytest
from django.urls import reverse

from maillon.reference.papers import list_paper_templates

KEYS = [template.key for template in list_paper_templates()]


def test_every_document_is_listed_with_what_is_left(wool, written, people, as_user):
    response = as_user(people.reader).get(reverse("documents:list", args=[wool.pk]))
    assert response.status_code == 200
    lines = response.context["lines"]
    assert [line.template.key for line in lines] == KEYS
    assert all(0 < line.coverage.filled <= line.coverage.total for line in lines)


@pytest.mark.parametrize("key", KEYS)
def test_every_document_is_shown_with_its_blanks(key, wool, written, people, as_user):
    response = as_user(people.reader).get(reverse("documents:prepare", args=[wool.pk, key]))
    assert response.status_code == 200
    assert response.context["draft"].paper.title in response.content.decode()
