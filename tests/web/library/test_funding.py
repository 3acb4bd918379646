"""The public money of actors: totals that open, and nothing that a reader may not see."""

import datetime

import pytest
from django.urls import reverse
from tests.web.people import add_actor

from maillon.studies.importing import import_register
from maillon_web.directory.models import FieldOrigin
from maillon_web.filieres.models import Visibility

_SIREN, _OTHER = "732829320", "552081317"
_HEADER = "Bénéficiaire;SIREN;Financeur;Dispositif;Titre du projet;Montant accordé;Exercice"
_HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def funded(settings, tmp_path, people, filiere):
    """An actor that a made-up file names twice, in a filière."""
    settings.HOME = tmp_path / "home"
    rows = (
        f"Exemple fictif;{_SIREN};Région fictive;Aide fictive;Projet fictif A;1000,00;2023",
        f"Exemple fictif;{_SIREN};Région fictive;Aide fictive;Projet fictif B;500,00;2024",
        f"Autre fictif;{_OTHER};Région fictive;Aide fictive;Projet fictif C;9000,00;2024",
    )
    path = tmp_path / "aides.csv"
    path.write_text("\n".join([_HEADER, *rows]) + "\n", "utf-8")
    import_register("projets-finances", path, home=settings.HOME, vintage="2025-01-31")
    return add_actor(filiere, "Exemple fictif", stage="collecte", siren=_SIREN)


def read_actor(client, filiere, actor) -> str:
    address = reverse("library:actor_funding", args=(filiere.pk, actor.pk))
    answer = client.get(address, **_HTMX)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_total_opens_on_the_projects_that_it_adds_up(as_user, people, filiere, funded):
    page = read_actor(as_user(people.reader), filiere, funded)
    assert page.count("Projet fictif A") == 2
    assert ">1 500 €<" in page
    assert "Projet fictif C" not in page


def test_a_filiere_lists_what_its_actors_received(as_user, people, filiere, funded):
    page = as_user(people.reader).get(reverse("library:funding", args=(filiere.pk,)))
    text = page.content.decode()
    assert "Projet fictif B" in text
    assert "Projet fictif C" not in text
    assert reverse("directory:sheet", args=(filiere.pk, funded.pk)) in text


@pytest.mark.parametrize("field", ["siren", "siret"])
def test_a_number_that_is_hidden_tells_nothing(as_user, people, filiere, funded, field):
    FieldOrigin.objects.create(
        actor=funded,
        field=field,
        source="fictif",
        dated=datetime.date(2026, 1, 1),
        visibility=Visibility.PRIVATE,
    )
    address = reverse("library:funding", args=(filiere.pk,))
    reader, lead = as_user(people.reader), as_user(people.lead)
    assert read_actor(reader, filiere, funded) == ""
    assert "Projet fictif" not in reader.get(address).content.decode()
    assert "Projet fictif A" in read_actor(lead, filiere, funded)
    assert "Projet fictif A" in lead.get(address).content.decode()


def test_an_actor_that_is_hidden_does_not_exist(as_user, people, filiere, funded):
    filiere.presences.update(visibility=Visibility.PRIVATE)
    address = reverse("library:actor_funding", args=(filiere.pk, funded.pk))
    assert as_user(people.reader).get(address).status_code == 404
    assert as_user(people.lead).get(address).status_code == 200
    page = as_user(people.reader).get(reverse("library:funding", args=(filiere.pk,)))
    assert "Projet fictif" not in page.content.decode()


def test_an_actor_of_another_filiere_does_not_exist(as_user, people, public_filiere, funded):
    address = reverse("library:actor_funding", args=(public_filiere.pk, funded.pk))
    assert as_user(people.lead).get(address).status_code == 404


def test_without_register_the_page_says_so(settings, tmp_path, as_user, people, filiere):
    settings.HOME = tmp_path
    page = as_user(people.reader).get(reverse("library:funding", args=(filiere.pk,)))
    assert "Aucun registre de projets financés" in page.content.decode()


def test_registers_that_say_nothing_prove_nothing(as_user, people, filiere, funded):
    silent = add_actor(filiere, "Acteur fictif sans numéro")
    address = reverse("library:actor_funding", args=(filiere.pk, silent.pk))
    page = as_user(people.reader).get(address).content.decode()
    assert "Cela ne prouve pas" in page
