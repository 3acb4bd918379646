"""Homes shared by the tests of studies and of the command."""

from pathlib import Path

import pytest
from tests.studies.made_up_country import build_home, copy_home

from maillon.domain.language import use_language


@pytest.fixture(autouse=True)
def french() -> None:
    """Begin in French, whatever the language of the last page that another test asked for."""
    use_language("fr")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, the one of the command too."""
    folder = tmp_path / "home"
    monkeypatch.setenv("MAILLON_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def country_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where the made-up country is imported; to be read only."""
    folder = tmp_path_factory.mktemp("country")
    return build_home(folder / "home", folder / "files")


@pytest.fixture
def own_home(country_home: Path, home: Path) -> Path:
    """A copy of the country that the test may change, the home of the command too."""
    return copy_home(country_home, home)
