"""The settings: changed knowingly, archived, entrusted."""

import json

import pytest
from django.urls import reverse
from tests.web.people import add_actor

from maillon_web.accounts.models import Organisation, OrganisationKind
from maillon_web.filieres.models import Filiere, Partner, Role
from maillon_web.filieres.signals import filiere_transferred
from maillon_web.history.models import ChangeSet
from maillon_web.jobs.models import Job


@pytest.fixture
def lead(as_user, people):
    return as_user(people.lead)


def address(filiere: Filiere, name: str) -> str:
    return reverse(f"filieres:{name}", kwargs={"filiere_id": filiere.pk})


def send(client, filiere, **changed):
    data = {
        "name": filiere.name,
        "description": "",
        "visibility": filiere.visibility,
        "version": filiere.version,
    }
    return client.post(address(filiere, "settings"), data | changed)


def test_a_new_name_is_kept_and_told_in_the_history(lead, filiere, people):
    assert send(lead, filiere, name="Autre nom").status_code == 302
    filiere.refresh_from_db()
    change = ChangeSet.objects.get(kind="filiere.edit").changes.get()
    assert filiere.name == "Autre nom"
    assert change.before == {"name": "Filière fictive"}
    assert change.change_set.author == people.lead


def test_saving_without_change_leaves_no_trace(lead, filiere):
    send(lead, filiere)
    assert not ChangeSet.objects.exists()


def test_the_second_of_two_people_sees_the_difference_and_chooses(lead, filiere):
    send(lead, filiere, name="Nom du premier")
    second = send(lead, filiere, name="Nom du second")
    assert second.status_code == 409
    conflict = second.context["conflict"]
    assert [(row.theirs, row.mine) for row in conflict.fields] == [
        ("Nom du premier", "Nom du second")
    ]
    filiere.refresh_from_db()
    assert filiere.name == "Nom du premier"
    again = dict(conflict.posted) | {"version": conflict.version, "keep-name": "mine"}
    assert lead.post(address(filiere, "settings"), again).status_code == 302
    filiere.refresh_from_db()
    assert filiere.name == "Nom du second"


def test_what_the_second_did_not_touch_is_not_written_over(lead, filiere):
    page = lead.get(address(filiere, "settings")).context["form"]
    seen = json.dumps(page.initial["seen"])
    send(lead, filiere, name="Nom du premier")
    second = send(lead, filiere, description="Du second", seen=seen)
    conflict = second.context["conflict"]
    assert {row.name: row.chosen for row in conflict.fields} == {
        "keep-name": "theirs",
        "keep-description": "mine",
    }
    chosen = {row.name: row.chosen for row in conflict.fields}
    again = dict(conflict.posted) | {"version": conflict.version} | chosen
    lead.post(address(filiere, "settings"), again)
    filiere.refresh_from_db()
    assert (filiere.name, filiere.description) == ("Nom du premier", "Du second")


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"name": "x" * 10_000},
        {"visibility": "all"},
        {"version": "one"},
    ],
)
def test_bad_settings_are_refused(lead, filiere, changed):
    assert send(lead, filiere, **changed).status_code == 422
    filiere.refresh_from_db()
    assert filiere.name == "Filière fictive"


def test_an_archived_filiere_is_read_but_no_longer_written(as_user, lead, filiere, people):
    lead.post(address(filiere, "archive"))
    assert lead.get(address(filiere, "overview")).status_code == 200
    assert lead.get(address(filiere, "chain_edit")).status_code == 404
    assert "Filière fictive" not in as_user(people.reader).get("/filieres/").content.decode()
    archived = as_user(people.reader).get("/filieres/", {"archives": "1"}).content.decode()
    assert "Filière fictive" in archived
    lead.post(address(filiere, "restore"))
    assert lead.get(address(filiere, "chain_edit")).status_code == 200


def test_another_territory_asks_for_a_new_diagnostic(lead, filiere):
    answer = lead.post(address(filiere, "territory"), {"territory": "commune:35238"})
    assert answer.status_code == 302
    filiere.refresh_from_db()
    assert (filiere.territory_key, filiere.territory_name) == ("commune:35238", "Rennes")
    assert Job.objects.filter(kind="diagnosis.refresh").count() == 1


def test_a_territory_that_is_none_changes_nothing(lead, filiere):
    answer = lead.post(address(filiere, "territory"), {"territory_text": "zzzqqq"})
    assert answer.status_code == 422
    filiere.refresh_from_db()
    assert filiere.territory_name == "Métropole de Lyon"


def test_a_filiere_is_entrusted_to_a_partner_and_others_are_told(lead, filiere):
    partner = Organisation.objects.create(name="Réseau fictif", kind=OrganisationKind.NETWORK)
    Partner.objects.create(filiere=filiere, organisation=partner, role=Role.READER)
    former = filiere.organisation
    told = []

    def listen(sender, **given):
        told.append((given["filiere"].organisation_id, given["former_organisation"]))

    filiere_transferred.connect(listen)
    try:
        lead.post(address(filiere, "transfer"), {"organisation": partner.pk})
    finally:
        filiere_transferred.disconnect(listen)
    filiere.refresh_from_db()
    assert filiere.organisation == partner
    assert not filiere.partnerships.exists()
    assert told == [(partner.pk, former)]


def test_a_filiere_waits_for_its_running_works_before_it_is_entrusted(lead, filiere):
    add_actor(filiere, "Exemple fictif")
    partner = Organisation.objects.create(name="Réseau fictif", kind=OrganisationKind.NETWORK)
    Partner.objects.create(filiere=filiere, organisation=partner, role=Role.READER)
    Job.objects.create(kind="fictif", label="Fictif", scope=filiere.scope, state="running")
    answer = lead.post(address(filiere, "transfer"), {"organisation": partner.pk})
    assert answer.status_code == 422
    filiere.refresh_from_db()
    assert filiere.organisation.name == "Collectivité fictive"


def test_a_filiere_is_not_entrusted_to_an_organisation_that_is_not_near(lead, filiere):
    far = Organisation.objects.create(name="Lointaine fictive", kind=OrganisationKind.OTHER)
    answer = lead.post(address(filiere, "transfer"), {"organisation": far.pk})
    assert answer.status_code == 422
    filiere.refresh_from_db()
    assert filiere.organisation.name == "Collectivité fictive"
