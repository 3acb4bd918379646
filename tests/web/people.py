"""People and workspaces of the tests, made up and named as such."""

from dataclasses import dataclass

from maillon_web.accounts.models import Organisation, OrganisationKind, User
from maillon_web.directory.models import Actor, Placement
from maillon_web.directory.services.presences import make_presence
from maillon_web.filieres.models import Filiere, FiliereVisibility, Member, Role, Stage

__all__ = ["People", "add_actor", "make_filiere", "make_people"]


@dataclass(frozen=True, kw_only=True)
class People:
    """One person for each role in the filière of `organisation`, and a stranger to it."""

    organisation: Organisation
    lead: User
    contributor: User
    reader: User
    actor: User
    stranger: User


def make_people() -> People:
    """Make an organisation and five people, who are not yet members of any filière."""
    organisation = Organisation.objects.create(
        name="Collectivité fictive", kind=OrganisationKind.COLLECTIVITE
    )
    made = {
        role: User.objects.create_user(f"{role}@exemple.test", "mot de passe fictif", name=role)
        for role in ("lead", "contributor", "reader", "actor", "stranger")
    }
    return People(organisation=organisation, **made)


def make_filiere(
    people: People,
    *,
    name: str = "Filière fictive",
    visibility: str = FiliereVisibility.MEMBERS,
    **fields: object,
) -> Filiere:
    """Make a filière with three stages, where each person has the role of the same name."""
    filiere = Filiere.objects.create(
        name=name,
        organisation=people.organisation,
        visibility=visibility,
        **{"territory_key": "epci:200046977", "territory_name": "Métropole de Lyon"} | fields,
    )
    for number, key in enumerate(("collecte", "tri", "vente")):
        Stage.objects.create(filiere=filiere, key=key, label=key.capitalize(), position=number)
    for role in (Role.LEAD, Role.CONTRIBUTOR, Role.READER, Role.ACTOR):
        Member.objects.create(filiere=filiere, user=getattr(people, role.value), role=role)
    return filiere


def add_actor(filiere: Filiere, name: str, *, stage: str = "", **fields: object) -> Actor:
    """Put a made-up actor in a filière, at a stage."""
    number = Actor.objects.count() + 1
    given = {"external_id": f"web:{number}", "sort_name": name.lower()} | fields
    actor = Actor.objects.create(organisation=filiere.organisation, name=name, **given)
    make_presence(
        filiere,
        actor,
        origin="register",
        main_stage=stage,
        main_confidence="placed" if stage else "",
    ).save()
    if stage:
        Placement.objects.create(
            filiere=filiere, actor=actor, stage_key=stage, confidence="placed", score=3
        )
    return actor
