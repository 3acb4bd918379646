"""The history says who, when, what, and from what to what; it can be put back."""

import pytest
from django.urls import reverse
from tests.web.people import add_actor

from maillon.domain.typography import typeset_french
from maillon_web.directory.models import Actor
from maillon_web.filieres.models import Filiere, Member, Role
from maillon_web.filieres.services.members import change_role, remove_member
from maillon_web.filieres.services.settings import archive, edit
from maillon_web.filieres.services.stages import add_stage
from maillon_web.filieres.signals import change_undone
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import record
from maillon_web.history.wording import describe


@pytest.fixture
def lead(as_user, people):
    return as_user(people.lead)


def page(filiere: Filiere) -> str:
    return reverse("filieres:history", kwargs={"filiere_id": filiere.pk})


def undo_page(filiere: Filiere, change_set: ChangeSet | None = None) -> str:
    found = change_set or ChangeSet.objects.latest("pk")
    given = {"filiere_id": filiere.pk, "change_set_id": found.pk}
    return reverse("filieres:undo", kwargs=given)


def edit_actor(filiere, people, **changes) -> Actor:
    actor = add_actor(filiere, "Atelier fictif")
    with record("actor.edit", scope=filiere.scope, author=people.contributor) as recorder:
        recorder.update(actor, changes)
    return actor


def test_each_change_says_who_and_from_what_to_what_in_french(lead, filiere, people):
    edit(filiere, changes={"visibility": "public"}, author=people.lead)
    text = lead.get(page(filiere)).content.decode()
    assert "Réglages de la filière modifiés" in text
    assert "lead ·" in text
    assert "Visibilité" in text
    assert "Seuls les membres savent qu’elle existe" in text
    assert "Tout le monde peut lire ce qui est public" in text


def test_technical_fields_are_not_shown(lead, filiere, people):
    edit_actor(filiere, people, name="Autre nom", sort_name="autre nom")
    text = lead.get(page(filiere)).content.decode()
    assert "Autre nom" in text
    assert "sort_name" not in text
    assert "sort name" not in text


def test_people_and_organisations_are_named(lead, filiere, people):
    remove_member(Member.objects.get(filiere=filiere, user=people.reader), author=people.lead)
    text = lead.get(page(filiere)).content.decode()
    assert "Un membre retiré de la filière" in text
    assert "<td>reader</td>" in text


def test_changes_are_filtered_by_kind(lead, filiere, people):
    edit(filiere, changes={"name": "Un"}, author=people.lead)
    add_stage(filiere, label="Lavage", author=people.lead)
    shown = lead.get(page(filiere), {"kind": "stage"}).context["entries"]
    assert [entry.sentence for entry in shown] == [typeset_french("Maillon « Lavage » ajouté")]
    assert len(lead.get(page(filiere), {"kind": "nimporte"}).context["entries"]) == 2


def test_one_record_has_its_own_history(lead, filiere, people):
    actor = edit_actor(filiere, people, name="Autre nom")
    edit(filiere, changes={"name": "Un"}, author=people.lead)
    shown = lead.get(page(filiere), {"record": f"directory.actor:{actor.pk}"})
    assert len(shown.context["entries"]) == 1
    assert "Historique de Autre nom" in shown.content.decode()


@pytest.mark.parametrize(
    "record_asked",
    ["directory.actor:999999", "rien", "auth.user", "x.y:1", "directory.actor:", "a" * 10_000],
)
def test_the_history_of_a_record_that_is_none_is_not_found(lead, filiere, record_asked):
    assert lead.get(page(filiere), {"record": record_asked}).status_code == 404


def test_a_reader_sees_the_life_of_the_filiere_but_not_of_its_records(as_user, filiere, people):
    actor = edit_actor(filiere, people, name="Secret fictif", visibility="private")
    edit(filiere, changes={"name": "Un"}, author=people.lead)
    client = as_user(people.reader)
    shown = client.get(page(filiere))
    assert [entry.sentence for entry in shown.context["entries"]] == [
        "Réglages de la filière modifiés"
    ]
    assert "Secret fictif" not in shown.content.decode()
    asked = client.get(page(filiere), {"record": f"directory.actor:{actor.pk}"})
    assert asked.status_code == 404
    secret = ChangeSet.objects.get(kind="actor.edit")
    assert client.get(undo_page(filiere, secret)).status_code == 404


def test_a_change_of_another_filiere_is_not_found(lead, filiere, public_filiere, people):
    edit(public_filiere, changes={"name": "Un"}, author=people.lead)
    assert lead.get(undo_page(filiere)).status_code == 404


def test_a_change_is_put_back_and_others_are_told(lead, filiere, people):
    edit(filiere, changes={"name": "Un"}, author=people.lead)
    told = []

    def listen(sender, **given):
        told.append(given["change_set"].kind)

    change_undone.connect(listen)
    try:
        answer = lead.post(undo_page(filiere))
    finally:
        change_undone.disconnect(listen)
    filiere.refresh_from_db()
    assert answer.url == page(filiere)
    assert filiere.name == "Filière fictive"
    assert told == ["filiere.edit"]
    last = ChangeSet.objects.latest("pk")
    assert describe(last) == typeset_french("Annulation de : Réglages de la filière modifiés")
    text = lead.get(page(filiere)).content.decode()
    assert "annulé par lead" in text


def test_what_was_changed_since_says_why_it_stays(lead, filiere, people):
    edit(filiere, changes={"name": "Un"}, author=people.lead)
    first = ChangeSet.objects.get()
    edit(filiere, changes={"name": "Deux"}, author=people.lead)
    answer = lead.post(undo_page(filiere, first))
    assert answer.status_code == 409
    assert "a été modifié depuis" in answer.content.decode()
    filiere.refresh_from_db()
    assert filiere.name == "Deux"


def test_a_change_is_undone_once(lead, filiere, people):
    edit(filiere, changes={"name": "Un"}, author=people.lead)
    first = ChangeSet.objects.get()
    lead.post(undo_page(filiere, first))
    assert lead.post(undo_page(filiere, first)).status_code == 409
    assert "déjà été annulé" in lead.get(undo_page(filiere, first)).content.decode()


def test_the_birth_of_a_filiere_is_not_undone(lead, filiere, people):
    with record("filiere.create", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(filiere, {"name": "Autre"})
    answer = lead.post(undo_page(filiere))
    assert answer.status_code == 409
    assert "archivez-la" in answer.content.decode()


def test_a_contributor_undoes_records_but_not_roles(as_user, filiere, people):
    actor = edit_actor(filiere, people, name="Autre nom")
    client = as_user(people.contributor)
    assert client.post(undo_page(filiere)).status_code == 302
    actor.refresh_from_db()
    assert actor.name == "Atelier fictif"
    member = Member.objects.get(filiere=filiere, user=people.contributor)
    change_role(member, Role.READER, author=people.lead)
    change_role(member, Role.CONTRIBUTOR, author=people.lead)
    demotion = ChangeSet.objects.filter(kind="member.role").earliest("pk")
    assert client.get(undo_page(filiere, demotion)).status_code == 200
    assert client.post(undo_page(filiere, demotion)).status_code == 404


def test_undoing_never_leaves_a_filiere_without_lead(as_user, lead, filiere, people):
    member = Member.objects.get(filiere=filiere, user=people.reader)
    change_role(member, Role.LEAD, author=people.lead)
    promotion = ChangeSet.objects.get()
    remove_member(Member.objects.get(filiere=filiere, user=people.lead), author=people.lead)
    answer = as_user(people.reader).post(undo_page(filiere, promotion))
    assert answer.status_code == 409
    member.refresh_from_db()
    assert member.role == Role.LEAD


def test_an_archive_is_undone_like_any_change(lead, filiere, people):
    archive(filiere, author=people.lead)
    assert lead.post(undo_page(filiere)).status_code == 302
    filiere.refresh_from_db()
    assert filiere.archived_at is None


def test_a_change_of_a_thousand_records_is_shown_page_by_page(lead, filiere, people):
    actors = [
        Actor(
            organisation=filiere.organisation,
            external_id=f"web:n{number}",
            name=f"Exemple fictif {number}",
            sort_name="x",
        )
        for number in range(1000)
    ]
    with record("list.apply", scope=filiere.scope, author=people.lead) as recorder:
        recorder.create_many(actors)
    shown = lead.get(page(filiere))
    entry = shown.context["entries"][0]
    assert (entry.change_count, len(entry.changes)) == (1000, 2)
    assert len(lead.get(undo_page(filiere)).context["changes"]) == 20


def test_the_history_asks_as_much_for_many_as_for_few(
    lead, filiere, people, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def fill(count: int) -> None:
        for number in range(count):
            edit(filiere, changes={"name": f"Nom {filiere.version} {number}"}, author=people.lead)
            edit_actor(filiere, people, name=f"Acteur {number}")

    fill(2)
    lead.get(page(filiere))
    with CaptureQueriesContext(connection) as few:
        lead.get(page(filiere))
    fill(10)
    with django_assert_num_queries(len(few)):
        lead.get(page(filiere))


def test_a_kind_that_nobody_named_still_reads(filiere):
    assert describe(ChangeSet(kind="unknown.kind", scope=filiere.scope)) == "Changement"
    undone = ChangeSet(kind="undo", params={"kind": "stage.add"})
    assert describe(undone) == typeset_french("Annulation de : Maillon « … » ajouté")
