"""The first minutes: come in, make a filière, read the diagnostic of one's own commune."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from playwright.sync_api import Locator, expect
from tests.journeys.page_checks import find_axe_violations
from tests.journeys.walking import choose, focus_on, press, type_in
from tests.journeys.workbench import Workbench
from tests.web.visitors import World

from maillon_web.config.demonstration import make_visitor, open_first
from maillon_web.config.demonstration import seed as seed_demonstration
from maillon_web.config.first_access import create_administrator, create_confirmed, make_link
from maillon_web.filieres.models import Filiere, Role

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]

PASSWORD = "mot de passe fictif"  # noqa: S105 - of a made-up person
COMMUNE = "Roubaix"


class Clicks:
    """Clicks, counted."""

    def __init__(self) -> None:
        self.count = 0

    def click(self, wanted: Locator) -> None:
        wanted.click()
        self.count += 1


def test_the_first_start_is_a_link_that_serves_once(workbench: Workbench) -> None:
    person = create_administrator("premiere@exemple.test")
    link = make_link(person, address=workbench.address)
    page = workbench.enter().open(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    expect(page.get_by_role("button", name="Créer ma filière")).to_be_visible()
    late = workbench.enter()
    late.awaited.append("410")
    page = late.open(link)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()


def test_the_demonstration_opens_on_filieres_that_say_something(workbench: Workbench) -> None:
    visitor = make_visitor()
    filieres = seed_demonstration(visitor)
    open_first(filieres)
    page = workbench.enter().open(make_link(visitor, address=workbench.address))
    own = page.get_by_role("region", name="Mes filières").get_by_role("heading", level=3)
    expect(own).not_to_have_count(0)
    page.get_by_role("link", name=filieres[0].name).first.click()
    page.get_by_role("link", name="Lire le diagnostic").first.click()
    expect(page.get_by_role("heading", name="L’essentiel")).to_be_visible()
    assert page.locator("main a[data-figure]").count() > 5


def test_from_the_home_page_to_the_diagnostic_of_ones_commune_in_five_clicks(
    workbench: Workbench,
) -> None:
    person = create_confirmed("personne@exemple.test")
    page = workbench.enter(person).open("/")
    clicks = Clicks()
    page.get_by_label("Votre commune, intercommunalité").fill(COMMUNE)
    clicks.click(page.get_by_role("button", name="Créer ma filière"))
    clicks.click(page.get_by_role("radio", name=re.compile(rf"^{COMMUNE}.*commune", re.I)).first)
    clicks.click(page.get_by_role("radio", name=re.compile("^Textile")))
    page.get_by_label("Nom de votre organisation").fill("Collectivité fictive")
    # The name of the filière is proposed meanwhile, and moves the button.
    page.wait_for_load_state("networkidle")
    clicks.click(page.get_by_role("button", name="Créer la filière").last)
    expect(page.get_by_role("heading", level=1)).to_contain_text(COMMUNE)
    clicks.click(page.get_by_role("link", name="Lire le diagnostic").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Le diagnostic")
    expect(page.get_by_role("heading", name="L’essentiel")).to_be_visible()
    expect(page.locator("main")).to_contain_text(COMMUNE)
    assert clicks.count <= 5


def test_a_filiere_is_made_with_the_keyboard_alone(workbench: Workbench) -> None:
    person = create_confirmed("personne@exemple.test")
    page = workbench.enter(person).open("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    page.keyboard.press("Enter")
    type_in(page, page.get_by_label("Votre commune, intercommunalité"), "Métropole Européenne de L")
    page.keyboard.press("Enter")
    territory = page.get_by_role("radio", name=re.compile("Métropole Européenne de Lille"))
    expect(territory).to_be_visible()
    choose(page, territory)
    choose(page, page.get_by_role("radio", name=re.compile("^Textile")))
    type_in(page, page.get_by_label("Nom de la filière"), "Textile fictif")
    type_in(page, page.get_by_label("Nom de votre organisation"), "Métropole fictive")
    focus_on(page, page.get_by_role("button", name="Créer la filière").last)
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", level=1)).to_have_text("Textile fictif")
    made = Filiere.objects.get()
    assert made.territory_key == "epci:200093201"
    assert made.presences.filter(origin="register").exists()
    assert made.members.get(user=person).role == Role.LEAD


def test_signing_in_by_password_then_out_with_the_keyboard_alone(
    workbench: Workbench, world: World
) -> None:
    lead = world.users["lead"]
    assert lead is not None
    create_confirmed(lead.email)
    page = workbench.enter().open("/compte/login/")
    type_in(page, page.get_by_label("Adresse e-mail"), lead.email)
    type_in(page, page.get_by_label("Mot de passe"), "pas le bon, fictif")
    page.keyboard.press("Enter")
    # The summary of errors takes the focus, and leads to the field.
    expect(page.locator("[data-take-focus]")).to_be_focused()
    type_in(page, page.get_by_label("Mot de passe"), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    press(page, page.locator("summary", has_text="Mon compte"), "Enter")
    focus_on(page, page.get_by_role("button", name="Se déconnecter"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()


def test_signing_in_by_a_code_that_comes_by_mail(workbench: Workbench, world: World) -> None:
    lead = world.users["lead"]
    assert lead is not None
    create_confirmed(lead.email)
    page = workbench.enter().open("/compte/login/")
    page.get_by_role("link", name="Recevoir un code").click()
    page.get_by_label("Adresse e-mail").fill(lead.email)
    page.locator("main form").get_by_role("button").first.click()
    field = page.locator("input[name=code]")
    expect(field).to_be_visible()
    assert find_axe_violations(page) == []
    code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", str(mail.outbox[-1].body), re.M)
    assert code is not None, mail.outbox[-1].body
    field.fill(code[1])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")


def test_a_second_factor_is_asked_and_serves(workbench: Workbench, world: World) -> None:
    lead = world.users["lead"]
    assert lead is not None
    create_confirmed(lead.email)
    secret = generate_totp_secret()
    TOTP.activate(lead, secret)
    page = workbench.enter().open("/compte/login/")
    page.get_by_label("Adresse e-mail").fill(lead.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    code = page.locator("main input[name=code]").first
    expect(code).to_be_visible()
    assert find_axe_violations(page) == []
    code.fill(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
