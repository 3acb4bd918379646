"""From the diagnostic to a dated plan, from minutes to tasks, from a search to a lever."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.page_checks import find_axe_violations
from tests.journeys.walking import press, type_in
from tests.journeys.workbench import Workbench
from tests.web.visitors import World

from maillon_web.gatherings.models import Meeting
from maillon_web.plan.models import Action

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]


def open_as(workbench: Workbench, world: World, who: str, path: str) -> Page:
    walker = workbench.enter(world.users[who], accept_downloads=True)
    return walker.open(f"/filieres/{world.own.filiere.pk}/{path}")


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
