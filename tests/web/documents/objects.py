"""Made-up records that the documents quote, and office files, named as such."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from docx import Document
from pptx import Presentation

from maillon_web.agreements.models import (
    Annex,
    Charter,
    CharterVersion,
    Commitment,
    Contract,
    Deadline,
    Party,
    Signature,
)
from maillon_web.documents.models import OwnTemplate
from maillon_web.filieres.models import Filiere
from maillon_web.gatherings.models import (
    AgendaItem,
    Group,
    Meeting,
    MeetingDecision,
    MeetingTask,
    Participant,
)
from maillon_web.method.models import ExitCondition, LeverProgress, Means, Scenario
from maillon_web.plan.models import (
    Action,
    ActionBudget,
    Funding,
    Indicator,
    IndicatorValue,
    Objective,
)

DAY = date(2026, 3, 5)


def make_documents(filiere: Filiere) -> dict[str, Any]:
    """Return what an address of `documents` names, for the tests that visit every address."""
    own = OwnTemplate.objects.create(
        organisation=filiere.organisation,
        name="Modèle fictif",
        file_format="docx",
        content=write_word("Modèle fictif"),
    )
    return {"paper_key": "note-de-cadrage", "paper_format": "docx", "own_template": own.pk}


def write_word(*lines: str) -> bytes:
    """Return a Word file that holds these lines."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return _save(document)


def write_slides() -> bytes:
    """Return an empty presentation."""
    return _save(Presentation())


def _save(made: Any) -> bytes:
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def fill(filiere: Filiere, people: Any, **shared: Any) -> dict[str, Any]:
    """Write a plan, a charter, a contract, a meeting and the method of a made-up filière."""
    common = {"filiere": filiere, "visibility": "members", "created_by": people.lead} | shared
    plan = make_plan(common)
    return {
        **plan,
        "contract": make_contract(common),
        "charter": make_charter(common),
        "meeting": make_meeting(common, plan["action"]),
        **make_method(filiere),
    }


def make_plan(common: dict[str, Any]) -> dict[str, Any]:
    objective = Objective.objects.create(
        title="Objectif fictif", description="Raison fictive", **common
    )
    action = Action.objects.create(
        title="Action fictive",
        objective=objective,
        owner_name="Direction fictive",
        departments="Économie, Déchets",
        starts_on=date(2026, 1, 5),
        ends_on=date(2027, 6, 30),
        status="running",
        **common,
    )
    part = Action.objects.create(
        title="Partie fictive", objective=objective, parent=action, status="done", **common
    )
    ActionBudget.objects.create(action=action, year=2026, planned_eur=1200, spent_eur=450)
    ActionBudget.objects.create(action=action, year=2027, planned_eur=800.5)
    ActionBudget.objects.create(action=part, year=2028, planned_eur=77)
    Funding.objects.create(
        action=action, funder="Financeur fictif", state="obtained", asked_eur=900, obtained_eur=700
    )
    indicator = Indicator.objects.create(
        label="Indicateur fictif", unit="t", baseline=4, target=10, **common
    )
    IndicatorValue.objects.create(indicator=indicator, measured_on=DAY, value=6, source="Fictif")
    return {"objective": objective, "action": action, "part": part, "indicator": indicator}


def make_contract(common: dict[str, Any]) -> Contract:
    contract = Contract.objects.create(
        title="Contrat fictif",
        purpose="Objet fictif",
        starts_on=DAY,
        ends_on=date(2029, 3, 4),
        **common,
    )
    first = Party.objects.create(contract=contract, organisation="Partie fictive une")
    Party.objects.create(contract=contract, organisation="Partie fictive deux", signed_on=DAY)
    Commitment.objects.create(
        contract=contract, party=first, text="Livrer (fictif)", due_on=DAY, in_return="Un local"
    )
    Annex.objects.create(contract=contract, title="Annexe fictive")
    Deadline.objects.create(contract=contract, label="Bilan fictif", due_on=DAY)
    return contract


def make_charter(common: dict[str, Any]) -> Charter:
    charter = Charter.objects.create(title="Charte fictive", **common)
    version = CharterVersion.objects.create(
        charter=charter,
        number=3,
        state="adopted",
        adopted_on=DAY,
        sections=[{"title": "Valeurs fictives", "text": "Texte fictif."}],
    )
    Signature.objects.create(
        charter_version=version, organisation="Signataire fictif", signed_on=DAY
    )
    Signature.objects.create(
        charter_version=version,
        organisation="Signataire parti (fictif)",
        signed_on=DAY,
        withdrawn_on=DAY,
    )
    Commitment.objects.create(charter=charter, text="Partager (fictif)", state="kept")
    return charter


def make_meeting(common: dict[str, Any], action: Action) -> Meeting:
    group = Group.objects.create(name="Groupe fictif", **common)
    meeting = Meeting.objects.create(
        title="Rencontre fictive",
        group=group,
        starts_at=datetime(2026, 3, 5, 9, tzinfo=UTC),
        place="Lieu fictif",
        state="held",
        learnt="Leçon fictive",
        **common,
    )
    Meeting.objects.create(
        title="Rencontre fictive suivante",
        group=group,
        starts_at=datetime(2026, 1, 1, 9, tzinfo=UTC),
        **common,
    )
    AgendaItem.objects.create(meeting=meeting, title="Point fictif", minutes="Dit fictif.")
    Participant.objects.create(
        meeting=meeting, organisation="Organisation fictive", presence="present"
    )
    MeetingDecision.objects.create(meeting=meeting, text="Décision fictive")
    MeetingTask.objects.create(meeting=meeting, action=action)
    return meeting


def make_method(filiere: Filiere) -> dict[str, Any]:
    Means.objects.create(filiere=filiere, year=2026, fte=0.3, budget_eur=15000)
    Scenario.objects.create(
        filiere=filiere, kind="initiator", reason="Motif fictif", carrier_name="Porteur fictif"
    )
    ExitCondition.objects.create(filiere=filiere, text="Condition fictive", met_on=DAY)
    LeverProgress.objects.create(
        filiere=filiere,
        lever_key="diagnostic.cartographie",
        state="done",
        method_version="1",
    )
    return {}
