from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from tests.web.agreements.objects import make_agreements
from tests.web.people import add_actor

from maillon.reference.method import get_method
from maillon.studies.advancing import Known
from maillon_web.accounts.models import Organisation, OrganisationKind
from maillon_web.agreements.models import Contract
from maillon_web.diagnosis.models import DiagnosisRun, RankingProfile
from maillon_web.directory.models import ActorWord, Presence, Statement
from maillon_web.filieres.models import Partner
from maillon_web.filieres.selectors import open_filiere
from maillon_web.gatherings.models import Group, GroupMember, Meeting
from maillon_web.library.models import Contribution
from maillon_web.method.models import Means, Scenario
from maillon_web.method.selectors import knowing
from maillon_web.method.selectors.evidence import find_known
from maillon_web.plan.models import Action, Funding
from maillon_web.signals.models import Note, Obstacle, Passage, Signal

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def know(filiere, person) -> dict[str, Known]:
    return find_known(open_filiere(reader=person, filiere_id=filiere.pk), TODAY)


def test_an_empty_filiere_shows_no_evidence(filiere, people):
    assert know(filiere, people.lead) == {}


def test_each_key_is_one_of_the_method(full_filiere, people):
    known = know(full_filiere, people.lead)
    for key in known:
        get_method().get_evidence_kind(key)
    assert len(known) >= 22


@pytest.fixture
def full_filiere(filiere, people):
    """A filière with one made-up thing of each kind that the tool counts."""
    shared = {"filiere": filiere, "visibility": "members", "created_by": people.lead}
    actor = add_actor(filiere, "SCIC fictive", stage="tri", ess_status="declared")
    ActorWord.objects.create(filiere=filiere, actor=actor, word="scic")
    DiagnosisRun.objects.create(filiere=filiere, read_at=NOW)
    RankingProfile.objects.create(filiere=filiere, profiles={})
    Signal.objects.create(text="Fictif", said_by="Fictif", heard_on=TODAY, **shared)
    Obstacle.objects.create(title="Frein fictif", family="land", **shared)
    Statement.objects.create(
        actor=actor, filiere=filiere, kind="need", text="Besoin fictif", stated_on=TODAY
    )
    note = Note.objects.create(
        title="Note fictive", kind="interview", held_on=TODAY, text="Exemple.", **shared
    )
    Passage.objects.create(note=note, start=0, end=7, quote="Exemple", code="need")
    action = Action.objects.create(
        title="Étude fictive", status="done", lever_keys=["diagnostic.etude"], **shared
    )
    Funding.objects.create(action=action, funder="Financeur fictif", state="obtained")
    committee = Group.objects.create(name="Comité fictif", kind="committee", **shared)
    Group.objects.create(name="Groupe fictif", kind="working", **shared)
    for level in ("research", "network", "region"):
        GroupMember.objects.create(group=committee, organisation=f"Fictif {level}", level=level)
    for kind, group in (("meeting", committee), ("visit", None), ("cafe", None)):
        Meeting.objects.create(
            title="Fictive", kind=kind, group=group, starts_at=NOW, state="held", **shared
        )
    make_agreements(shared)
    Contract.objects.create(title="Convention fictive", kind="sieg", **shared)
    Means.objects.create(filiere=filiere, year=2026, fte="0.3")
    Scenario.objects.create(filiere=filiere, kind="initiator", carrier=actor)
    Contribution.objects.create(
        key="fiche-fictive",
        title="Fiche fictive",
        kind="trade",
        filiere=filiere,
        state="published",
        published_visibility="public",
    )
    network = Organisation.objects.create(name="Réseau fictif", kind=OrganisationKind.NETWORK)
    Partner.objects.create(filiere=filiere, organisation=network)
    return filiere


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("diagnosis_done", 1),
        ("actors_placed", 1),
        ("priorities_ranked", 1),
        ("scic", 1),
        ("signals", 1),
        ("obstacles", 1),
        ("needs", 2),
        ("action_plan", 1),
        ("opportunity_study", 1),
        ("funding_requested", 1),
        ("funding_obtained", 1),
        ("committee", 1),
        ("working_group", 1),
        ("committee_meetings", 1),
        ("visit", 1),
        ("events", 1),
        ("research_actor", 1),
        ("partner_organisation", 2),
        ("public_actors", 1),
        ("contract", 1),
        ("sieg", 1),
        ("charter_draft", 2),
        ("charter_signed", 1),
        ("means", 1),
        ("ess_partner", 1),
        ("trade_sheet", 1),
    ],
)
def test_what_is_written_elsewhere_is_seen(full_filiere, people, key, count):
    known = know(full_filiere, people.lead)[key]
    assert known.count == count
    assert known.address.startswith("/")
    assert known.sentence.endswith(".")


def test_the_diagnosis_says_its_day_and_its_actors(full_filiere, people):
    made = DiagnosisRun.objects.get().made_at
    sentence = know(full_filiere, people.lead)["diagnosis_done"].sentence
    assert str(made.year) in sentence
    assert "1 acteur placé" in sentence


def test_what_the_reader_may_not_see_is_not_counted(full_filiere, people):
    Signal.objects.update(visibility="private")
    Group.objects.update(visibility="private")
    Presence.objects.update(visibility="private")
    known = know(full_filiere, people.reader)
    for key in ("signals", "committee", "research_actor", "actors_placed", "scic"):
        assert key not in known, key
    assert know(full_filiere, people.lead)["signals"].count == 1


def test_what_is_planned_dropped_or_broken_is_no_evidence(full_filiere, people):
    Meeting.objects.update(state="planned")
    Action.objects.update(status="dropped")
    Contract.objects.update(state="broken")
    Funding.objects.update(state="wanted")
    known = know(full_filiere, people.lead)
    for key in ("visit", "events", "action_plan", "contract", "sieg", "funding_requested"):
        assert key not in known, key


def test_a_public_filiere_has_a_public_page(public_filiere, people):
    assert "public_page" in know(public_filiere, people.lead)


def test_an_application_above_adds_what_it_sees(filiere, people, monkeypatch):
    monkeypatch.setattr(knowing, "_observers", {})
    known = Known(count=1, sentence="Note fictive.", address="/")
    knowing.register_observer(
        "fictif",
        lambda _opened, _today: {"note_de_cadrage": known, "flyer": Known(count=0, sentence="")},
    )
    assert know(filiere, people.lead) == {"note_de_cadrage": known}


def test_the_lever_page_links_to_what_was_seen(full_filiere, people, as_user):
    page = as_user(people.reader).get(
        reverse("method:lever", args=[full_filiere.pk, "organisation.comites"])
    )
    text = page.content.decode()
    assert "1 comité créé." in text
    assert reverse("gatherings:list", args=[full_filiere.pk]) in text
