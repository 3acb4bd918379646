"""A made-up plan, and where its pages are."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.plan.models import Action
from maillon_web.plan.services.actions import create_action

Make = Callable[..., Action]


@pytest.fixture
def make_action(filiere, people) -> Make:
    """Write a made-up action, by who leads."""

    def make(title: str = "Action fictive", **fields: Any) -> Action:
        return create_action(fields.pop("filiere", filiere), people.lead, title, **fields)

    return make


@pytest.fixture
def today() -> date:
    """The day of the server."""
    return timezone.localdate()


@pytest.fixture
def yesterday(today) -> date:
    """The day before."""
    return today - timedelta(days=1)


@pytest.fixture
def opened(filiere, people) -> Opened:
    """The filière as who leads it uses it."""
    return open_as(people.lead, filiere)


def open_as(user: User, filiere: Filiere) -> Opened:
    return open_filiere(reader=user, filiere_id=filiere.pk)


def address(name: str, filiere: Filiere, *numbers: int) -> str:
    return reverse(f"plan:{name}", args=[filiere.pk, *numbers])


def plain(text: str) -> str:
    """Return a text without the spaces of French typography."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def read(client, name: str, filiere: Filiere, *numbers: int, **query: Any) -> str:
    return plain(client.get(address(name, filiere, *numbers), query).content.decode())
