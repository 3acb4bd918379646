"""Every page, as people need it: by screen reader, enlarged, on a telephone, in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from tests.journeys.conftest import Seed
from tests.journeys.more_to_see import Sights, make_sights
from tests.journeys.page_checks import (
    find_axe_violations,
    find_moving,
    measure,
    settle,
    watch_requests,
)
from tests.journeys.page_list import EXCUSED, Visit, find_path, list_visits
from tests.journeys.walking import Walker
from tests.journeys.workbench import Workbench, copy_base, live_in, use_base
from tests.studies.made_up_country import copy_home
from tests.web.address_table import ADDRESSES

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]

# 640 is what 1280 becomes at a zoom of 200 %; what holds at 320 holds on any telephone.
WIDTHS = (640, 320)
HEIGHT = 900
VISITS = {visit.name: visit for visit in list_visits()}
# In every language and theme: a home, a table, a form, a drawing, a dialog's page.
ALL_COLOURS = ("home:home", "filieres:overview", "diagnosis:results", "diagnosis:figure")
# In the other language and theme: the colours are those of the components, which pages share.
IN_ENGLISH_AND_DARK = frozenset(sorted(VISITS)[::3])
# An image without words, a text that is cut, a link that goes away, something wide, a movement.
_SPOIL = """() => {
  const main = document.querySelector("main");
  main.insertAdjacentHTML("beforeend",
    "<img src='data:,'><p>Un texte fictif trop long</p><a href='/introuvable/'>Là</a><hr>");
  const [text, , wide] = [...main.children].slice(-3);
  Object.assign(text.style, { width: "3rem", overflow: "hidden", whiteSpace: "nowrap" });
  Object.assign(wide.style, { width: "400px" });
  const narrow = new CSSStyleSheet();
  narrow.replaceSync("@media (max-width: 400px) { a[href='/introuvable/'] { display: none } }");
  document.adoptedStyleSheets.push(narrow);
  wide.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 60000 });
}"""


class Album:
    """The open browsers, one for each visitor, language and theme."""

    def __init__(self, workbench: Workbench, sights: Sights) -> None:
        self.sights = sights
        self._workbench = workbench
        self._pages: dict[tuple[str, str, str], tuple[Walker, Page]] = {}

    def turn_to(self, visit: Visit, *, language: str = "fr", theme: str = "light") -> Page:
        """Show a page, all of it."""
        key = visit.visitor, language, theme
        if key not in self._pages:
            walker = self._workbench.enter(
                self.sights.users[visit.visitor], language=language, theme=theme
            )
            watch_requests(walker.context)
            self._pages[key] = walker, walker.open("about:blank")
        walker, page = self._pages[key]
        walker.faults.clear()
        page.set_viewport_size({"width": 1280, "height": HEIGHT})
        path = find_path(self.sights, visit.name)
        response = walker.go(page, path)
        assert response is not None
        assert response.status == visit.status
        assert page.url == walker.address + path, "this address leads elsewhere"
        settle(page)
        faults, walker.faults = walker.faults, []
        expected = str(visit.status)
        assert [fault for fault in faults if visit.status == 200 or expected not in fault] == []
        return page


@pytest.fixture(scope="module")
def album(
    seed: Seed,
    address: str,
    browser: Browser,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Album]:
    """The pages of one workbench, where there is something to see on each."""
    folder = tmp_path_factory.mktemp("album")
    base = copy_base(seed.path, folder / "base.sqlite3")
    home = copy_home(seed.home, folder / "home")
    with django_db_blocker.unblock(), live_in(home), use_base(base):
        workbench = Workbench(address, browser)
        yield Album(workbench, make_sights(seed.world))
        workbench.close()


def test_every_address_is_a_page_or_says_why_not() -> None:
    readable = {name for name, row in ADDRESSES.items() if "get" in row.methods}
    assert sorted(readable - set(VISITS) - set(EXCUSED)) == []
    assert sorted(set(EXCUSED) - readable) == [], "these excuses speak of addresses that are gone"


def test_the_checks_see_what_is_wrong(album: Album) -> None:
    """Checks that find nothing on any page prove something only if they can find."""
    page = album.turn_to(VISITS["home:privacy"])
    page.evaluate(_SPOIL)
    assert any(fault.startswith("image-alt") for fault in find_axe_violations(page))
    assert len(find_moving(page)) == 1
    before = measure(page)
    assert any("trop long" in element for element in before.cut)
    page.set_viewport_size({"width": 320, "height": HEIGHT})
    after = measure(page)
    assert after.is_too_wide
    assert any("/introuvable/" in control for control in before.controls - after.controls)


@pytest.mark.parametrize("name", sorted(EXCUSED))
def test_what_is_excused_is_no_page(album: Album, name: str) -> None:
    client: Client = album.sights.world.open_as("lead")
    response = client.get(find_path(album.sights, name))
    is_page = response.status_code == 200 and b"<html" in b"".join(response)
    assert not is_page


@pytest.mark.parametrize("name", sorted(VISITS))
def test_a_page_serves_everybody(album: Album, name: str) -> None:
    page = album.turn_to(VISITS[name])
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.locator("h1").count() == 1
    assert page.title().removesuffix(" – Maillon").strip() not in {"", "Maillon"}
    assert find_moving(page) == []
    assert find_axe_violations(page) == []
    controls = measure(page).controls
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        seen = measure(page)
        assert not seen.is_too_wide, f"the page scrolls sideways at {width} px"
        assert seen.cut == [], f"at {width} px"
        assert sorted(controls - seen.controls) == [], f"lost at {width} px"
    if name not in IN_ENGLISH_AND_DARK:
        return
    page = album.turn_to(VISITS[name], language="en", theme="dark")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert find_axe_violations(page) == []


@pytest.mark.parametrize(("language", "theme"), [("fr", "dark"), ("en", "light")])
@pytest.mark.parametrize("name", ALL_COLOURS)
def test_colours_hold_in_the_other_language(
    album: Album, name: str, language: str, theme: str
) -> None:
    page = album.turn_to(VISITS[name], language=language, theme=theme)
    assert find_axe_violations(page) == []
