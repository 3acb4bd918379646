"""Every kind of visitor, three filières, and one of each thing that an address may name."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.web.agreements.objects import make_agreements
from tests.web.documents.objects import make_documents
from tests.web.economics.objects import make_economics
from tests.web.flows.objects import make_flows
from tests.web.gatherings.objects import make_gatherings
from tests.web.gisements.objects import make_gisements
from tests.web.library.objects import make_library
from tests.web.method.objects import make_method
from tests.web.people import People, add_actor, make_filiere, make_people
from tests.web.plan.objects import make_plan
from tests.web.weighings.objects import make_weighings

from maillon.domain.jobs import SilentProgress
from maillon.reference.filieres import get_filiere
from maillon_web.accounts.models import (
    Organisation,
    OrganisationInvitation,
    OrganisationKind,
    OrganisationMember,
    OrganisationRole,
    User,
)
from maillon_web.diagnosis.models import DiagnosisText
from maillon_web.diagnosis.services import refresh
from maillon_web.directory.models import (
    Actor,
    Decision,
    DuplicatePair,
    ImportRow,
    Keeper,
    ListImport,
    Statement,
)
from maillon_web.filieres.library import describe_stages
from maillon_web.filieres.models import (
    Filiere,
    FiliereVisibility,
    Invitation,
    Member,
    Partner,
    Stage,
    Visibility,
)
from maillon_web.history.services import record
from maillon_web.jobs.models import Job, JobState
from maillon_web.signals.models import Note, Obstacle, Passage, Project, Signal

__all__ = ["ALLOWED", "ROLES", "VISITORS", "Place", "World", "make_world"]

_TODAY = date(2026, 11, 22)
# What each visitor is in the filière of its own, by the words of the issue; written here a second
# time on purpose, apart from the code that it checks.
ROLES: Mapping[str, str] = {
    "anonymous": "",
    "stranger": "",
    "staff": "",
    "actor": "actor",
    "reader": "reader",
    "colleague": "reader",
    "contributor": "contributor",
    "lead": "lead",
    "administrator": "lead",
}
VISITORS = tuple(ROLES)
ALLOWED: Mapping[str, frozenset[str]] = {
    "read": frozenset({"public", "actor", "reader", "contributor", "lead"}),
    "take_part": frozenset({"actor", "reader", "contributor", "lead"}),
    "contribute": frozenset({"contributor", "lead"}),
    "lead": frozenset({"lead"}),
    "keeper": frozenset({"actor"}),
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """A filière with one of each thing inside."""

    filiere: Filiere
    objects: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class World:
    """The visitors, their own filière, a public one and one of other people, both led by others."""

    users: Mapping[str, User | None]
    cookies: Mapping[str, str]
    own: Place
    public: Place
    foreign: Place

    def open_as(self, visitor: str) -> Client:
        """Return a fresh browser of that visitor."""
        client = Client(raise_request_exception=False)
        if self.cookies[visitor]:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[visitor]
        return client


def make_world() -> World:
    """Make the visitors and the three filières, each with its diagnostic."""
    people = make_people()
    others = _make_others()
    users: dict[str, User | None] = {
        name: getattr(people, name, None) for name in VISITORS if name != "anonymous"
    }
    for name in ("staff", "colleague", "administrator"):
        users[name] = User.objects.create_user(
            f"{name}@exemple.test", "mot de passe fictif", name=name, is_staff=name == "staff"
        )
    for name in ("colleague", "administrator"):
        role = OrganisationRole.ADMIN if name == "administrator" else OrganisationRole.MEMBER
        OrganisationMember.objects.create(
            organisation=people.organisation, user=users[name], role=role
        )
    users["anonymous"] = None
    return World(
        users=users,
        cookies={name: _sign_in(user) for name, user in users.items()},
        own=_make_place(people, "Filière fictive à soi"),
        public=_make_place(others, "Filière fictive publique", visibility=FiliereVisibility.PUBLIC),
        foreign=_make_place(others, "Filière fictive d'autres"),
    )


def _make_others() -> People:
    return People(
        organisation=Organisation.objects.create(
            name="Autre collectivité fictive", kind=OrganisationKind.COLLECTIVITE
        ),
        **{
            role: User.objects.create_user(f"autre-{role}@exemple.test", name=f"autre {role}")
            for role in ("lead", "contributor", "reader", "actor", "stranger")
        },
    )


def _sign_in(user: User | None) -> str:
    if user is None:
        return ""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _make_place(people: People, name: str, **fields: Any) -> Place:
    filiere = make_filiere(
        people,
        name=name,
        territory_key="epci:200044014",
        territory_name="CC Creuse Grand Sud",
        template_key="laine",
        **fields,
    )
    filiere.stages.all().delete()
    for position, values in enumerate(describe_stages(get_filiere("laine"))):
        Stage.objects.create(filiere=filiere, position=position, **values)
    refresh(filiere, SilentProgress())
    return Place(filiere=filiere, objects=make_objects(filiere, people))


def make_objects(filiere: Filiere, people: People) -> dict[str, Any]:
    """
    Return one of each thing that an address may name, public so that rights alone decide.

    Add here what a new address needs.
    """
    shared = {"filiere": filiere, "visibility": Visibility.PUBLIC, "created_by": people.lead}
    actor = add_actor(filiere, "Exemple fictif", stage=filiere.stages.all()[0].key)
    project = Project.objects.create(title="Projet fictif", **shared)
    signal = Signal.objects.create(
        text="Exemple fictif", said_by="Exemple fictif", heard_on=_TODAY, **shared
    )
    note = Note.objects.create(
        title="Note fictive", kind="interview", held_on=_TODAY, text="Exemple fictif.", **shared
    )
    passage = Passage.objects.create(note=note, start=0, end=7, quote="Exemple", code="need")
    obstacle = Obstacle.objects.create(title="Frein fictif", family="land", **shared)
    text = filiere.diagnoses.get(is_current=True).texts.get(audience="members", language="fr")
    member = Member.objects.create(
        filiere=filiere, user=_make_user(filiere, "participe"), role="reader"
    )
    list_import = _make_import(filiere, people)
    return {
        "actor": actor.pk,
        "catchment_figure": "acteurs",
        "change_set": _make_change(filiere, people),
        "false_key": "cle-fictive",
        "false_number": "zz",
        "figure_key": _find_shared_figure(text),
        "format": "pdf",
        "import_step": "file",
        "invitation": _invite_to_filiere(filiere, people).pk,
        "decision": Decision.objects.create(filiere=filiere, actor=actor, kind="ess_declared").pk,
        "job": _make_job(filiere, people).pk,
        "keeper": Keeper.objects.create(actor=actor, user=people.actor).pk,
        "list_import": list_import.pk,
        "member": member.pk,
        "note": note.pk,
        "obstacle": obstacle.pk,
        "organisation": filiere.organisation_id,
        "organisation_invitation": _invite(filiere, people).pk,
        "organisation_member": _make_member(filiere).pk,
        "pair": _make_pair(filiere).pk,
        "partner": _make_partner(filiere).pk,
        "passage": passage.pk,
        "picture": "chain",
        "picture_format": "svg",
        "project": project.pk,
        "reject_kind": "csv",
        "row_number": list_import.rows.get().number,
        "signal": signal.pk,
        "statement": _make_statement(filiere, actor).pk,
        "stage_key": filiere.stages.all()[0].key,
        "template_key": "laine",
        **make_agreements(shared),
        **make_gisements(shared),
        **make_weighings(shared),
        **make_flows(shared),
        **make_economics(shared),
        **make_plan(shared),
        **make_method(shared),
        **make_gatherings(shared),
        **make_documents(filiere),
        **make_library(filiere, people),
    }


def _find_shared_figure(text: DiagnosisText) -> str:
    """Return a figure that the public also sees, where there is a public version."""
    keys = set(text.figures.values_list("key", flat=True))
    for other in text.run.texts.exclude(pk=text.pk):
        keys &= set(other.figures.values_list("key", flat=True))
    return min(keys)


def _make_job(filiere: Filiere, people: People) -> Job:
    return Job.objects.create(
        id=uuid.uuid4(),
        kind="exchange.export",
        label="Exemple fictif",
        scope=filiere.scope,
        state=JobState.DONE,
        started_by=people.lead,
    )


def _invite(filiere: Filiere, people: People) -> OrganisationInvitation:
    return OrganisationInvitation.objects.create(
        organisation=filiere.organisation,
        email="invitee@exemple.test",
        role=OrganisationRole.MEMBER,
        token_digest=uuid.uuid4().hex,
        invited_by=people.lead,
        expires_at=timezone.now() + timedelta(days=7),
    )


def _make_member(filiere: Filiere) -> OrganisationMember:
    return OrganisationMember.objects.create(
        organisation=filiere.organisation,
        user=_make_user(filiere, "membre"),
        role=OrganisationRole.MEMBER,
    )


def _make_user(filiere: Filiere, name: str) -> User:
    return User.objects.create_user(f"{name}-{filiere.pk}@exemple.test", name=name)


def _make_change(filiere: Filiere, people: People) -> int:
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(add_actor(filiere, "Exemple fictif changé"), {"phone": "0102030405"})
        return int(recorder.change_set.pk)


def _invite_to_filiere(filiere: Filiere, people: People) -> Invitation:
    return Invitation.objects.create(
        filiere=filiere,
        email="invitee@exemple.test",
        role="reader",
        token_digest=uuid.uuid4().hex,
        invited_by=people.lead,
        expires_at=timezone.now() + timedelta(days=7),
    )


def _make_partner(filiere: Filiere) -> Partner:
    organisation = Organisation.objects.create(
        name=f"Partenaire fictif {filiere.pk}", kind=OrganisationKind.NETWORK
    )
    return Partner.objects.create(filiere=filiere, organisation=organisation)


def _make_pair(filiere: Filiere) -> DuplicatePair:
    first, second = (add_actor(filiere, f"Exemple fictif double {rank}") for rank in (1, 2))
    return DuplicatePair.objects.create(
        filiere=filiere, first=first, second=second, probability=0.9, levels={"name": "nearly_all"}
    )


def _make_statement(filiere: Filiere, actor: Actor) -> Statement:
    return Statement.objects.create(
        filiere=filiere,
        actor=actor,
        kind="need",
        text="Exemple fictif",
        stated_on=_TODAY,
        visibility=Visibility.PUBLIC,
    )


def _make_import(filiere: Filiere, people: People) -> ListImport:
    made = ListImport.objects.create(
        filiere=filiere,
        label="Liste fictive",
        dated=_TODAY,
        file_name="liste.csv",
        stored_as="absente.csv",
        created_by=people.lead,
    )
    ImportRow.objects.create(list_import=made, number=2, name="Exemple fictif", state="new")
    return made
