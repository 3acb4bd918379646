import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.reports.sample import make_sample, make_shapes

from maillon.reports import render_html

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
WIDTHS = [375, 1280]
DOCUMENTS = {
    "chain": make_sample(),
    "ecosystem": make_sample(kind="ecosystem", actor_count=400, verbosity=3),
    "empty": make_sample(actor_count=0, audience="public"),
    "english": make_sample(language="en"),
}


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    path = os.environ.get("MAILLON_CHROMIUM") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no browser: scripts/install_browser.sh says how to get one")
        pytest.skip("no browser: scripts/install_browser.sh says how to get one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, document in DOCUMENTS.items():
        page = render_html(document, shapes=None if name == "empty" else make_shapes())
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


def open_page(browser, folder: Path, name: str, width: int):
    page = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto((folder / f"{name}.html").as_uri())
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_page_has_no_accessibility_fault_and_no_horizontal_scroll(browser, folder, name, width):
    page = open_page(browser, folder, name, width)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_explanations_have_no_accessibility_fault_once_opened(browser, folder, width):
    page = open_page(browser, folder, "chain", width)
    page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_first_key_press_offers_to_skip_to_the_content(browser, folder):
    page = open_page(browser, folder, "chain", 1280)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Aller au contenu"
    assert focused.is_visible()
    assert focused.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.close()


def test_a_number_opens_its_explanation_from_the_keyboard(browser, folder):
    page = open_page(browser, folder, "chain", 375)
    link = page.locator(".totals a").first
    explanation = page.locator('[id="fig-total.establishments"]')
    assert not explanation.is_visible()
    link.focus()
    page.keyboard.press("Enter")
    explanation.wait_for(state="visible")
    assert "Nombre d’établissements distincts" in explanation.inner_text()
    page.go_back()
    assert page.url.endswith("chain.html")
    page.close()


def test_wide_tables_scroll_inside_their_own_region(browser, folder):
    page = open_page(browser, folder, "chain", 375)
    region = page.get_by_role("region", name="Établissements de chaque maillon")
    assert region.evaluate("item => item.scrollWidth > item.clientWidth")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    assert region.evaluate("item => item.scrollLeft") > 0
    page.close()


def test_the_chain_is_drawn_upright_on_a_telephone(browser, folder):
    wide, narrow = (open_page(browser, folder, "chain", width) for width in (1280, 375))
    assert wide.locator(".wide svg").is_visible()
    assert not wide.locator(".narrow svg").is_visible()
    assert narrow.locator(".narrow svg").is_visible()
    assert not narrow.locator(".wide svg").is_visible()
    wide.close()
    narrow.close()


def test_the_page_asks_the_network_for_nothing(browser, folder):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "chain.html").as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()
