"""From the diagnostic to a dated plan, from minutes to tasks, from a search to a lever."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from tests.journeys.page_checks import find_axe_violations, settle
from tests.journeys.walking import press, type_in
from tests.journeys.workbench import Workbench
from tests.plain import plain
from tests.web.visitors import World

from maillon_web.gatherings.models import Meeting
from maillon_web.library.models import Contribution
from maillon_web.method.models import Evidence
from maillon_web.plan.models import Action

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]


def open_as(workbench: Workbench, world: World, who: str, path: str) -> Page:
    walker = workbench.enter(world.users[who], accept_downloads=True)
    return walker.open(f"/filieres/{world.own.filiere.pk}/{path}")


def test_the_diagnostic_of_a_stage_becomes_an_action_with_its_date(
    workbench: Workbench, world: World
) -> None:
    page = open_as(workbench, world, "contributor", "chaine/")
    stage = page.locator("main table a[href*='/chaine/']").first
    name = stage.inner_text()
    stage.click()
    add = page.get_by_role("link", name="Inscrire une action sur ce maillon")
    expect(add).to_be_visible()
    settle(page)
    press(page, add)
    type_in(page, page.get_by_label("Action", exact=False).first, "Rencontrer trois repreneurs")
    page.get_by_label("Fin", exact=True).fill("2027-06-30")
    press(page, page.get_by_role("button", name="Enregistrer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Rencontrer trois repreneurs")
    assert find_axe_violations(page) == []
    action = Action.objects.get(title="Rencontrer trois repreneurs")
    assert action.stage_key
    settle(page)
    expect(page.locator("main")).to_contain_text(name)

    page.get_by_role("link", name="Plan d’action").first.click()
    expect(page.locator("main")).to_contain_text("30 juin 2027")
    page.get_by_role("link", name="Frise").click()
    expect(page.locator("main")).to_contain_text("Rencontrer trois repreneurs")
    assert find_axe_violations(page) == []


def test_minutes_become_tasks_of_the_plan_with_the_keyboard_alone(
    workbench: Workbench, world: World
) -> None:
    page = open_as(workbench, world, "contributor", "rencontres/")
    press(page, page.get_by_role("link", name="Prévoir une rencontre"))
    type_in(page, page.get_by_label("Titre"), "Comité de mars")
    page.get_by_label("Début").fill("2026-03-05T09:00")
    press(page, page.get_by_role("button", name="Enregistrer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Comité de mars")
    assert find_axe_violations(page) == []

    press(page, page.get_by_role("link", name="Ajouter un point à l’ordre du jour"))
    type_in(page, page.get_by_label("Point"), "Le lavage")
    press(page, page.get_by_role("button", name="Enregistrer"))
    press(page, page.get_by_role("link", name="Écrire ce qui s’est dit"))
    type_in(page, page.get_by_label("Ce qui s’est dit"), "Personne ne lave sur place.")
    press(page, page.get_by_role("button", name="Enregistrer"))
    press(page, page.get_by_role("link", name="Ajouter une décision"))
    type_in(page, page.get_by_label("Décision"), "Étudier une laverie commune")
    press(page, page.get_by_role("button", name="Enregistrer"))

    press(page, page.get_by_role("link", name="Confier une tâche").first)
    type_in(page, page.get_by_label("Ce qu’il faut faire"), "Consulter trois laveries")
    page.get_by_label("Pour le").fill("2026-06-30")
    press(page, page.get_by_role("button", name="Enregistrer"))
    expect(page.locator("main")).to_contain_text("Personne ne lave sur place.")
    press(page, page.get_by_role("link", name="Consulter trois laveries"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Consulter trois laveries")
    expect(page.locator("main")).to_contain_text("30 juin 2026")
    action = Action.objects.get(title="Consulter trois laveries")
    assert action.meeting_task.meeting == Meeting.objects.get(title="Comité de mars")


def test_a_search_leads_to_a_lever_and_the_case_is_kept_as_evidence(
    workbench: Workbench, world: World
) -> None:
    walker = workbench.enter(world.users["contributor"])
    # Who reads fast leaves a page before its last part has come: the browser says so.
    walker.awaited += ["htmx:sendAbort", "htmx:afterRequest"]
    page = walker.open("/bibliotheque/")
    type_in(page, page.get_by_label("Que cherchez-vous"), "chartes laine")
    expect(page.locator("#found h3 a").first).to_contain_text("charte")
    settle(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    settle(page)
    press(page, page.locator("#found h3 a").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("charte")
    assert find_axe_violations(page) == []
    press(page, page.get_by_role("link", name="Citer comme preuve d’un levier").first)
    keep = page.get_by_role("link", name="Garder ce cas").first
    expect(keep).to_be_visible()
    settle(page)
    press(page, keep)
    press(page, page.get_by_role("button", name="Enregistrer"))
    expect(page.locator("main")).to_contain_text("Cas comparable")
    kept = Evidence.objects.get(text__contains="charte")
    assert plain(kept.text).startswith("Cas comparable : ")
    settle(page)
    assert "/bibliotheque/fiches/" in kept.address


def test_a_contribution_is_reviewed_then_found_by_everybody(
    workbench: Workbench, world: World
) -> None:
    page = workbench.enter(world.users["contributor"]).open("/bibliotheque/contribuer/")
    press(page, page.get_by_role("link", name="Expérience"))
    type_in(page, page.get_by_label("Titre"), "Laverie zébulonesque (exemple fictif)")
    type_in(page, page.get_by_label("Résumé"), "Une laverie fictive lave des bocaux fictifs.")
    type_in(page, page.get_by_label("D’où vient l’information"), "Compte rendu fictif, page 2")
    press(page, page.get_by_role("button", name="Enregistrer le brouillon"))
    expect(page.locator("main")).to_contain_text("Brouillon")
    stranger = workbench.enter(None).open("/bibliotheque/?q=zébulonesque")
    expect(stranger.locator("#found h3 a")).to_have_count(0)

    press(page, page.get_by_role("link", name="Proposer à la bibliothèque"))
    press(page, page.get_by_role("button", name="Proposer", exact=True))
    expect(page.locator("main")).to_contain_text("Proposée")
    draft = Contribution.objects.get(title__startswith="Laverie zébulonesque")
    assert draft.state == "proposed"
    reviewer = workbench.enter(world.users["staff"]).open("/bibliotheque/relecture/")
    press(reviewer, reviewer.get_by_role("link", name="Laverie zébulonesque").first)
    if "relecture" not in reviewer.url:
        press(reviewer, reviewer.get_by_role("link", name="Relire et décider"))
    expect(reviewer.get_by_role("heading", name="Votre décision")).to_be_visible()
    assert find_axe_violations(reviewer) == []
    reviewer.get_by_label("Publier", exact=True).check()
    reviewer.get_by_label("Tout le monde").check()
    press(reviewer, reviewer.get_by_role("button", name="Enregistrer la décision"))
    expect(reviewer.get_by_role("heading", level=1)).not_to_contain_text("Laverie")
    draft.refresh_from_db()
    assert draft.state == "published"

    stranger.goto(stranger.url)
    press(stranger, stranger.locator("#found h3 a").first)
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("Laverie zébulonesque")


def test_a_document_is_downloaded_reopened_and_says_what_the_plan_says(
    workbench: Workbench, world: World
) -> None:
    filiere = world.own.filiere
    action = Action.objects.create(
        filiere=filiere, title="Étude fictive de laverie", visibility="members"
    )
    action.budgets.create(year=2026, planned_eur="12500")
    page = open_as(workbench, world, "contributor", "plan/budget/")
    expect(page.locator("main")).to_contain_text("12")
    page = open_as(workbench, world, "contributor", "documents/")
    press(page, page.get_by_role("link", name="Préparer – Feuille de route"))
    expect(page.locator("main")).to_contain_text("Il restera à écrire")
    assert find_axe_violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Word (DOCX)").click()
    content = Path(download.value.path()).read_bytes()
    document = Document(BytesIO(content))
    cells = [
        plain(cell.text) for table in document.tables for row in table.rows for cell in row.cells
    ]
    assert "Étude fictive de laverie" in cells
    assert any(cell.replace(" ", "") in {"12500", "12500€"} for cell in cells)
