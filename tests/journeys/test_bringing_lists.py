"""A list of one's own, from the file to the directory and back."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.page_checks import find_axe_violations
from tests.journeys.workbench import Workbench
from tests.plain import plain
from tests.web.directory.list_files import write_csv
from tests.web.visitors import World

from maillon_web.directory.models import Actor, ListImport, Presence

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]

SIAE = Path(__file__).resolve().parents[2] / "../shared/data/siae/siae.csv"
NEW = "Exemple fictif de lainerie"
WRONG_SIRET = "80746931700019"
ROWS = (
    (NEW, "80746931700018", "Felletin", "23500", "1 rue fictive", "Boutique fictive", "oui"),
    ("Exemple fictif double 1", "", "Aubusson", "23200", "", "", "non"),
    ("Exemple fictif au mauvais numéro", WRONG_SIRET, "Felletin", "23500", "", "", ""),
    ("", "75187049400026", "Felletin", "23500", "", "", ""),
)


def go_on(page: Page, title: str) -> None:
    """Continue, and come to the next question, whose page has no accessibility fault."""
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert find_axe_violations(page) == []


def upload(page: Page, address: str, content: bytes, label: str) -> None:
    """Give a file and what it is."""
    page.goto(address)
    page.get_by_role("link", name="Importer une liste").first.click()
    page.get_by_label("Votre liste").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_label("Nom de la liste").fill(label)
    go_on(page, "Que contient chaque colonne ?")


def write(page: Page) -> None:
    """Ask for the list to be written, and confirm."""
    page.get_by_role("link", name="Importer dans l’annuaire").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Importer «")
    page.get_by_role("button", name="Importer dans l’annuaire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La liste est dans l’annuaire")


def undo(page: Page) -> None:
    """Take the whole import back."""
    page.get_by_role("link", name="Annuler cet import").click()
    page.get_by_role("button", name="Annuler cet import").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L’import est annulé")


def read_rejects(page: Page) -> list[dict[str, str]]:
    """Take the file of the rows to mend, as a spreadsheet reads it."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger en CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), dialect=csv.Sniffer().sniff(text[:2000])))


def test_a_list_is_read_checked_written_and_taken_back(workbench: Workbench, world: World) -> None:
    filiere = world.own.filiere
    before = Actor.objects.count()
    page = workbench.enter(world.users["contributor"]).open("/")
    upload(page, f"{workbench.address}/filieres/{filiere.pk}/annuaire/listes/", write_csv(ROWS),
           "Carnet fictif")  # fmt: skip
    go_on(page, "Que veulent dire ces mots ?")
    word = page.get_by_role("listitem").filter(has_text="Boutique fictive")
    word.get_by_role("combobox").select_option(index=1)
    go_on(page, "Relisez avant d’importer")
    assert Actor.objects.count() == before, "nothing is written before one has read it again"
    # "Exemple fictif double 1" is recognised; two others look like a known actor, and are not.
    for number, name in ((2, NEW), (4, "Exemple fictif au mauvais numéro")):
        row = page.locator(f"#row-{number}")
        expect(row).to_contain_text(name)
        row.get_by_role("button", name=re.compile("^C’en est un autre")).click()
        expect(page.locator("#announcer")).to_contain_text(name)
    page.get_by_role("link", name=re.compile("Refusé")).click()
    expect(page.get_by_role("table", name=re.compile("Lignes de la liste"))).to_be_visible()
    rejected = read_rejects(page)
    assert any(WRONG_SIRET in row.values() for row in rejected)
    write(page)
    assert Presence.objects.filter(filiere=filiere, actor__name=NEW).exists()
    undo(page)
    assert not Presence.objects.filter(filiere=filiere, actor__name=NEW).exists()
    assert Actor.objects.filter(merged_into=None).count() == before


def damage(content: bytes) -> tuple[bytes, str]:
    """Return the list with one wrong SIRET, as a hand writes it, and that SIRET."""
    lines = content.decode("utf-8").splitlines(keepends=True)
    siret, rest = lines[1].split(",", 1)
    wrong = siret[:-1] + str((int(siret[-1]) + 1) % 10)
    lines[1] = f"{wrong},{rest}"
    return "".join(lines).encode(), wrong


@pytest.mark.realdata
def test_the_list_of_inclusive_structures_enters_but_for_the_wrong_siret(
    workbench: Workbench, world: World
) -> None:
    if not SIAE.exists():
        pytest.skip("the real list is not beside the project")
    content, wrong = damage(SIAE.read_bytes())
    filiere = world.own.filiere
    page = workbench.enter(world.users["lead"]).open("/")
    page.set_default_timeout(120_000)
    upload(page, f"{workbench.address}/filieres/{filiere.pk}/annuaire/listes/", content,
           "Structures inclusives")  # fmt: skip
    page.get_by_role("button", name="Continuer").click()
    heading = page.get_by_role("heading", level=1)
    while plain(heading.inner_text()) == "Que veulent dire ces mots ?":
        page.get_by_role("button", name=re.compile("^Continuer")).click()
        page.wait_for_load_state()
    expect(heading).to_have_text("Relisez avant d’importer", timeout=120_000)
    rejected = read_rejects(page)
    assert any(wrong in row.values() for row in rejected)
    write(page)
    made = ListImport.objects.get(label="Structures inclusives")
    assert made.summary["created"] > 3500
    undo(page)
    assert not Presence.objects.filter(filiere=filiere, origin__startswith="list").exists()
