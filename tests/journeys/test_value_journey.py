"""From an example of the guide to where the value is: what is missing is asked, then answered."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.page_checks import find_axe_violations, settle
from tests.journeys.walking import press, type_in
from tests.journeys.workbench import Workbench
from tests.web.visitors import World

from maillon_web.economics.models import CostLine, FlowPrice, StageAccount
from maillon_web.flows.models import MatterFlow

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]

SOURCE = "Nombre fictif"


def test_what_the_guide_does_not_say_of_rebooteille_is_asked_then_the_value_is_seen(
    workbench: Workbench, world: World
) -> None:
    filiere = world.own.filiere
    MatterFlow.objects.filter(filiere=filiere).delete()
    FlowPrice.objects.filter(filiere=filiere).delete()
    StageAccount.objects.filter(filiere=filiere).delete()
    page = workbench.enter(world.users["contributor"]).open(
        f"/filieres/{filiere.pk}/flux/commencer/exemples/rebooteille/"
    )
    page.get_by_role("button", name="Écrire ces flux").click()
    page.goto(page.url.partition("/flux/")[0] + "/valeur/")
    questions = page.get_by_role("region", name="Demandé, pas inventé")
    expect(questions).to_contain_text("Le guide dit aussi")
    page.get_by_role("button", name="Reprendre ce que le guide en dit").click()
    expect(page.get_by_role("status").first).to_contain_text("Repris de l’exemple")
    assert find_axe_violations(page) == []

    _invent_quantities(filiere)
    press(page, page.get_by_role("link", name="Écrire les prix"))
    fields = page.locator("input[name$='-price']")
    expect(fields.first).to_be_visible()
    for rank, field in enumerate(fields.all()):
        field.fill(f"0,{rank + 1}")
    press(page, page.get_by_role("button", name="Enregistrer les prix"))
    expect(page.locator("main")).to_contain_text("Tous les prix sont écrits")
    assert find_axe_violations(page) == []

    _invent_accounts(filiere, but="collecte")
    page.get_by_role("link", name="Les comptes", exact=True).click()
    press(page, page.get_by_role("link", name="Répondre – Que dépense").first)
    _fill_account(page)
    expect(page.locator("main")).to_contain_text("La filière entière")
    expect(page.locator(".lead").first).to_contain_text("La valeur se crée surtout")
    settle(page)
    assert find_axe_violations(page) == []
    page.locator(".figure-tile .figure-link").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Calcul")


def _invent_quantities(filiere) -> None:
    """Write made-up quantities, each balanced, where the guide gives none."""
    invented = {"outside": 10_000.0}
    for flow in MatterFlow.objects.filter(filiere=filiere):
        if flow.value is None:
            is_lost = "outside" in {flow.source_key, flow.target_key}
            flow.value = invented["outside"] if is_lost else 100_000.0
            flow.reference = SOURCE
        flow.standard_error = flow.value / 10
        flow.save()


def _invent_accounts(filiere, *, but: str) -> None:
    ends = MatterFlow.objects.filter(filiere=filiere).values_list("source_key", "target_key")
    buying = StageAccount.objects.filter(filiere=filiere, role="consumer")
    outer = {"outside", *buying.values_list("node_key", flat=True)}
    for key in sorted({end for pair in ends for end in pair} - outer):
        account, _is_new = StageAccount.objects.get_or_create(
            filiere=filiere, node_key=key, defaults={"family": "conventional"}
        )
        if but not in key:
            CostLine.objects.create(account=account, kind="wages", label=SOURCE, amount=100.0)


def _fill_account(page: Page) -> None:
    rows = page.get_by_role("group", name="Dépense 1")
    expect(rows).to_be_visible()
    settle(page)
    rows.get_by_label("Nature").select_option("wages")
    type_in(page, rows.get_by_label("Libellé"), "Salaires (fictif)")
    type_in(page, rows.get_by_label("Montant"), "1 000,50")
    press(page, page.get_by_role("button", name="Ajouter une dépense"))
    expect(page.get_by_role("group", name="Dépense 2")).to_be_visible()
    expect(rows.get_by_label("Montant")).to_have_value("1 000,50")
    press(page, page.get_by_role("button", name="Enregistrer"))
