"""From the spreadsheet that a ressourcerie keeps to where the filière stands, and a correction."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.journeys.page_checks import find_axe_violations
from tests.journeys.walking import press, type_in
from tests.journeys.workbench import Workbench
from tests.web.visitors import World

from maillon_web.weighings.models import Weighing

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]

TEXT = (
    "Ressourcerie fictive\n\nDate;Entrée / Sortie;Flux;Poids (kg);Destination;Site\n"
    "05/03/2026;Sortie;Mobilier;1200;Vente;Atelier du journal\n"
    "06/03/2026;Sortie;Mobilier;300;Enfouissement;Atelier du journal\n"
)


def test_a_spreadsheet_becomes_a_bilan_and_a_mistake_is_corrected(
    workbench: Workbench, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "pesees.csv"
    file.write_text(TEXT, encoding="utf-8")
    walker = workbench.enter(world.users["contributor"])
    page = walker.open(f"/filieres/{world.own.filiere.pk}/pesees/importer/")
    page.get_by_label("Votre tableau de pesées").set_input_files(file)
    page.get_by_role("button", name="Lire ce tableau").click()
    expect(page.locator("main")).to_contain_text("2 pesées à ajouter")
    page.get_by_role("button", name="Ajouter 2 pesées au journal").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Où en est-on")
    tile = page.locator("details", has_text="Taux de réemploi")
    tile.locator("summary").click()
    expect(tile).to_contain_text("divisé par tout ce qui sort")
    assert find_axe_violations(page) == []

    page.get_by_role("link", name="Élimination").last.click()
    # The keyboard alone, as one who weighs all day.
    press(page, page.get_by_role("link", name="Corriger").first)
    weight = page.get_by_label("Poids")
    weight.fill("")
    type_in(page, weight, "30")
    press(page, page.get_by_role("button", name="Enregistrer la correction"))
    expect(page.locator("main")).to_contain_text("celle qui compte")
    assert Weighing.objects.filter(kilograms=300, is_replaced=True).exists()
