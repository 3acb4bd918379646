"""One sheet of the directory, as its reader may see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from maillon.domain.errors import MaillonError
from maillon.reference.parameters import EssRule, get_ess_rule
from maillon.studies.actor_documents import describe_evidence
from maillon_web.accounts.models import User
from maillon_web.directory.models import (
    Actor,
    ActorKind,
    Decision,
    DuplicatePair,
    FieldOrigin,
    Keeper,
    PairState,
    Placement,
    Presence,
    Statement,
    StatementKind,
)
from maillon_web.directory.selectors.sheet_fields import SheetField, write_fields
from maillon_web.directory.selectors.sources import describe_source, list_names
from maillon_web.directory.selectors.visible import (
    HIDDEN_TOGETHER,
    list_visible,
    read_hidden_fields,
)
from maillon_web.directory.selectors.words import (
    StageLine,
    StageName,
    describe_ess,
    describe_family,
    list_stage_names,
    write_stages,
)
from maillon_web.filieres.selectors import Opened

__all__ = [
    "Family",
    "Sheet",
    "find_kept_instead",
    "get_kept_actor",
    "get_presence",
    "list_kept",
    "read_own_stages",
    "read_sheet",
]

_MOST_RELATIVES = 40


@dataclass(frozen=True, slots=True)
class Said:
    """Something said, and by whom in words."""

    statement: Statement
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """The legal unit of an actor, the other places of that unit, its brands."""

    parent: Actor | None
    places: Sequence[Actor]
    brands: Sequence[Actor]
    is_cut: bool

    def __bool__(self) -> bool:
        """Whether there is anybody."""
        return bool(self.parent or self.places or self.brands)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """Everything that the page shows."""

    presence: Presence
    actor: Actor
    fields: Sequence[SheetField]
    stages: Sequence[StageLine]
    all_stages: Sequence[StageName]
    ess: str
    ess_family: str
    ess_rule: EssRule | None
    statements: Mapping[str, Sequence[Said]]
    family: Family
    merged: Sequence[Actor]
    decisions: Sequence[Decision]
    duplicate_count: int
    keepers: Sequence[Keeper]

    @property
    def is_gone(self) -> bool:
        """Whether no register gives it any more."""
        is_out = not self.presence.is_listed and self.presence.origin == "register"
        return is_out and not self.presence.is_closed and self.actor.merged_into_id is None

    @property
    def passages(self) -> list[str]:
        """What published documents say of it; those of merged records stand one after the other."""
        return [describe_evidence(text) for text in self.actor.evidence.split("\n\n") if text]

    @property
    def can_be_unlisted(self) -> bool:
        """Whether people put it in the lists, and may take it out."""
        return self.presence.is_listed and self.presence.origin not in {"register", "unit"}

    @property
    def has_statements(self) -> bool:
        """Whether anything is said."""
        return any(self.statements.values())

    @property
    def said(self) -> list[tuple[str, Sequence[Said]]]:
        """What is said, under the name of its kind."""
        return [(str(StatementKind(kind).label), said) for kind, said in self.statements.items()]

    @property
    def lead_activity(self) -> str:
        """What it does, in a few words."""
        is_told = any(field.name == "naf_code" for field in self.fields)
        return self.actor.naf_label if is_told else ""

    @property
    def lead_place(self) -> str:
        """Where it is."""
        return self.get_value("commune_code")

    def get_value(self, name: str) -> str:
        """Return what is known of a field; nothing when nothing is, or not for the reader."""
        return next((field.value for field in self.fields if field.name == name), "")


def get_presence(opened: Opened, actor_id: int) -> Presence:
    """
    Return the presence of an actor that the reader may know of.

    Raises
    ------
    Http404
        If there is none.
    """
    found = list_visible(opened).select_related("actor__parent", "actor__merged_into")
    return get_object_or_404(found, actor_id=actor_id)


def get_kept_actor(opened: Opened, user: User, actor_id: int) -> Presence:
    """
    Return the presence of an actor whose sheet this person keeps, whatever its visibility.

    Raises
    ------
    Http404
        If the person does not keep it.
    """
    found = Presence.objects.filter(filiere=opened.filiere, actor__keepers__user=user)
    return get_object_or_404(found.select_related("actor"), actor_id=actor_id)


def find_kept_instead(opened: Opened, user: User, actor_id: int) -> int | None:
    """Return the sheet that a person keeps now that this one was merged into it, if so."""
    merged = Actor.objects.filter(
        pk=actor_id,
        merged_into__keepers__user=user,
        merged_into__presences__filiere=opened.filiere,
    )
    return merged.values_list("merged_into_id", flat=True).first()


def list_kept(opened: Opened, user: object) -> Sequence[Actor]:
    """Return the actors of the filière whose sheet a person keeps."""
    if not isinstance(user, User):
        return []
    return list(
        Actor.objects.filter(
            presences__filiere=opened.filiere, keepers__user=user, merged_into=None
        ).only("name", "checked_on")
    )


def read_own_stages(opened: Opened, presence: Presence) -> tuple[list[StageName], list[str]]:
    """
    Return the stages of the chain, and those that the actor is proposed as its own.

    Until it says otherwise, those are the stages where it counts.
    """
    stages = list_stage_names(opened.filiere)
    if presence.declared_stages:
        return list(stages.values()), list(presence.declared_stages)
    places = Placement.objects.filter(filiere=opened.filiere, actor_id=presence.actor_id)
    sure = [line.stage.key for line in write_stages(list(places), stages) if line.is_sure]
    return list(stages.values()), sure


def read_sheet(opened: Opened, presence: Presence) -> Sheet:
    """Return a sheet with what the reader may see of it, in a constant number of questions."""
    actor = presence.actor
    origins = {origin.field: origin for origin in actor.origins.all()}
    hidden = _list_hidden(origins.values(), opened.levels)
    stages = list_stage_names(opened.filiere)
    places = list(Placement.objects.filter(filiere=opened.filiere, actor=actor))
    names = list_names(
        opened.filiere,
        {*actor.sources, *(key for origin in origins.values() for key in origin.source.split(";"))},
    )
    knows_ess = "ess_status" not in hidden
    return Sheet(
        presence=presence,
        actor=actor,
        fields=list(write_fields(actor, origins, hidden, names)),
        stages=write_stages(places, stages),
        all_stages=list(stages.values()),
        ess=describe_ess(presence.ess_status) if knows_ess else "",
        ess_family=describe_family(presence.ess_family) if knows_ess else "",
        ess_rule=_find_rule(presence.ess_rule) if knows_ess else None,
        statements=_group_statements(opened, actor),
        family=_find_family(opened, actor),
        merged=_list_related(opened, Q(merged_into=actor)),
        decisions=_list_decisions(opened, actor),
        duplicate_count=_count_duplicates(opened, actor),
        keepers=list(actor.keepers.select_related("user")) if opened.can_contribute else [],
    )


def _list_hidden(origins: Collection[FieldOrigin], levels: Collection[str]) -> set[str]:
    return {
        name
        for origin in origins
        if origin.visibility not in levels
        for name in (origin.field, *HIDDEN_TOGETHER.get(origin.field, ()))
    }


def _find_rule(code: str) -> EssRule | None:
    try:
        return get_ess_rule(code) if code else None
    except MaillonError:
        # A sheet that comes from another version may name a rule that is not here.
        return None


def _group_statements(opened: Opened, actor: Actor) -> dict[str, list[Said]]:
    grouped: dict[str, list[Said]] = {kind.value: [] for kind in StatementKind}
    seen = actor.statements.filter(filiere=opened.filiere, visibility__in=opened.levels)
    for statement in seen.select_related("created_by"):
        grouped[statement.kind].append(Said(statement, describe_source(statement.source, {})))
    return grouped


def _find_family(opened: Opened, actor: Actor) -> Family:
    own = Q(parent=actor)
    if actor.parent_id:
        own |= Q(pk=actor.parent_id) | Q(parent_id=actor.parent_id)
    found = _list_related(opened, own, limit=_MOST_RELATIVES + 1)
    relatives = [relative for relative in found if relative.pk != actor.pk]
    parent = next((relative for relative in relatives if relative.pk == actor.parent_id), None)
    others = [relative for relative in relatives if relative.pk != actor.parent_id]
    return Family(
        parent=parent,
        places=[entry for entry in others if entry.kind != ActorKind.BRAND][:_MOST_RELATIVES],
        brands=[entry for entry in others if entry.kind == ActorKind.BRAND],
        is_cut=len(found) > _MOST_RELATIVES,
    )


def _list_related(opened: Opened, condition: Q, *, limit: int = _MOST_RELATIVES) -> list[Actor]:
    visible = list_visible(opened).filter(actor_id=OuterRef("pk"))
    found: QuerySet[Actor] = Actor.objects.filter(condition, Exists(visible))
    related = list(found.only("name", "kind", "commune_name", "parent_id", "sort_name")[:limit])
    hidden = read_hidden_fields([actor.pk for actor in related], opened.levels)
    for actor in related:
        if "commune_name" in hidden.get(actor.pk, ()):
            actor.commune_name = ""
    return related


def _list_decisions(opened: Opened, actor: Actor) -> list[Decision]:
    if not opened.can_take_part:
        return []
    decisions = Decision.objects.filter(filiere=opened.filiere, actor=actor)
    return list(decisions.select_related("decided_by"))


def _count_duplicates(opened: Opened, actor: Actor) -> int:
    if not opened.can_contribute:
        return 0
    pairs = DuplicatePair.objects.filter(filiere=opened.filiere, state=PairState.OPEN)
    return pairs.filter(Q(first=actor) | Q(second=actor)).count()
