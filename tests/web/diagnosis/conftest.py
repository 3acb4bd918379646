"""A filière whose diagnostic needs no register: a bundled case."""

import pytest

from maillon.domain.jobs import SilentProgress
from maillon.reference.filieres import get_filiere
from maillon_web.diagnosis.services import refresh
from maillon_web.filieres.library import describe_stages
from maillon_web.filieres.models import Filiere, FiliereVisibility, Stage

CASE = {
    "territory_key": "epci:200044014",
    "territory_name": "CC Creuse Grand Sud",
    "template_key": "laine",
}


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    """An empty home for each test: no register, no list, no file rendered before."""
    settings.HOME = tmp_path
    monkeypatch.setenv("MAILLON_HOME", str(tmp_path))
    return tmp_path


def follow_case(filiere: Filiere) -> Filiere:
    """Give a filière the territory and the chain of the case."""
    filiere.stages.all().delete()
    for position, values in enumerate(describe_stages(get_filiere("laine"))):
        Stage.objects.create(filiere=filiere, position=position, **values)
    Filiere.objects.filter(pk=filiere.pk).update(**CASE)
    filiere.refresh_from_db()
    return filiere


@pytest.fixture
def wool(filiere):
    """A filière on the wool of the Creuse, not yet diagnosed; only members know of it."""
    return follow_case(filiere)


@pytest.fixture
def diagnosed(wool):
    """The same with its diagnostic."""
    refresh(wool, SilentProgress())
    return wool


@pytest.fixture
def public_wool(public_filiere):
    """The same, diagnosed and public."""
    assert public_filiere.visibility == FiliereVisibility.PUBLIC
    refresh(follow_case(public_filiere), SilentProgress())
    return public_filiere
