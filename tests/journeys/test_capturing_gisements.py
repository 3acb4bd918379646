"""A gisement is declared, led to what can be had, captured, and its shares are read."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.page_checks import find_axe_violations
from tests.journeys.walking import press, type_in
from tests.journeys.workbench import Workbench
from tests.web.visitors import World

from maillon_web.gisements.models import Capture, Gisement

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]


def save(page: Page) -> None:
    press(page, page.get_by_role("button", name="Enregistrer"))


def test_a_gisement_is_declared_captured_and_its_shares_are_read(
    workbench: Workbench, world: World
) -> None:
    walker = workbench.enter(world.users["contributor"])
    page = walker.open(f"/filieres/{world.own.filiere.pk}/gisements/ajouter/")
    type_in(page, page.get_by_label("Matière", exact=False), "Laine fictive")
    page.get_by_label("Quantité", exact=True).fill("200")
    page.get_by_label("Source", exact=False).fill("Entretien fictif")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Laine fictive")

    page.get_by_role("link", name="Dire ce qu’on peut en tirer").click()
    page.get_by_label("Part mobilisable (%)").fill("50")
    save(page)
    expect(page.locator("main")).to_contain_text("100")

    page.get_by_role("link", name="Inscrire qui en capte").click()
    page.get_by_label("ou une autre organisation").fill("Exemple fictif")
    page.get_by_label("Quantité (t)").fill("50")
    page.get_by_label("Commande publique (marché, lot ou clause)").check()
    save(page)
    expect(page.locator("main")).to_contain_text("L’ESS capte 25")
    capture = Capture.objects.get(organisation="Exemple fictif", quantity=50)
    assert capture.gisement == Gisement.objects.get(matter="Laine fictive")

    page.locator(".trail").get_by_role("link", name="Gisements").click()
    page.get_by_role("link", name="Qui capte quoi ?").click()
    expect(page.locator("main")).to_contain_text("L’ESS capte 25")
    expect(page.locator("main")).to_contain_text("personne ne dit où cela va")
    page.locator("main details summary").first.click()
    expect(page.locator("main details").first).to_contain_text("Exemple fictif")
    assert find_axe_violations(page) == []
