"""A filière whose diagnostic needs no register, with made-up records to quote."""

import pytest
from tests.web.diagnosis.conftest import follow_case
from tests.web.documents.objects import fill

from maillon.domain.jobs import SilentProgress
from maillon_web.diagnosis.services import refresh


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    """An empty home for each test."""
    settings.HOME = tmp_path
    monkeypatch.setenv("MAILLON_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def wool(filiere):
    """The wool of the Creuse, diagnosed, without anything written."""
    follow_case(filiere)
    refresh(filiere, SilentProgress())
    return filiere


@pytest.fixture
def written(wool, people):
    """What people wrote of it: the made-up records by name."""
    return fill(wool, people)


@pytest.fixture
def public_wool(public_filiere):
    """The same, public, without anything written."""
    follow_case(public_filiere)
    refresh(public_filiere, SilentProgress())
    return public_filiere
