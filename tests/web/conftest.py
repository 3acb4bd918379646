"""Fixtures of the workbench's tests."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation
from tests.web.people import People, make_filiere, make_people

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere, FiliereVisibility


@pytest.fixture(autouse=True)
def _french_pages() -> Iterator[None]:
    """Begin in French, whatever the language of the last page of another test."""
    with translation.override("fr"):
        yield


@pytest.fixture
def people(db) -> People:
    """One person for each role, and a stranger."""
    return make_people()


@pytest.fixture
def filiere(people: People) -> Filiere:
    """A filière that only its members know of."""
    return make_filiere(people)


@pytest.fixture
def public_filiere(people: People) -> Filiere:
    """A filière that everybody may read."""
    return make_filiere(
        people, name="Filière publique fictive", visibility=FiliereVisibility.PUBLIC
    )


@pytest.fixture
def as_user() -> Callable[[User | None], Client]:
    """Open a browser signed in as somebody, or as nobody."""

    def open_as(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_as
