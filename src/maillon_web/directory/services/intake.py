"""Compare a batch of a diagnosis with the directory, then write only what differs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from maillon_web.directory.models import Actor, Decision, FieldOrigin, Presence
from maillon_web.directory.services.bulk import insert_all, save_all
from maillon_web.directory.services.incoming import (
    REGISTER_FIELDS,
    Incoming,
    apply_values,
)
from maillon_web.directory.services.presences import (
    COPIED_COLUMNS,
    copy_columns,
    group_decisions,
    make_presence,
    read_places,
    settle,
    write_placements,
)
from maillon_web.directory.services.settling import StagePlace
from maillon_web.directory.services.words import write_words
from maillon_web.filieres.models import Filiere, Visibility

__all__ = ["REGISTER", "Plan", "make_plan"]

Record = TypeVar("Record", bound=models.Model)
REGISTER = "register"
_PRESENCE_FIELDS = (
    *COPIED_COLUMNS,
    "is_listed",
    "ess_status",
    "ess_family",
    "ess_rule",
    "main_stage",
    "main_confidence",
    "computed",
)
_NAMING = ("name", "other_names", "commune_name", "siret", "siren", "rna_id")


@dataclass(kw_only=True)
class Plan:
    """What a batch would change in the directory; nothing is written until `carry_out`."""

    filiere: Filiere
    today: date
    new: list[Actor] = field(default_factory=list)
    changed: list[Actor] = field(default_factory=list)
    renamed: list[Actor] = field(default_factory=list)
    entering: list[Presence] = field(default_factory=list)
    differing: list[Presence] = field(default_factory=list)
    settled: list[tuple[Actor, list[StagePlace]]] = field(default_factory=list)
    before: Mapping[int, Sequence[StagePlace]] = field(default_factory=dict)
    told: list[tuple[Actor, Incoming]] = field(default_factory=list)
    """What the team says of actors that a register publishes, not yet restricted."""

    @property
    def is_empty(self) -> bool:
        """Whether the directory says all of it already."""
        writes = (self.new, self.changed, self.entering, self.differing, self.told)
        return not any(writes) and not any(
            set(places) != set(self.before.get(actor.pk, ())) for actor, places in self.settled
        )

    @property
    def seen(self) -> set[int]:
        """Actors of the batch; those that are new have a number once they are written."""
        return {actor.pk for actor, _places in self.settled}

    def carry_out(self) -> None:
        """Write what differs."""
        self._create()
        self._save_changed()
        self._restrict_own_words()
        entered = [presence.actor for presence in self.entering]
        for presence, actor in zip(self.entering, entered, strict=True):
            presence.actor = actor  # which has its number by now
        insert_all(self.entering)
        save_all(self.differing, _PRESENCE_FIELDS)
        after = {actor.pk: places for actor, places in self.settled}
        write_placements(self.filiere, self.before, after)
        write_words(self.filiere.pk, entered, are_new=True)
        here = {actor.pk for actor in entered}
        write_words(self.filiere.pk, [actor for actor in self.renamed if actor.pk not in here])

    def _create(self) -> None:
        insert_all(self.new)
        rows = Actor.objects.filter(
            organisation_id=self.filiere.organisation_id,
            external_id__in=[actor.external_id for actor in self.new],
        )
        numbers = dict(rows.values_list("external_id", "pk")) if self.new else {}
        for actor in self.new:
            actor.pk = numbers[actor.external_id]

    def _save_changed(self) -> None:
        now = timezone.now()
        for actor in self.changed:
            actor.updated_at = now
        save_all(self.changed, (*REGISTER_FIELDS, "updated_at"))

    def _restrict_own_words(self) -> None:
        """Keep for the members what the team says of an actor that a register publishes."""
        FieldOrigin.objects.bulk_create(
            FieldOrigin(
                actor_id=actor.pk,
                field="declared_activity",
                source=";".join(entry.values["sources"])[:200],
                dated=self.today,
                visibility=Visibility.MEMBERS,
                is_written=False,
            )
            for actor, entry in self.told
        )


def make_plan(
    filiere: Filiere, batch: Sequence[Incoming], *, today: date, is_held: bool = False
) -> Plan:
    """
    Return what a batch would change.

    Parameters
    ----------
    is_held
        Keep what is read from being written by others until the end of the transaction.
    """
    known = _find_actors(filiere, batch, is_held=is_held)
    numbers = [actor.pk for actor in known.values()]
    presences = _hold(Presence.objects.filter(filiere=filiere, actor_id__in=numbers), is_held)
    planner = _Planner(
        plan=Plan(filiere=filiere, today=today, before=read_places(filiere, numbers)),
        presences={presence.actor_id: presence for presence in presences},
        written=_read_written(numbers),
        decisions=group_decisions(filiere, numbers),
    )
    for entry in batch:
        actor = known.get(entry.external_id)
        if actor is None:
            planner.add_new(entry)
        elif actor.merged_into_id is None:
            planner.add_known(actor, entry)
    planner.plan.told = _list_unrestricted(planner.own_words)
    return planner.plan


@dataclass(kw_only=True)
class _Planner:
    """Adds the actors of a batch to a plan, one by one."""

    plan: Plan
    presences: Mapping[int, Presence]
    written: Mapping[int, Collection[str]]
    decisions: Mapping[int, Sequence[Decision]]
    own_words: list[tuple[Actor, Incoming]] = field(default_factory=list)

    def add_new(self, entry: Incoming) -> None:
        """Add an actor that has no sheet."""
        actor = Actor(
            organisation_id=self.plan.filiere.organisation_id,
            external_id=entry.external_id,
            **entry.values,
        )
        self.plan.new.append(actor)
        self._enter(actor, entry)

    def add_known(self, actor: Actor, entry: Incoming) -> None:
        """Add an actor that has a sheet, and perhaps a presence in the filière."""
        before = tuple(getattr(actor, name) for name in _NAMING)
        if apply_values(actor, entry.values, self.written.get(actor.pk, ())):
            self.plan.changed.append(actor)
        if before != tuple(getattr(actor, name) for name in _NAMING):
            self.plan.renamed.append(actor)
        presence = self.presences.get(actor.pk)
        if presence is None:
            self._enter(actor, entry)
            return
        columns = _read_columns(presence)
        copy_columns(presence, actor)
        # What a person took out of the lists stays out.
        presence.is_listed = presence.is_listed or presence.origin == REGISTER
        self._settle(presence, actor, entry)
        if columns != _read_columns(presence):
            self.plan.differing.append(presence)

    def _enter(self, actor: Actor, entry: Incoming) -> None:
        presence = make_presence(self.plan.filiere, actor, origin=REGISTER)
        self.plan.entering.append(presence)
        self._settle(presence, actor, entry)

    def _settle(self, presence: Presence, actor: Actor, entry: Incoming) -> None:
        decisions = self.decisions.get(actor.pk, ())
        if not decisions:
            presence.computed = None
        places = settle(presence, entry.stages, entry.ess, decisions)
        self.plan.settled.append((actor, places))
        if entry.has_own_words:
            self.own_words.append((actor, entry))


def _read_columns(presence: Presence) -> tuple[Any, ...]:
    return tuple(getattr(presence, name) for name in _PRESENCE_FIELDS)


def _hold(records: "models.QuerySet[Record]", is_held: bool) -> "models.QuerySet[Record]":  # noqa: FBT001 - both of the same kind
    return records.select_for_update().order_by("pk") if is_held else records


def _find_actors(filiere: Filiere, batch: Sequence[Incoming], *, is_held: bool) -> dict[str, Actor]:
    """Return the known sheets by the identifier of the diagnosis: its own, else by SIRET."""
    sheets = Actor.objects.filter(organisation_id=filiere.organisation_id)
    ids = [entry.external_id for entry in batch]
    by_id = _hold(sheets.filter(external_id__in=ids), is_held)
    found = {actor.external_id: actor for actor in by_id}
    missing = {
        entry.siret: entry.external_id
        for entry in batch
        if entry.siret and entry.external_id not in found
    }
    if missing:
        by_siret = _hold(sheets.filter(siret__in=list(missing)), is_held).order_by("-pk")
        for actor in by_siret:
            found[missing[actor.siret]] = actor
    return found


def _read_written(actor_ids: Collection[int]) -> dict[int, set[str]]:
    """Return the fields that people wrote, by actor."""
    fields: dict[int, set[str]] = {}
    origins = FieldOrigin.objects.filter(actor_id__in=actor_ids, is_written=True)
    for actor_id, name in origins.values_list("actor_id", "field"):
        fields.setdefault(actor_id, set()).add(name)
    return fields


def _list_unrestricted(
    own_words: Iterable[tuple[Actor, Incoming]],
) -> list[tuple[Actor, Incoming]]:
    """Keep those about which nothing says yet who may read the words of the team."""
    told = list(own_words)
    if not told:
        return []
    known = set(
        FieldOrigin.objects.filter(
            actor_id__in=[actor.pk for actor, _entry in told if actor.pk], field="declared_activity"
        ).values_list("actor_id", flat=True)
    )
    return [(actor, entry) for actor, entry in told if actor.pk not in known]
