from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.agreements.objects import make_agreements
from tests.web.people import add_actor, make_filiere

from maillon_web.agreements import holdings
from maillon_web.agreements.forms.texts import VersionForm
from maillon_web.agreements.models import (
    Charter,
    CharterVersion,
    Commitment,
    CommitmentCheck,
    Contract,
    Deadline,
    Party,
    Signature,
)
from maillon_web.agreements.waiting import list_due
from maillon_web.filieres.selectors import open_filiere
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo

TEXT = "# Nos valeurs\nPartager.\n\n# Nos pratiques\nTrier la laine à la ferme."


def address(name: str, filiere, *args) -> str:
    return reverse(f"agreements:{name}", args=[filiere.pk, *args])


@pytest.fixture
def made(filiere, people) -> dict[str, int]:
    return make_agreements({"filiere": filiere, "visibility": "members", "created_by": people.lead})


@pytest.fixture
def writer(people, as_user):
    return as_user(people.contributor)


def test_a_charter_is_written_adopted_then_signed(filiere, people, writer):
    actor = add_actor(filiere, "Exemple fictif 1", stage="tri")
    writer.post(address("charter_add", filiere), {"title": "Charte", "visibility": "members"})
    charter = Charter.objects.get()
    writer.post(address("version_add", filiere, charter.pk), {"text": TEXT})
    version = charter.versions.get()
    assert version.sections == [
        {"title": "Nos valeurs", "text": "Partager."},
        {"title": "Nos pratiques", "text": "Trier la laine à la ferme."},
    ]
    early = writer.get(address("signature_add", filiere, version.pk))
    assert early.status_code == 302
    writer.post(address("adopt", filiere, version.pk), {"adopted_on": "2026-03-05"})
    signed = {"actor": actor.pk, "function": "Direction", "signed_on": "2026-03-06"}
    assert writer.post(address("signature_add", filiere, version.pk), signed).status_code == 302
    signature = Signature.objects.get()
    assert signature.organisation == "Exemple fictif 1"
    page = writer.get(address("charter", filiere, charter.pk)).content.decode()
    assert "Trier la laine à la ferme." in page
    assert "Exemple fictif 1" in page


def test_an_adopted_text_is_never_written_over(filiere, made, writer):
    answer = writer.post(
        address("version_edit", filiere, made["adopted"]),
        {"text": "# Autre\nAutre.", "version": "1"},
        follow=True,
    )
    assert "ne se modifie plus" in answer.content.decode()
    assert CharterVersion.objects.get(pk=made["adopted"]).sections[0]["text"] == "Exemple fictif."


def test_a_second_draft_is_refused_while_one_is_open(filiere, made, writer):
    answer = writer.post(address("version_add", filiere, made["charter"]), {"text": TEXT})
    assert answer.status_code == 422
    assert "encore en discussion" in answer.content.decode()


def test_adopting_the_next_version_replaces_the_first_and_keeps_its_signatures(
    filiere, made, writer
):
    writer.post(address("adopt", filiere, made["draft"]), {"adopted_on": "2026-06-01"})
    assert CharterVersion.objects.get(pk=made["adopted"]).state == "replaced"
    assert Signature.objects.filter(charter_version_id=made["adopted"]).count() == 1


def test_two_people_who_rewrite_a_text_choose(filiere, made, writer):
    page = writer.get(address("version_edit", filiere, made["draft"]))
    seen = page.context["form"].initial
    first = {"text": "# Un\nA.", "version": seen["version"]}
    assert writer.post(address("version_edit", filiere, made["draft"]), first).status_code == 302
    second = {"text": "# Deux\nB.", "version": seen["version"]}
    answer = writer.post(address("version_edit", filiere, made["draft"]), second)
    assert answer.status_code == 409
    assert CharterVersion.objects.get(pk=made["draft"]).sections[0]["title"] == "Un"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("Sans titre du tout", None), ("#", "au moins un titre"), ("# a\n" * 61, "60 sections")],
)
def test_a_text_has_titles_and_not_too_many(text, sentence, filiere, people):
    opened = open_filiere(reader=people.contributor, filiere_id=filiere.pk)
    form = VersionForm({"text": text}, opened=opened, instance=CharterVersion())
    assert form.is_valid() is (sentence is None)
    if sentence:
        assert sentence in str(form.errors)
    else:
        assert form.list_sections()[0]["title"] == "Préambule"


def test_a_promise_stands_where_the_latest_look_says(filiere, made, writer):
    check = address("commitment_check", filiere, made["commitment"])
    late = {"checked_on": "2026-05-01", "state": "kept", "evidence": "Bons de livraison"}
    early = {"checked_on": "2026-04-01", "state": "partly", "evidence": "Six tonnes"}
    writer.post(check, late)
    writer.post(check, early)
    assert Commitment.objects.get().state == "kept"
    assert CommitmentCheck.objects.count() == 2
    page = writer.get(address("contract", filiere, made["contract"])).content.decode()
    assert "1 engagement tenu sur 1" in page.replace("\n", " ") or "Bons de livraison" in page


def test_the_counts_are_those_of_the_list_they_open(filiere, made, people, writer):
    contract = Contract.objects.get()
    yesterday = timezone.localdate() - timedelta(days=1)
    for state in ("kept", "kept", "broken", "running"):
        Commitment.objects.create(contract=contract, text="Fictif", state=state, due_on=yesterday)
    promises = writer.get(address("list", filiere)).context["promises"]
    assert (promises.total, promises.kept, promises.broken) == (5, 2, 1)
    assert promises.late == 1
    late = writer.get(address("commitments", filiere), {"state": "late"})
    assert len(late.context["commitments"]) == promises.late
    for state in ("kept", "broken", "partly", "dropped"):
        listed = writer.get(address("commitments", filiere), {"state": state})
        assert len(listed.context["commitments"]) == getattr(promises, state)
    still_open = writer.get(address("commitments", filiere), {"state": "open"})
    assert len(still_open.context["commitments"]) == promises.open


def test_a_promise_is_of_a_party_of_its_own_contract(filiere, made, people, writer):
    other = Contract.objects.create(
        title="Autre fictif", filiere=filiere, created_by=people.lead, visibility="members"
    )
    foreign = Party.objects.create(contract=other, organisation="Exemple fictif 9")
    answer = writer.post(
        address("commitment_add", filiere, made["contract"]),
        {"text": "Fictif", "party": foreign.pk, "state": "ahead"},
    )
    assert answer.status_code == 422
    assert not Commitment.objects.filter(party=foreign).exists()


def test_nothing_is_reached_through_another_filiere(filiere, made, people, writer):
    other = make_filiere(people, name="Autre filière fictive")
    for name, kind in [
        ("charter", "charter"),
        ("contract", "contract"),
        ("commitment_edit", "commitment"),
        ("commitment_check", "commitment"),
        ("party_edit", "party"),
        ("signature_edit", "signature"),
        ("annex_remove", "annex"),
        ("deadline_edit", "deadline"),
        ("adopt", "draft"),
    ]:
        assert writer.get(address(name, other, made[kind])).status_code == 404, name


def test_a_private_contract_is_hidden_from_readers_with_its_promises(
    filiere, made, people, as_user
):
    Contract.objects.update(visibility="private")
    reader = as_user(people.reader)
    assert reader.get(address("contract", filiere, made["contract"])).status_code == 404
    listed = reader.get(address("commitments", filiere))
    assert list(listed.context["commitments"]) == []
    assert as_user(people.stranger).get(address("list", filiere)).status_code == 404


def test_dates_that_contradict_each_other_are_explained(filiere, writer):
    given = {
        "title": "Contrat",
        "kind": "filiere",
        "state": "signed",
        "starts_on": "2027-01-01",
        "ends_on": "2026-01-01",
        "visibility": "members",
    }
    page = writer.post(address("contract_add", filiere), given)
    assert page.status_code == 422
    text = page.content.decode()
    assert "La fin vient avant le début" in text
    assert "date de signature" in text
    assert not Contract.objects.exists()


def test_an_organisation_is_chosen_or_named(filiere, made, writer):
    answer = writer.post(address("party_add", filiere, made["contract"]), {"role": "client"})
    assert answer.status_code == 422
    assert "Choisissez un acteur" in answer.content.decode()


def test_removing_a_contract_can_be_undone_with_all_it_held(filiere, made, people, writer):
    CommitmentCheck.objects.create(
        commitment_id=made["commitment"],
        checked_on=date(2026, 4, 1),
        state="kept",
        evidence="Fictif",
    )
    writer.post(address("contract_remove", filiere, made["contract"]))
    assert not Contract.objects.exists()
    undo(ChangeSet.objects.filter(kind="contract.remove").get(), author=people.lead)
    assert Commitment.objects.get().party.organisation == "Exemple fictif"
    assert (CommitmentCheck.objects.count(), Deadline.objects.count()) == (1, 1)


def test_a_party_that_leaves_takes_no_promise_away(filiere, made, writer):
    writer.post(address("party_remove", filiere, made["party"]))
    kept = Commitment.objects.get()
    assert kept.party is None


def test_what_falls_due_waits_for_those_who_write(filiere, made, people):
    today = timezone.localdate()
    Commitment.objects.update(due_on=today - timedelta(days=1))
    Contract.objects.update(state="signed", signed_on=today, decide_by=today + timedelta(days=10))
    Deadline.objects.update(due_on=today + timedelta(days=5))
    opened = open_filiere(reader=people.contributor, filiere_id=filiere.pk)
    assert len(list(list_due(opened, people.contributor))) == 3
    reading = open_filiere(reader=people.reader, filiere_id=filiere.pk)
    assert list(list_due(reading, people.reader)) == []


def test_the_list_asks_as_often_for_twenty_contracts_as_for_one(
    filiere, made, people, writer, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as few:
        writer.get(address("list", filiere))
    for _number in range(20):
        make_agreements({"filiere": filiere, "visibility": "members", "created_by": people.lead})
    with django_assert_num_queries(len(few.captured_queries)):
        writer.get(address("list", filiere))


def test_what_a_person_wrote_is_shown_and_unsigned(filiere, made, people):
    assert "Contrat fictif" in str(holdings.collect(people.lead))
    holdings.erase(people.lead)
    assert holdings.collect(people.lead) == []
    assert Contract.objects.get().created_by is None
