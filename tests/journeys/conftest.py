"""One browser and one server for each module of journeys; a fresh base for each journey."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser
from tests.journeys.walking import open_browser
from tests.journeys.workbench import Workbench, copy_base, live_in, serve, use_base
from tests.studies.made_up_country import copy_home
from tests.web.visitors import World, make_world

from maillon_web.library.selectors.shelves import get_library
from maillon_web.library.services.indexing import ensure_index


@dataclass(frozen=True, kw_only=True)
class Seed:
    """A base that holds the visitors and the filières, and what is in it."""

    path: Path
    home: Path
    world: World


@pytest.fixture(scope="session")
def empty_base(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A base where everything is still to be done."""
    if not settings.IS_SQLITE:
        pytest.skip("the journeys go through SQLite; tests/web goes through both")
    path = tmp_path_factory.mktemp("base") / "empty.sqlite3"
    with django_db_blocker.unblock(), use_base(path):
        call_command("migrate", run_syncdb=True, verbosity=0)
    return path


@pytest.fixture(scope="session")
def shelved_home(
    empty_base: Path,
    country_home: Path,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The made-up country, with the library as a server prepares it when it starts."""
    home = copy_home(country_home, tmp_path_factory.mktemp("shelved") / "home")
    with django_db_blocker.unblock(), live_in(home), use_base(empty_base):
        ensure_index()
        # What is in its log goes into the file, which is then copied.
        get_library().close()
    return home


@pytest.fixture(scope="session")
def seed(
    empty_base: Path,
    shelved_home: Path,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Seed:
    """The visitors and their filières, each with its diagnostic, made once for all journeys."""
    folder = tmp_path_factory.mktemp("seed")
    path = copy_base(empty_base, folder / "seed.sqlite3")
    home = copy_home(shelved_home, folder / "home")
    with django_db_blocker.unblock(), live_in(home), use_base(path):
        world = make_world()
        get_library().close()
        return Seed(path=path, home=home, world=world)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of a module: the one of the reports' tests cannot be open at the same time."""
    with pytest.MonkeyPatch.context() as patch, open_browser() as browser:
        # Playwright keeps an event loop in this thread, which Django would take for its own.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the server of a module."""
    with serve() as address:
        yield address


@pytest.fixture
def workbench(
    request: pytest.FixtureRequest,
    address: str,
    browser: Browser,
    shelved_home: Path,
    django_db_blocker: Any,
    tmp_path: Path,
) -> Iterator[Workbench]:
    """A workbench with the made-up country; with the visitors too, where they are asked for."""
    is_seeded = "world" in request.fixturenames
    name = "seed" if is_seeded else "empty_base"
    source = request.getfixturevalue(name)
    base = copy_base(source.path if is_seeded else source, tmp_path / "base.sqlite3")
    home = copy_home(source.home if is_seeded else shelved_home, tmp_path / "home")
    with django_db_blocker.unblock(), live_in(home), use_base(base):
        workbench = Workbench(address, browser)
        try:
            yield workbench
        finally:
            workbench.close()


@pytest.fixture
def world(seed: Seed) -> World:
    """The visitors and their filières, as they are at the beginning of the journey."""
    return seed.world
