"""Every figure opens, by mouse and by keyboard; the note that one takes away says the same."""

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journeys.page_checks import find_axe_violations
from tests.journeys.walking import focus_on, press
from tests.journeys.workbench import Workbench
from tests.web.visitors import World

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]


def open_results(workbench: Workbench, world: World) -> Page:
    path = f"/filieres/{world.own.filiere.pk}/diagnostic/"
    return workbench.enter(world.users["reader"], accept_downloads=True).open(path)


def read_value(link: Locator) -> str:
    """Return what a figure shows, without the words that only a screen reader says."""
    return str(link.evaluate("link => link.firstChild.textContent.trim()"))


def flatten(text: str) -> str:
    """Return a text whose blanks are all alike: a PDF and a page do not break lines alike."""
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_a_figure_opens_by_mouse_and_says_where_it_comes_from(
    workbench: Workbench, world: World
) -> None:
    page = open_results(workbench, world)
    link = page.locator("main a[data-figure]").first
    value = read_value(link)
    link.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator(".figure-large")).to_contain_text(value)
    for part in ("Calcul", "Sources"):
        expect(dialog.locator("dt", has_text=part).first).to_be_visible()
    assert find_axe_violations(page) == []
    dialog.get_by_role("button", name="Fermer").click()
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_a_figure_opens_and_closes_with_the_keyboard_alone(
    workbench: Workbench, world: World
) -> None:
    page = open_results(workbench, world)
    link = page.locator("main a[data-figure]").nth(1)
    value = read_value(link)
    press(page, link)
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".figure-large")).to_contain_text(value)
    for _step in range(6):
        page.keyboard.press("Tab")
        is_inside = "dialog => dialog.contains(document.activeElement) || !document.hasFocus()"
        assert dialog.evaluate(is_inside) or page.evaluate(
            "document.activeElement === document.body"
        ), "the focus leaves the open figure"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_without_scripts_a_figure_is_a_page(workbench: Workbench, world: World) -> None:
    walker = workbench.enter(world.users["reader"], java_script_enabled=False)
    page = walker.open(f"/filieres/{world.own.filiere.pk}/diagnostic/")
    link = page.locator("main a[data-figure]").first
    value = read_value(link)
    link.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text(value)
    expect(page.locator("main")).to_contain_text("Calcul")


def test_the_note_in_pdf_says_the_figures_of_the_page(workbench: Workbench, world: World) -> None:
    page = open_results(workbench, world)
    tiles = [
        f"{tile.locator('p').inner_text()} {read_value(tile.locator('.figure-large'))}"
        for tile in page.locator(".figure-tile").all()
    ]
    assert tiles
    focus_on(page, page.locator("summary", has_text="Télécharger"))
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("link", name="Note à lire ou imprimer").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"%PDF")
    assert download.value.suggested_filename.endswith(".pdf")
    with pypdfium2.PdfDocument(content) as document:
        text = " ".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    note = flatten(text)
    assert [tile for tile in tiles if flatten(tile) not in note] == [], "the note says otherwise"
