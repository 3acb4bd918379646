"""Take in the actors that a diagnosis found: new sheets, sheets that change, sheets that go."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillon_web.directory.models import (
    Actor,
    Decision,
    FieldOrigin,
    Keeper,
    Placement,
    Presence,
    Statement,
)
from maillon_web.directory.services.bulk import insert_all, save_all
from maillon_web.directory.services.incoming import (
    REGISTER_FIELDS,
    Incoming,
    apply_values,
    read_incoming,
)
from maillon_web.directory.services.presences import (
    copy_columns,
    group_decisions,
    make_presence,
    read_places,
    settle,
    write_placements,
)
from maillon_web.directory.services.units import gather_units
from maillon_web.directory.services.words import write_words
from maillon_web.filieres.models import Filiere, Visibility
from maillon_web.history.services import record

__all__ = ["REGISTER", "TakenIn", "take_in"]

Item = TypeVar("Item")
REGISTER = "register"
_BATCH = 2000
_PRESENCE_FIELDS = (
    "is_listed",
    "sort_name",
    "ess_status",
    "ess_family",
    "ess_rule",
    "size_rank",
    "commune_code",
    "is_qpv",
    "visibility",
    "checked_on",
    "is_closed",
    "main_stage",
    "main_confidence",
    "computed",
)
_NAMING = ("name", "other_names", "commune_name", "siret", "siren", "rna_id")


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenIn:
    """How many sheets are new, changed, no longer in the registers, and found closed."""

    new: int
    updated: int
    gone: int
    closed: int = 0


def take_in(
    filiere: Filiere,
    actors: Iterable[Mapping[str, Any]],
    *,
    closed: Mapping[str, str | date | None],
    today: date,
) -> TakenIn:
    """
    Write the actors of a diagnosis into the directory.

    Parameters
    ----------
    actors
        Shape of `document["actors"]`, with what `Diagnosis.iter_actors` adds.
    closed
        Closing date, when it is known, by SIRET that the register gives as closed.
    today
        Day written on a closing whose date is not known.

    Notes
    -----
    What a person wrote is never overwritten, a record merged into another is never touched, and a
    sheet that no computation gives any more is kept, out of the lists, unless somebody worked on
    it. Sheets come into force batch by batch, so that nobody else waits long to write: cut short,
    the directory holds whole sheets, and the next diagnosis goes on. The history gets one line with
    the counts: a register of fifty thousand lines is not a change that a person would read, or
    undo, line by line.
    """
    found = [read_incoming(actor) for actor in actors]
    intake = _Intake(filiere=filiere, today=today)
    for start in range(0, len(found), _BATCH):
        with transaction.atomic():
            intake.write(found[start : start + _BATCH])
    with transaction.atomic():
        closings = _mark_closed(filiere, closed, today)
        gone = _unlist_absent(filiere, intake.seen)
        gather_units(filiere)
        taken = TakenIn(new=intake.new, updated=intake.updated, gone=gone, closed=closings)
        _note(filiere, taken)
    return taken


@dataclass
class _Intake:
    """Writes batch by batch, and counts."""

    filiere: Filiere
    today: date
    new: int = 0
    updated: int = 0
    seen: set[int] = field(default_factory=set)
    """Actors that the diagnosis gives."""

    def __post_init__(self) -> None:
        self._decisions = group_decisions(self.filiere)

    def write(self, batch: Sequence[Incoming]) -> None:
        known = _find_actors(self.filiere, batch)
        written = _read_written(known.values())
        fresh: list[tuple[Actor, Incoming]] = []
        stored: list[tuple[Actor, Incoming]] = []
        changed: list[Actor] = []
        renamed: list[Actor] = []
        for entry in batch:
            actor = known.get(entry.external_id)
            if actor is None:
                fresh.append((self._make(entry), entry))
            elif actor.merged_into_id is None:
                before = tuple(getattr(actor, name) for name in _NAMING)
                if apply_values(actor, entry.values, written.get(actor.pk, ())):
                    changed.append(actor)
                if before != tuple(getattr(actor, name) for name in _NAMING):
                    renamed.append(actor)
                stored.append((actor, entry))
        self._create([actor for actor, _entry in fresh])
        self._save_changed(changed)
        _restrict_own_words([*fresh, *stored], self.today)
        entered = self._write_presences(fresh, stored)
        write_words(self.filiere.pk, entered, are_new=True)
        write_words(self.filiere.pk, [actor for actor in renamed if actor not in entered])
        self.new += len(entered)
        self.updated += len(changed)

    def _make(self, entry: Incoming) -> Actor:
        return Actor(
            organisation_id=self.filiere.organisation_id,
            external_id=entry.external_id,
            **entry.values,
        )

    def _create(self, actors: Sequence[Actor]) -> None:
        insert_all(actors)
        rows = Actor.objects.filter(
            organisation_id=self.filiere.organisation_id,
            external_id__in=[actor.external_id for actor in actors],
        )
        numbers = dict(rows.values_list("external_id", "pk"))
        for actor in actors:
            actor.pk = numbers[actor.external_id]

    @staticmethod
    def _save_changed(changed: Sequence[Actor]) -> None:
        now = timezone.now()
        for actor in changed:
            actor.updated_at = now
        save_all(changed, (*REGISTER_FIELDS, "updated_at"))

    def _write_presences(
        self, fresh: Sequence[tuple[Actor, Incoming]], stored: Sequence[tuple[Actor, Incoming]]
    ) -> list[Actor]:
        """Write where the actors stand in the filière; return those that enter it."""
        ids = [actor.pk for actor, _entry in stored]
        presences = {
            presence.actor_id: presence
            for presence in Presence.objects.filter(filiere=self.filiere, actor_id__in=ids)
        }
        before = read_places(self.filiere, ids)
        after = {}
        entering: list[Presence] = []
        differing: list[Presence] = []
        for actor, entry in (*stored, *fresh):
            presence = presences.get(actor.pk)
            if presence is None:
                presence = make_presence(self.filiere, actor, origin=REGISTER)
                entering.append(presence)
                after[actor.pk] = self._settle(presence, entry)
                continue
            columns = _read_columns(presence)
            copy_columns(presence, actor)
            # What a person took out of the lists stays out.
            presence.is_listed = presence.is_listed or presence.origin == REGISTER
            after[actor.pk] = self._settle(presence, entry)
            if columns != _read_columns(presence):
                differing.append(presence)
        insert_all(entering)
        save_all(differing, _PRESENCE_FIELDS)
        write_placements(self.filiere, before, after)
        self.seen.update(after)
        return [presence.actor for presence in entering]

    def _settle(self, presence: Presence, entry: Incoming) -> list[Any]:
        decisions = self._decisions.get(presence.actor_id, ())
        if not decisions:
            presence.computed = None
        return settle(presence, entry.stages, entry.ess, decisions)


def _read_columns(presence: Presence) -> tuple[Any, ...]:
    return tuple(getattr(presence, name) for name in _PRESENCE_FIELDS)


def _find_actors(filiere: Filiere, batch: Sequence[Incoming]) -> dict[str, Actor]:
    """Return the known sheets by the identifier of the diagnosis: its own, else by SIRET."""
    sheets = Actor.objects.filter(organisation_id=filiere.organisation_id)
    ids = [entry.external_id for entry in batch]
    found = {actor.external_id: actor for actor in sheets.filter(external_id__in=ids)}
    missing = {
        entry.siret: entry.external_id
        for entry in batch
        if entry.siret and entry.external_id not in found
    }
    if missing:
        for actor in sheets.filter(siret__in=list(missing)).order_by("-pk"):
            found[missing[actor.siret]] = actor
    return found


def _read_written(actors: Iterable[Actor]) -> dict[int, set[str]]:
    """Return the fields that people wrote, by actor."""
    fields: dict[int, set[str]] = {}
    origins = FieldOrigin.objects.filter(
        actor_id__in=[actor.pk for actor in actors], is_written=True
    )
    for actor_id, name in origins.values_list("actor_id", "field"):
        fields.setdefault(actor_id, set()).add(name)
    return fields


def _restrict_own_words(taken: Sequence[tuple[Actor, Incoming]], today: date) -> None:
    """Keep for the members what the team says of an actor that a register publishes."""
    told = {actor.pk: entry for actor, entry in taken if entry.has_own_words}
    if not told:
        return
    known = FieldOrigin.objects.filter(actor_id__in=list(told), field="declared_activity")
    for actor_id in set(told) - set(known.values_list("actor_id", flat=True)):
        FieldOrigin.objects.create(
            actor_id=actor_id,
            field="declared_activity",
            source=";".join(told[actor_id].values["sources"])[:200],
            dated=today,
            visibility=Visibility.MEMBERS,
            is_written=False,
        )


def _mark_closed(filiere: Filiere, closed: Mapping[str, str | date | None], today: date) -> int:
    """Write the closing of the establishments that the register gives as closed."""
    sheets = Actor.objects.filter(
        organisation_id=filiere.organisation_id, merged_into=None, closed_on=None
    ).exclude(origins__field="closed_on", origins__is_written=True)
    count = 0
    for part in _cut(sorted(closed)):
        for actor in sheets.filter(siret__in=part).only("pk", "siret", "closed_on"):
            day = closed[actor.siret] or today
            day = day if isinstance(day, date) else date.fromisoformat(day)
            Actor.objects.filter(pk=actor.pk).update(closed_on=day, updated_at=timezone.now())
            Presence.objects.filter(actor=actor).update(is_closed=True)
            count += 1
    return count


def _unlist_absent(filiere: Filiere, seen: set[int]) -> int:
    """Take out of the lists what only a computation had put there, and gives no more."""
    listed = Presence.objects.filter(filiere=filiere, is_listed=True, origin=REGISTER)
    absent = [pk for pk, actor_id in listed.values_list("pk", "actor_id") if actor_id not in seen]
    gone = 0
    for part in _cut(absent):
        leaving = Presence.objects.filter(pk__in=part).exclude(_is_worked_on(filiere, part))
        actor_ids = list(leaving.values_list("actor_id", flat=True))
        leaving = Presence.objects.filter(filiere=filiere, actor_id__in=actor_ids)
        gone += leaving.update(is_listed=False, main_stage="", main_confidence="")
        Placement.objects.filter(filiere=filiere, actor_id__in=actor_ids).delete()
    return gone


def _is_worked_on(filiere: Filiere, presence_ids: Sequence[int]) -> Q:
    """Return the condition that somebody wrote, decided or keeps something about the actor."""
    here = Presence.objects.filter(pk__in=presence_ids).values("actor_id")
    traces = (
        FieldOrigin.objects.filter(actor_id__in=here, is_written=True),
        Decision.objects.filter(actor_id__in=here, filiere=filiere),
        Statement.objects.filter(actor_id__in=here, filiere=filiere),
        Keeper.objects.filter(actor_id__in=here),
    )
    condition = Q(actor__merged__isnull=False)
    for trace in traces:
        condition |= Q(actor_id__in=trace.values("actor_id"))
    return condition


def _note(filiere: Filiere, taken: TakenIn) -> None:
    if not (taken.new or taken.updated or taken.gone or taken.closed):
        return
    params = {
        "new": taken.new,
        "updated": taken.updated,
        "gone": taken.gone,
        "closed": taken.closed,
    }
    with record("directory.taken_in", scope=filiere.scope, author=None, params=params):
        pass


def _cut(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
