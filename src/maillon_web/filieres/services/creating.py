"""Make a filière: its territory, its stages, and the person who leads it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.domain.filiere import Filiere as ReferenceFiliere
from maillon.domain.territory import Territory
from maillon.domain.text import fold
from maillon_web.accounts.models import Organisation, User
from maillon_web.filieres.library import describe_chains, describe_stages
from maillon_web.filieres.models import (
    ChainKind,
    Filiere,
    FiliereVisibility,
    Member,
    Role,
    Stage,
)
from maillon_web.history.services import record

__all__ = [
    "Outline",
    "create_filiere",
    "describe_territory",
    "make_key",
    "outline_from",
    "outline_own",
    "propose_name",
]

_LONGEST_KEY = 60
_LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """The chain that a filière starts from."""

    template_key: str = ""
    kind: str = ChainKind.CHAIN
    stages: Sequence[dict[str, Any]] = ()
    chains: Sequence[dict[str, Any]] = ()


def outline_from(template: ReferenceFiliere) -> Outline:
    """Return the chain of a reference filière."""
    return Outline(
        template_key=template.key,
        kind=template.kind.value,
        stages=describe_stages(template),
        chains=describe_chains(template),
    )


def outline_own(labels: Sequence[str], *, kind: str) -> Outline:
    """Return a chain of which only the names of the stages are known yet."""
    stages: list[dict[str, Any]] = []
    for label in labels:
        key = make_key(label, taken={stage["key"] for stage in stages})
        stages.append({"key": key, "label": label, "description": "", "definition": {}})
    chains = []
    if kind == ChainKind.ECOSYSTEM:
        keys = [stage["key"] for stage in stages]
        chains = [{"key": "principale", "label": _("Chaîne principale"), "stages": keys}]
    return Outline(kind=kind, stages=stages, chains=chains)


def make_key(label: str, *, taken: set[str]) -> str:
    """Return a stable name, unaccented, that no other stage bears."""
    base = re.sub(r"[^a-z0-9]+", "_", fold(label).lower()).strip("_")[: _LONGEST_KEY - 4]
    base = base if base and base[0].isalpha() else f"maillon_{base}".rstrip("_")
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def propose_name(chain_label: str, territory_name: str) -> str:
    """Return the name given to a filière that people have not named."""
    name = _("{filiere} – {territory}").format(filiere=chain_label, territory=territory_name)
    return name[:_LONGEST_NAME]


def create_filiere(  # noqa: PLR0913 - what the person chose, item by item
    *,
    author: User,
    organisation: Organisation,
    name: str,
    territory: Territory,
    outline: Outline,
    description: str = "",
    visibility: str = FiliereVisibility.MEMBERS,
    is_demonstration: bool = False,
) -> Filiere:
    """Write a filière that its author leads; the territory may be one that nobody else knows."""
    with transaction.atomic():
        filiere = Filiere.objects.create(
            name=name,
            description=description,
            organisation=organisation,
            **describe_territory(territory),
            template_key=outline.template_key,
            kind=outline.kind,
            chains=list(outline.chains),
            visibility=visibility,
            is_demonstration=is_demonstration,
            created_by=author,
        )
        with record(
            "filiere.create", scope=filiere.scope, author=author, params={"name": name}
        ) as recorder:
            recorder.create_many(
                [
                    Stage(filiere=filiere, position=position, **values)
                    for position, values in enumerate(outline.stages)
                ]
            )
            recorder.create(Member(filiere=filiere, user=author, role=Role.LEAD))
    return filiere


def describe_territory(territory: Territory) -> dict[str, Any]:
    """Return what a workspace keeps of a territory: its key, or its communes when it is its own."""
    is_own = territory.key.startswith("list:")
    return {
        "territory_key": "" if is_own else territory.key,
        "territory_name": territory.name,
        "territory_vintage": territory.vintage,
        "commune_codes": territory.commune_codes if is_own else [],
    }
