"""Organisations, people, filières and who is what in them: all made up, and named so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from loading import Loader

from maillon.domain.territory import Territory
from maillon.reference.filieres import get_filiere as get_template
from maillon_web.accounts.models import (
    Organisation,
    OrganisationKind,
    OrganisationMember,
    OrganisationRole,
    User,
)
from maillon_web.filieres.library import describe_chains, describe_stages
from maillon_web.filieres.models import (
    Filiere,
    FiliereVisibility,
    Member,
    Partner,
    Role,
    Stage,
)

__all__ = ["Workspace", "make_people", "make_workspaces"]

PASSWORD = "mot de passe fictif"  # noqa: S105 - of people who do not exist
_ROLES = {"lead": Role.LEAD, "contributor": Role.CONTRIBUTOR, "reader": Role.READER}


@dataclass(frozen=True, slots=True)
class Workspace:
    """A filière with what its actors are drawn from."""

    filiere: Filiere
    territory: Territory
    stages: Sequence[dict[str, Any]]
    size: int
    author: User


def make_people(loader: Loader, shares: Mapping[str, Any]) -> dict[str, list[User]]:
    """Write people by what they will be in the largest filières."""
    password = make_password(PASSWORD)
    people = {
        role: [
            User(
                email=f"{role}-{number:03}@exemple.invalid",
                name=f"Personne fictive {role} {number}",
                password=password,
                last_seen_at=timezone.now(),
            )
            for number in range(1, count + 1)
        ]
        for role, count in shares["people"].items()
    }
    everybody = [user for users in people.values() for user in users]
    loader.write(everybody)
    loader.write(
        [
            EmailAddress(user=user, email=user.email, verified=True, primary=True)
            for user in everybody
        ]
    )
    return people


def make_workspaces(
    loader: Loader,
    shares: Mapping[str, Any],
    rng: Random,
    *,
    people: Mapping[str, Sequence[User]],
    territories: Sequence[Territory],
) -> list[Workspace]:
    """Write the organisations, the filières, their stages and their members."""
    organisations = [
        Organisation(name=f"Collectivité fictive {number:02}", kind=OrganisationKind.COLLECTIVITE)
        for number in range(1, shares["organisation_count"] + 1)
    ]
    loader.write(organisations)
    others = people["others"]
    loader.write(
        [
            OrganisationMember(
                organisation=organisations[rank % len(organisations)],
                user=user,
                role=OrganisationRole.ADMIN
                if rank < len(organisations)
                else OrganisationRole.MEMBER,
            )
            for rank, user in enumerate(others)
        ]
    )
    workspaces = [
        _make_one(rank, size, shares, territories[rank], organisations, others)
        for rank, size in enumerate(_share_out(shares, rng))
    ]
    loader.write([workspace.filiere for workspace in workspaces])
    loader.write(
        [
            Stage(filiere=workspace.filiere, position=position, **values)
            for workspace in workspaces
            for position, values in enumerate(workspace.stages)
        ]
    )
    _join(loader, shares, rng, workspaces, people, organisations)
    return workspaces


def _share_out(shares: Mapping[str, Any], rng: Random) -> list[int]:
    largest = list(shares["largest_filieres"])
    rest = shares["actor_count"] - sum(largest)
    count = shares["filiere_count"] - len(largest)
    weights = [rng.lognormvariate(0, 0.7) for _ in range(count)]
    sizes = [round(rest * weight / sum(weights)) for weight in weights]
    sizes[-1] += rest - sum(sizes)
    return [*largest, *sizes]


def _make_one(
    rank: int,
    size: int,
    shares: Mapping[str, Any],
    territory: Territory,
    organisations: Sequence[Organisation],
    authors: Sequence[User],
) -> Workspace:
    template = get_template(shares["templates"][rank % len(shares["templates"])])
    # The two largest and the third are public, so that strangers visit both sizes.
    is_public = rank < 3 or (rank * 7919) % 100 < 100 * shares["public_filiere_share"]
    author = authors[rank % len(organisations)]
    made_at = timezone.now() - timedelta(days=700 - rank)
    filiere = Filiere(
        name=f"Filière fictive {rank + 1:03} – {template.label}",
        description="Espace fictif, pour mesurer les temps de réponse.",
        organisation=organisations[rank % len(organisations)],
        territory_key=territory.key,
        territory_name=territory.name,
        territory_vintage=territory.vintage,
        template_key=template.key,
        chains=describe_chains(template),
        kind=template.kind.value,
        visibility=FiliereVisibility.PUBLIC if is_public else FiliereVisibility.MEMBERS,
        created_by=author,
        created_at=made_at,
        updated_at=made_at,
    )
    return Workspace(filiere, territory, describe_stages(template), size, author)


def _join(
    loader: Loader,
    shares: Mapping[str, Any],
    rng: Random,
    workspaces: Sequence[Workspace],
    people: Mapping[str, Sequence[User]],
    organisations: Sequence[Organisation],
) -> None:
    """Put the named people in the first twenty filières, and others everywhere."""
    members, partners = [], []
    seen_at = timezone.now() - timedelta(days=12)
    for rank, workspace in enumerate(workspaces):
        filiere = workspace.filiere
        joined = {
            workspace.author.pk: Member(filiere=filiere, user=workspace.author, role=Role.LEAD)
        }
        named = _ROLES if rank < 20 else {}
        for key, role in named.items():
            for user in people[key]:
                joined[user.pk] = Member(filiere=filiere, user=user, role=role)
        for user in rng.sample(people["others"], shares["members_by_filiere"]):
            role = rng.choice([Role.CONTRIBUTOR, Role.READER, Role.ACTOR])
            joined.setdefault(user.pk, Member(filiere=filiere, user=user, role=role))
        for member in joined.values():
            member.last_visit_at = seen_at
        members += joined.values()
        ally = organisations[(rank + 1) % len(organisations)]
        partners.append(Partner(filiere=filiere, organisation=ally, role=Role.READER))
    loader.write(members)
    loader.write(partners)
