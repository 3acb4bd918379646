"""Who may make a document, and what it may hold: nothing that its readers may not see."""

import pytest
from django.urls import reverse
from tests.web.documents.objects import fill, make_plan, write_word
from tests.web.documents.reading import read
from tests.web.people import make_filiere

from maillon_web.agreements.models import Contract
from maillon_web.documents.models import OwnTemplate
from maillon_web.economics.models import FlowPrice, StageAccount
from maillon_web.filieres.models import Filiere
from maillon_web.flows.models import MatterFlow
from maillon_web.gisements.models import Gisement
from maillon_web.plan.models import Action, Objective

KEYS = {"contract": "contrat-de-filiere", "charter": "charte", "meeting": "compte-rendu"}


def address(filiere, key="feuille-de-route", kind=""):
    if kind:
        return reverse("documents:download", args=[filiere.pk, key, kind])
    return reverse("documents:prepare", args=[filiere.pk, key])


def words_of(client, filiere, key="feuille-de-route", **query):
    response = client.get(address(filiere, key, "docx"), query)
    assert response.status_code == 200
    return read(b"".join(response), "docx")


@pytest.mark.parametrize("role", ["stranger", None])
@pytest.mark.parametrize("name", ["list", "fields", "templates"])
def test_a_stranger_finds_nothing_even_in_a_public_filiere(
    role, name, public_wool, wool, people, as_user
):
    client = as_user(getattr(people, role) if role else None)
    for filiere in (public_wool, wool):
        assert client.get(reverse(f"documents:{name}", args=[filiere.pk])).status_code == 404
        assert client.get(address(filiere)).status_code == 404
        assert client.get(address(filiere, kind="pdf")).status_code == 404


@pytest.mark.parametrize("role", ["reader", "actor", "contributor", "lead"])
def test_every_member_takes_documents(role, wool, people, as_user):
    client = as_user(getattr(people, role))
    assert client.get(address(wool)).status_code == 200
    assert client.get(address(wool, kind="docx")).status_code == 200


@pytest.mark.parametrize("kind", list(KEYS))
def test_a_record_of_another_filiere_is_not_found(kind, wool, written, people, as_user):
    other = make_filiere(people, name="Autre filière fictive")
    foreign = fill(other, people)[kind]
    client = as_user(people.lead)
    for path in (address(wool, KEYS[kind]), address(wool, KEYS[kind], "docx")):
        assert client.get(path, {"sujet": str(foreign.pk)}).status_code == 404
        assert client.get(path, {"sujet": str(written[kind].pk)}).status_code == 200


@pytest.mark.parametrize("kind", list(KEYS))
def test_a_private_record_is_not_found_by_a_reader(kind, wool, written, people, as_user):
    type(written[kind]).objects.filter(filiere=wool).update(visibility="private")
    query = {"sujet": str(written[kind].pk)}
    for path in (address(wool, KEYS[kind]), address(wool, KEYS[kind], "docx")):
        assert as_user(people.reader).get(path, query).status_code == 404
        assert as_user(people.contributor).get(path, query).status_code == 200


@pytest.mark.parametrize("value", ["zz", "-1", "0", "99999999999999999999", "1 OR 1"])
def test_a_false_number_is_not_found(value, wool, written, people, as_user):
    client = as_user(people.reader)
    assert client.get(address(wool, "charte"), {"sujet": value}).status_code == 404
    assert client.get(address(wool, "charte"), {"modele": value}).status_code == 404


@pytest.mark.parametrize("path", ["inconnu/", "note-de-cadrage/fichier/exe/"])
def test_an_unknown_document_or_format_is_not_found(path, wool, people, as_user):
    home = reverse("documents:list", args=[wool.pk])
    assert as_user(people.reader).get(f"{home}{path}").status_code == 404


def test_what_the_team_alone_sees_is_in_no_document_for_the_members(wool, written, people, as_user):
    Action.objects.create(filiere=wool, title="Action secrète", visibility="private")
    contributor = as_user(people.contributor)
    assert "Action secrète" not in words_of(as_user(people.reader), wool)
    assert "Action secrète" not in words_of(contributor, wool)
    asked = words_of(contributor, wool, lecteurs="equipe")
    assert "Action secrète" in asked
    assert "Document interne à l’équipe d’animation" in asked


def test_a_reader_may_not_ask_for_what_the_team_sees(wool, written, people, as_user):
    client = as_user(people.reader)
    assert client.get(address(wool), {"lecteurs": "equipe"}).status_code == 404
    assert client.get(address(wool, kind="pdf"), {"lecteurs": "equipe"}).status_code == 404


def test_a_document_for_everybody_holds_only_what_is_public(public_wool, people, as_user):
    fill(public_wool, people)
    shared = {"filiere": public_wool, "visibility": "public"}
    objective = Objective.objects.create(title="Objectif public", **shared)
    Action.objects.create(title="Action publique", objective=objective, owner=people.lead, **shared)
    client = as_user(people.contributor)
    words = words_of(client, public_wool, lecteurs="public")
    assert "Objectif public" in words
    assert "Action publique" in words
    assert str(people.lead) not in words.split("Action publique")[1][:60]
    for hidden in ("Objectif fictif", "Action fictive", "Indicateur fictif", "Document interne"):
        assert hidden not in words
    internal = words_of(client, public_wool)
    assert "Action fictive" in internal
    assert "Document interne, réservé aux membres" in internal


def test_a_document_without_anything_reserved_has_no_mark(public_wool, people, as_user):
    words = words_of(as_user(people.reader), public_wool, "charte", sujet="aucun")
    assert "Document interne" not in words


def test_the_mark_goes_away_when_somebody_read_it_again(wool, written, people, as_user):
    client = as_user(people.reader)
    assert "Document interne" in words_of(client, wool)
    assert "Document interne" not in words_of(client, wool, sans_marque="on")


def test_a_record_that_the_public_may_not_see_is_said_and_left_out(public_wool, people, as_user):
    contract = fill(public_wool, people)["contract"]
    query = {"sujet": str(contract.pk), "lecteurs": "public"}
    client = as_user(people.reader)
    page = client.get(address(public_wool, "contrat-de-filiere"), query).content.decode()
    assert "n’est pas visible de ceux qui liront ce document" in page
    assert "Objet fictif" not in page
    assert "Objet fictif" not in words_of(client, public_wool, "contrat-de-filiere", **query)


def test_a_private_group_is_not_named_in_the_minutes(wool, written, people, as_user):
    group = written["meeting"].group
    group.visibility = "private"
    group.save()
    words = words_of(as_user(people.reader), wool, "compte-rendu", sujet=str(written["meeting"].pk))
    assert "Groupe fictif" not in words


def test_a_private_task_is_not_in_the_minutes(wool, written, people, as_user):
    Action.objects.filter(filiere=wool).update(visibility="private")
    words = words_of(as_user(people.reader), wool, "compte-rendu", sujet=str(written["meeting"].pk))
    assert "Action fictive" not in words


def test_a_template_of_another_organisation_is_not_found(wool, people, as_user):
    other = make_filiere(people, name="Autre filière fictive")
    elsewhere = type(people.organisation).objects.create(name="Autre organisation", kind="other")
    Filiere.objects.filter(pk=other.pk).update(organisation=elsewhere)
    foreign = OwnTemplate.objects.create(
        organisation=elsewhere, name="Modèle d’ailleurs", file_format="docx", content=write_word()
    )
    client = as_user(people.lead)
    for name in ("template_edit", "template_remove", "template_file"):
        path = reverse(f"documents:{name}", args=[wool.pk, foreign.pk])
        assert client.get(path).status_code == 404
    assert client.get(address(wool), {"modele": str(foreign.pk)}).status_code == 404
    page = client.get(reverse("documents:templates", args=[wool.pk]))
    assert "Modèle d’ailleurs" not in page.content.decode()


def test_the_budget_counted_twice_is_said(wool, people, as_user):
    plan = make_plan({"filiere": wool, "visibility": "members"})
    plan["part"].budgets.create(year=2026, planned_eur=1)
    page = as_user(people.reader).get(address(wool)).content.decode()
    assert "les totaux additionnent les deux" in page


def test_without_diagnostic_the_page_says_so(filiere, people, as_user):
    page = as_user(people.reader).get(address(filiere, "note-de-cadrage")).content.decode()
    assert "Aucun diagnostic n’est encore fait" in page


def test_a_contract_register_that_is_empty_gives_a_blank_contract(wool, people, as_user):
    assert not Contract.objects.exists()
    response = as_user(people.reader).get(address(wool, "contrat-de-filiere"))
    assert response.status_code == 200
    assert response.context["wish"].subject is None


def test_gisements_and_value_are_told_to_those_who_may_see_them(wool, written, people, as_user):
    shared = {"filiere": wool, "visibility": "members"}
    Gisement.objects.create(matter="Laine fictive", quantity=120, unit="t", variation=0.2, **shared)
    secret = {"filiere": wool, "visibility": "private"}
    Gisement.objects.create(matter="Laine secrète", quantity=7, unit="t", variation=0.2, **secret)
    MatterFlow.objects.create(
        source_key="outside", target_key="tri", matter="laine", unit="t", value=100,
        standard_error=1, **shared,
    )  # fmt: skip
    MatterFlow.objects.create(
        source_key="tri", target_key="outside", matter="laine", unit="t", value=100,
        standard_error=1, **shared,
    )  # fmt: skip
    for source, target, price in (("outside", "tri", 1), ("tri", "outside", 3)):
        FlowPrice.objects.create(
            source_key=source, target_key=target, matter="laine", price=price, **shared
        )
    StageAccount.objects.create(node_key="tri", is_without_costs=True, family="ess", **shared)
    for reader, options, told in (
        (people.reader, {}, False),
        (people.contributor, {"lecteurs": "equipe"}, True),
    ):
        words = words_of(as_user(reader), wool, "note-de-cadrage", **options)
        assert "Laine fictive 120 t" in words
        assert ("Laine secrète 7 t" in words) is told
        assert "200 €" in words
