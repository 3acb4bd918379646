"""What people settle about actors: place, merge, correct at the same time, answer, take back."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.mailbox import read_link
from tests.journeys.page_checks import find_axe_violations
from tests.journeys.walking import choose, focus_on, press, type_in
from tests.journeys.workbench import Workbench
from tests.web.people import add_actor
from tests.web.visitors import World

from maillon_web.directory.models import (
    Actor,
    Decision,
    DuplicatePair,
    Keeper,
    Placement,
    Statement,
)
from maillon_web.directory.services.words import write_words
from maillon_web.filieres.models import Member, Role

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]

ACTOR_EMAIL = "structure.fictive@exemple.test"
PASSWORD = "une phrase fictive et longue"  # noqa: S105 - of a made-up person


def find_sheet(world: World, actor: Actor) -> str:
    return f"/filieres/{world.own.filiere.pk}/annuaire/{actor.pk}/"


def test_an_actor_is_found_as_one_types_then_placed_with_the_keyboard_alone(
    workbench: Workbench, world: World
) -> None:
    filiere = world.own.filiere
    first, second = filiere.stages.all()[:2]
    actor = add_actor(filiere, "Feutrerie fictive", stage=first.key)
    write_words(filiere.pk, [actor])
    page = workbench.enter(world.users["contributor"]).open(
        f"/filieres/{filiere.pk}/annuaire/?q=feutrerie"
    )
    press(page, page.locator("main").get_by_role("link", name="Feutrerie fictive").first)
    expect(page.get_by_role("heading", level=1)).to_have_text(actor.name)
    press(page, page.locator("summary", has_text="Placer, retirer ou déplacer"))
    form = page.locator("form", has=page.get_by_label("Ce que vous savez"))
    focus_on(page, form.get_by_label("Ce que vous savez"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focus_on(page, form.get_by_label("Maillon", exact=False).first)
    page.keyboard.type(second.label[:12])
    focus_on(page, form.get_by_label(re.compile("^Plutôt qu")))
    page.keyboard.press("ArrowDown")
    type_in(page, form.get_by_label("Pourquoi ?"), "Visite fictive de l'atelier")
    press(page, form.get_by_role("button", name="Enregistrer la décision"))
    expect(page.get_by_role("heading", name="Ce que l’équipe a décidé")).to_be_visible()
    keys = set(Placement.objects.filter(actor=actor).values_list("stage_key", flat=True))
    assert keys == {second.key}
    assert Decision.objects.filter(actor=actor, decided_by=world.users["contributor"]).exists()


def test_two_sheets_become_one_and_the_history_takes_it_back(
    workbench: Workbench, world: World
) -> None:
    filiere = world.own.filiere
    pair = DuplicatePair.objects.get(pk=world.own.objects["pair"])
    page = workbench.enter(world.users["contributor"]).open(
        f"/filieres/{filiere.pk}/annuaire/doublons/"
    )
    page.locator("main").get_by_role("link", name=re.compile(pair.first.name)).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Est-ce le même acteur ?")
    page.get_by_role("link", name=re.compile("^Champ par champ")).click()
    kept = page.get_by_role("group", name=re.compile("La fiche qui reste"))
    kept.get_by_role("radio", name=pair.first.name, exact=True).check()
    page.get_by_role("button", name="Fusionner").click()
    expect(page.locator("#messages, .messages").first).to_contain_text("n’en font plus qu’une")
    assert Actor.objects.get(pk=pair.second_id).merged_into_id == pair.first_id

    page.goto(f"{workbench.address}/filieres/{filiere.pk}/historique/")
    entry = page.locator(".history-entry", has_text=re.compile("fusion", re.I)).first
    expect(entry).to_contain_text(pair.first.name)
    entry.get_by_role("link", name=re.compile("^Annuler ce changement")).click()
    page.get_by_role("button", name="Annuler ce changement").click()
    expect(page.locator(".history-entry", has_text="annulé par")).to_contain_text("contributor")
    assert Actor.objects.get(pk=pair.second_id).merged_into_id is None


def test_of_two_people_on_one_sheet_the_second_sees_the_difference_and_chooses(
    workbench: Workbench, world: World
) -> None:
    actor = add_actor(world.own.filiere, "Filature fictive", phone="01 00 00 00 00")
    path = find_sheet(world, actor) + "corriger/"
    first = workbench.enter(world.users["contributor"]).open(path)
    late = workbench.enter(world.users["lead"])
    late.awaited.append("409")
    second = late.open(path)
    first.get_by_label("Téléphone").first.fill("01 11 11 11 11")
    save(first)
    expect(first.get_by_role("heading", level=1)).to_have_text("Filature fictive")
    second.get_by_label("Téléphone").first.fill("02 22 22 22 22")
    second.get_by_label("E-mail").first.fill("fictif@exemple.test")
    save(second)
    expect(second.get_by_role("heading", level=1)).to_have_text("Deux versions : choisissez")
    expect(second.locator(".conflict")).to_contain_text("01 11 11 11 11")
    expect(second.locator(".conflict")).to_contain_text("02 22 22 22 22")
    assert find_axe_violations(second) == []
    choose(second, second.get_by_role("radio", name=re.compile("Votre version")).first)
    press(second, second.get_by_role("button", name="Enregistrer ces choix"))
    expect(second.get_by_role("heading", level=1)).to_have_text("Filature fictive")
    actor.refresh_from_db()
    assert (actor.phone, actor.email) == ("02 22 22 22 22", "fictif@exemple.test")


def save(page: Page) -> None:
    """Save the sheet."""
    page.locator("main").get_by_role("button", name="Enregistrer", exact=True).click()


def test_an_actor_answers_from_the_link_of_a_mail_with_the_keyboard_alone(
    workbench: Workbench, world: World
) -> None:
    filiere = world.own.filiere
    actor = add_actor(filiere, "Bonneterie fictive", stage=filiere.stages.all()[0].key)
    page = workbench.enter(world.users["lead"]).open(find_sheet(world, actor))
    page.locator("summary", has_text="Confier la fiche à l’acteur").click()
    page.get_by_label("Adresse e-mail de la personne").fill(ACTOR_EMAIL)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.locator("main, .messages").first).to_be_visible()

    own = workbench.enter().open(read_link(ACTOR_EMAIL))
    fields = own.locator("main form input:not([type=hidden])")
    type_in(own, fields.first, "Personne fictive")
    for password in own.locator("main input[type=password]").all():
        type_in(own, password, PASSWORD)
    own.keyboard.press("Enter")
    expect(own.get_by_role("heading", level=1)).to_have_text("Votre fiche : Bonneterie fictive")
    assert find_axe_violations(own) == []
    type_in(own, own.get_by_label(re.compile("besoin|faut", re.I)).first, "Un local fictif")
    press(own, own.get_by_role("button", name="Enregistrer ma fiche"))
    expect(own.get_by_text("Merci : votre fiche est à jour.")).to_be_visible()
    assert Statement.objects.filter(actor=actor, text="Un local fictif").exists()
    assert Keeper.objects.filter(actor=actor, user__email=ACTOR_EMAIL).exists()
    assert Member.objects.get(filiere=filiere, user__email=ACTOR_EMAIL).role == Role.ACTOR
    press(own, own.get_by_role("button", name="Tout est exact"))
    expect(own.get_by_text("c’est noté")).to_be_visible()
