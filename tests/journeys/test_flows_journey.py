"""Three flows entered with the keyboard alone, their account, their drawing, and one undone."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.page_checks import find_axe_violations
from tests.journeys.walking import focus_on, press, type_in
from tests.journeys.workbench import Workbench
from tests.web.visitors import World

from maillon_web.flows.models import MatterFlow

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]

MATTER = "Laine fictive"
YEAR = 2031


def pick(page: Page, label: str, wanted: str) -> None:
    """Reach a list by Tab, and go down it by the arrows."""
    field = page.locator("#quick").get_by_label(label)
    focus_on(page, field)
    page.keyboard.press("Home")
    options: list[str] = field.locator("option").all_text_contents()
    for _step in range(options.index(wanted)):
        page.keyboard.press("ArrowDown")
    assert field.evaluate("element => element.selectedOptions[0].textContent") == wanted


def enter(page: Page, ends: tuple[str, str], value: str) -> None:
    """Fill the line of a flow, as it stands after the one before."""
    line = page.locator("#quick")
    if line.get_by_label("De", exact=False).first.input_value() == "":
        pick(page, "De", ends[0])
    pick(page, "Vers", ends[1])
    if line.get_by_label("Matière").input_value() != MATTER:
        type_in(page, line.get_by_label("Matière"), MATTER)
        type_in(page, line.get_by_label("Année"), str(YEAR))
    if value:
        type_in(page, line.get_by_label("Quantité"), value)
        pick(page, "D’où vient ce chiffre ?", "Pesé ou mesuré, et vérifié")
    press(page, line.get_by_role("button", name="Ajouter"))
    expect(page.get_by_role("status").first).to_contain_text("Flux ajouté")


def test_three_flows_make_an_account_and_a_drawing_and_one_is_undone(
    workbench: Workbench, world: World
) -> None:
    filiere = world.own.filiere
    first, second = (stage.label for stage in filiere.stages.all()[:2])
    walker = workbench.enter(world.users["contributor"])
    page = walker.open(f"/filieres/{filiere.pk}/flux/")
    if MatterFlow.objects.filter(filiere=filiere).exists():
        press(page, page.locator("#quick > summary"))
    enter(page, ("Hors du territoire", first), "100")
    enter(page, (first, second), "96")
    enter(page, (second, "Hors du territoire"), "")
    assert MatterFlow.objects.filter(matter=MATTER, year=YEAR).count() == 3

    page.get_by_role("link", name="Le compte", exact=True).click()
    expect(page.locator("main .lead")).to_contain_text("Oui")
    expect(page.locator("main")).to_contain_text("Fait avec les 3 flux que vous pouvez voir.")
    expect(page.locator("main tbody tr").last).to_contain_text("déduit des autres")
    page.locator("main tbody summary").last.press("Enter")
    expect(page.locator("main tbody details[open]")).to_contain_text("Personne ne l’a mesuré")

    page.get_by_role("link", name="Le dessin", exact=True).click()
    expect(page.locator(".is-wide svg a.sankey-flow")).to_have_count(3)
    assert find_axe_violations(page) == []
    page.get_by_role("link", name="Passer le dessin").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(MATTER)

    walker.go(page, f"/filieres/{filiere.pk}/historique/")
    page.get_by_role("link", name="Annuler ce changement").first.click()
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert MatterFlow.objects.filter(matter=MATTER, year=YEAR).count() == 2
    walker.check()
