"""Work with others: invite a colleague, take a filière elsewhere."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.mailbox import read_link
from tests.journeys.page_checks import find_axe_violations
from tests.journeys.workbench import Workbench
from tests.web.visitors import World

from maillon_web.accounts.models import OrganisationMember, User
from maillon_web.filieres.models import Filiere, Member, Role
from maillon_web.signals.models import Obstacle

pytestmark = [pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]

COLLEAGUE = "collegue.fictive@exemple.test"
PASSWORD = "une phrase fictive et longue"  # noqa: S105 - of a made-up person


def test_a_colleague_comes_by_the_link_of_a_mail_with_the_role_she_was_given(
    workbench: Workbench, world: World
) -> None:
    filiere = world.own.filiere
    page = workbench.enter(world.users["lead"]).open(f"/filieres/{filiere.pk}/membres/")
    page.get_by_label("Adresse e-mail").fill(COLLEAGUE)
    page.locator("form", has_text="Envoyer l’invitation").get_by_label("Rôle").select_option(
        Role.CONTRIBUTOR
    )
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.locator("main")).to_contain_text(COLLEAGUE)

    own = workbench.enter().open(read_link(COLLEAGUE))
    expect(own.get_by_role("heading", level=1)).to_contain_text(filiere.name)
    assert find_axe_violations(own) == []
    make_account(own)
    expect(own.get_by_role("heading", level=1)).to_have_text(filiere.name)
    member = Member.objects.get(filiere=filiere, user__email=COLLEAGUE)
    assert member.role == Role.CONTRIBUTOR
    # She writes, and does not lead.
    own.goto(f"{workbench.address}/filieres/{filiere.pk}/freins/ajouter/")
    expect(own.get_by_role("heading", level=1)).to_be_visible()
    navigation = own.get_by_role("navigation", name=re.compile("^Filière"))
    expect(navigation.get_by_role("link", name="Réglages")).to_have_count(0)
    # The link serves once.
    late = workbench.enter()
    late.awaited.append("404|410")
    expect(late.open(read_link(COLLEAGUE)).locator("main")).not_to_contain_text("Rejoindre")


def make_account(page: Page) -> None:
    """Say one's name and a password, then join."""
    page.get_by_label(re.compile("^(Votre nom|Nom)")).first.fill("Collègue fictive")
    for field in page.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Rejoindre la filière").click()


def test_a_filiere_is_taken_away_in_a_file_and_opened_elsewhere_untouched(
    workbench: Workbench, world: World
) -> None:
    filiere, lead = world.own.filiere, world.users["lead"]
    assert isinstance(lead, User)
    OrganisationMember.objects.create(
        organisation=world.foreign.filiere.organisation, user=lead, role="member"
    )
    page = workbench.enter(lead, accept_downloads=True).open(f"/filieres/{filiere.pk}/exporter/")
    page.get_by_role("button", name="Préparer le fichier").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Voir le résultat|Télécharger")).click()
    content = Path(download.value.path()).read_bytes()

    actors = filiere.presences.count()
    page.goto(f"{workbench.address}/filieres/ouvrir/")
    page.get_by_label("Fichier de la filière").set_input_files(
        {"name": "filiere.maillon", "mimeType": "application/zip", "buffer": content}
    )
    page.get_by_label("Organisation").select_option(str(world.foreign.filiere.organisation_id))
    page.get_by_role("button", name="Contrôler et ouvrir").click()
    page.get_by_role("link", name=re.compile("Voir le résultat|Ouvrir la filière")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(filiere.name)
    opened = Filiere.objects.latest("pk")
    assert opened.pk != filiere.pk
    assert opened.organisation_id == world.foreign.filiere.organisation_id
    assert opened.presences.count() == actors == filiere.presences.count()
    assert opened.stages.count() == filiere.stages.count()
    assert Obstacle.objects.filter(filiere=opened, title="Frein fictif").exists()
    assert list(opened.members.values_list("user", "role")) == [(lead.pk, Role.LEAD)]
