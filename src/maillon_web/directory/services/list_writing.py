"""
Write an import in the directory, in one change that can be undone.

Batch by batch, so that nobody else waits long to write. Until the last batch the import says that
it is not over, and its change is in no history: stopped or failed, what it wrote is taken back;
cut by the machine, it goes on from the last batch.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon.domain.jobs import Progress
from maillon_web.accounts.models import User
from maillon_web.directory.models import (
    Actor,
    FieldOrigin,
    ImportRow,
    ImportState,
    ListImport,
    Presence,
    RowState,
)
from maillon_web.directory.selectors.list_changes import (
    STATED_FIELDS,
    list_renewable,
    plan_changes,
)
from maillon_web.directory.services.batching import BatchRecorder
from maillon_web.directory.services.bulk import save_all
from maillon_web.directory.services.list_creating import (
    create_sheets,
    make_list_presence,
    make_origin,
)
from maillon_web.directory.services.list_undoing import Overtaken, take_back
from maillon_web.directory.services.presences import resync
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.models import Change, ChangeSet
from maillon_web.history.services import Recorder, name_model
from maillon_web.jobs.courtesy import give_way

__all__ = ["apply"]

_BATCH = 1_000
_WRITTEN = (RowState.NEW, RowState.UPDATE)
_BEFORE_ALL = -1


def apply(list_import: ListImport, *, author: User | None, progress: Progress) -> dict[str, int]:
    """
    Write the new actors of a list, complete the known ones, and ask for a new diagnostic.

    Rows refused, left aside or not settled are not written: the file of rows to look at has them.
    A writing that was cut is taken up where it stopped.

    Raises
    ------
    InconsistentData
        If the import was applied meanwhile, or is not ready.
    """
    if list_import.state == ImportState.UNDOING:
        take_back(list_import, progress=progress)
        list_import.refresh_from_db()
    change_set = _begin(list_import, author)
    list_import.refresh_from_db()
    filiere = list_import.filiere
    writer = _Writer(list_import=list_import, filiere=filiere, recorder=Recorder(change_set))
    try:
        counts = _write(writer, progress)
    except Overtaken:
        raise
    except BaseException:
        take_back(list_import, progress=progress)
        raise
    ask_refresh(filiere, author=author, is_at_once=True)
    return counts


def _begin(list_import: ListImport, author: User | None) -> ChangeSet:
    """Say that the writing has begun; return the change that it fills."""
    with transaction.atomic():
        held = ListImport.objects.select_for_update().get(pk=list_import.pk)
        if held.state == ImportState.APPLYING:
            return ChangeSet.objects.get(pk=held.change_set_id or 0)
        if held.state != ImportState.READY:
            raise InconsistentData(
                f"import {held.pk} is {held.state}",
                user=_("Cette liste n’est pas prête, ou elle vient d’être importée : rouvrez-la."),
            )
        counts = {"created": 0, "updated": 0}
        change_set = ChangeSet.objects.create(
            kind="list.import",
            scope=held.own_scope,
            author=author,
            params={"label": held.label, "import": held.pk} | counts,
        )
        held.state = ImportState.APPLYING
        held.change_set_id = change_set.pk
        held.summary = held.summary | counts | {"written_to": _BEFORE_ALL}
        held.save(update_fields=["state", "change_set_id", "summary"])
    return change_set


def _write(writer: "_Writer", progress: Progress) -> dict[str, int]:
    left = writer.rows.filter(number__gt=writer.written_to)
    progress.start(_("Écriture dans l’annuaire"), left.count())
    for batch in _iter_batches(left):
        writer.write(batch)
        progress.advance(len(batch))
        give_way()
    writer.finish()
    progress.finish()
    return {"created": writer.created, "updated": writer.updated}


@dataclass
class _Writer:
    """Writes rows batch by batch inside one change set, counts, and says how far it is."""

    list_import: ListImport
    filiere: Filiere
    recorder: Recorder

    def __post_init__(self) -> None:
        summary = self.list_import.summary
        self.created: int = summary["created"]
        self.updated: int = summary["updated"]
        self.written_to: int = summary["written_to"]
        self._batch = BatchRecorder(self.recorder)
        done = self.rows.filter(number__lte=self.written_to).exclude(target=None)
        self._actor_by_row: dict[int, int] = dict(done.values_list("number", "target_id"))

    @property
    def rows(self) -> "QuerySet[ImportRow]":
        """Rows to write, in the order of the file."""
        rows = self.list_import.rows.filter(state__in=_WRITTEN).order_by("number")
        return rows.defer("problems", "candidates")

    def write(self, rows: Sequence[ImportRow]) -> None:
        """Write rows in the order of the file; they come into force together."""
        with transaction.atomic():
            held = self._hold()
            fresh, targets = self._sort(rows)
            self._create(fresh)
            resync(self.filiere, self._complete(targets))
            self.written_to = rows[-1].number
            held.summary = held.summary | self._counts() | {"written_to": self.written_to}
            held.save(update_fields=["summary"])

    def finish(self) -> None:
        """Let the import be seen as done, and its change enter the history of the filière."""
        with transaction.atomic():
            held = self._hold()
            change_set = self.recorder.change_set
            change_set.scope = self.filiere.scope
            change_set.made_at = timezone.now()
            change_set.params = change_set.params | self._counts()
            change_set.save(update_fields=["scope", "made_at", "params"])
            told = {name: value for name, value in held.summary.items() if name != "written_to"}
            self.recorder.update(
                held,
                {
                    "state": ImportState.APPLIED.value,
                    "applied_at": change_set.made_at,
                    "summary": told | self._counts(),
                },
            )

    def _hold(self) -> ListImport:
        held = ListImport.objects.select_for_update().get(pk=self.list_import.pk)
        if held.state != ImportState.APPLYING or held.summary["written_to"] != self.written_to:
            raise Overtaken(held)
        return held

    def _counts(self) -> dict[str, int]:
        return {"created": self.created, "updated": self.updated}

    def _sort(self, rows: Sequence[ImportRow]) -> tuple[list[ImportRow], list[ImportRow]]:
        """
        Part the rows that make a sheet from those that complete one.

        The directory may have changed since the list was read: a SIRET that is known by now makes
        the row complete that sheet, and a row whose sheet has gone makes one.
        """
        taken = self._find_taken(rows)
        fresh: list[ImportRow] = []
        completing: list[ImportRow] = []
        coming: set[int] = set()
        for row in rows:
            is_known = row.target_row in self._actor_by_row or row.target_row in coming
            if row.target_row is None:
                row.target_id = row.target_id or taken.get(_siret(row))
                is_known = row.target_id is not None
            if not is_known and not row.name:
                continue
            (completing if is_known else fresh).append(row)
            coming.add(row.number)
        return fresh, completing

    def _find_taken(self, rows: Iterable[ImportRow]) -> dict[str, int]:
        """Return the sheets that bear the SIRET of a row."""
        sirets = [siret for row in rows if (siret := _siret(row))]
        known = Actor.objects.filter(organisation_id=self.filiere.organisation_id)
        by_id = known.filter(external_id__in=sirets).values_list("external_id", "pk")
        by_siret = known.filter(siret__in=sirets, merged_into=None).values_list("siret", "pk")
        return dict(by_siret.order_by("-pk")) | dict(by_id)

    def _create(self, rows: Sequence[ImportRow]) -> None:
        actors = create_sheets(self.recorder, self.list_import, rows)
        self._actor_by_row |= {
            row.number: actor.pk for row, actor in zip(rows, actors, strict=True)
        }
        self.created += len(actors)

    def _complete(self, rows: Sequence[ImportRow]) -> set[int]:
        """Complete the sheets that the rows speak of; return their numbers."""
        targets: dict[int, int] = {}
        for row in rows:
            pk = row.target_id
            if pk is None and row.target_row is not None:
                pk = self._actor_by_row.get(row.target_row)
            if pk is not None:
                targets[row.number] = self._actor_by_row[row.number] = pk
        self._keep_targets(rows, targets)
        sheets = self._load(set(targets.values()))
        touched = set()
        for row in rows:
            sheet = sheets.get(targets.get(row.number, 0))
            if sheet is not None and row.values:
                self._complete_one(sheet, row)
                touched.add(sheet.actor.pk)
        self._batch.flush()
        return touched

    @staticmethod
    def _keep_targets(rows: Sequence[ImportRow], targets: Mapping[int, int]) -> None:
        """Write which sheet each row completes, for the rows to come that say the same actor."""
        found = [row for row in rows if row.number in targets]
        for row in found:
            row.target_id = targets[row.number]
        save_all(found, ["target_id"])

    def _load(self, pks: set[int]) -> dict[int, "_Sheet"]:
        """Return the sheets to complete, by the number that the rows know; merged ones lead on."""
        known = Actor.objects.filter(organisation_id=self.filiere.organisation_id, pk__in=pks)
        kept = {pk: above or pk for pk, above in known.values_list("pk", "merged_into_id")}
        # Held until the end: what is written is gathered, and nobody may write in between.
        found = Actor.objects.select_for_update().filter(pk__in=set(kept.values())).order_by("pk")
        sheets = {actor.pk: _Sheet(actor) for actor in found}
        for origin in FieldOrigin.objects.select_for_update().filter(actor_id__in=sheets):
            sheets[origin.actor_id].origins[origin.field] = origin
        presences = Presence.objects.select_for_update().filter(filiere=self.filiere)
        for presence in presences.filter(actor_id__in=sheets):
            sheet = sheets[presence.actor_id]
            presence.actor, presence.filiere = sheet.actor, self.filiere
            sheet.presence = presence
        made_here = self._find_made(sheets)
        for sheet in sheets.values():
            if sheet.actor.pk not in made_here:
                origins = list(sheet.origins.values())
                sheet.renewable = list_renewable(origins, self.list_import)
        return {pk: sheets[above] for pk, above in kept.items()}

    def _find_made(self, pks: Collection[int]) -> set[int]:
        """Return the sheets that this import made."""
        lines = Change.objects.filter(
            change_set=self.recorder.change_set,
            model=name_model(Actor),
            object_id__in=[str(pk) for pk in pks],
            before__isnull=True,
        )
        return {int(text) for text in lines.values_list("object_id", flat=True)}

    def _complete_one(self, sheet: "_Sheet", row: ImportRow) -> None:
        actor = sheet.actor
        changes = plan_changes(actor, row.values, sheet.renewable)
        stated = [name for name in STATED_FIELDS if name in changes]
        if self.list_import.source_key not in actor.sources:
            changes["sources"] = [*actor.sources, self.list_import.source_key]
        is_changed = self._batch.update(actor, changes)
        for name in stated:
            self._restate(sheet, name)
        is_changed = self._enter(sheet, row.values.get("stages", [])) or is_changed
        self.updated += is_changed

    def _restate(self, sheet: "_Sheet", name: str) -> None:
        """Write where a completed field comes from; a later row of the list leaves it alone."""
        made = make_origin(self.list_import, sheet.actor.pk, name)
        known = sheet.origins.get(name)
        sheet.renewable.discard(name)
        if known is None:
            sheet.origins[name] = made
            self._batch.create(made)
            return
        self._batch.update(
            known,
            {
                "source": made.source,
                "dated": made.dated,
                "visibility": made.visibility,
                "is_written": True,
            },
        )

    def _enter(self, sheet: "_Sheet", stages: Sequence[str]) -> bool:
        """Make sure that the actor is in the lists of the filière, at the stages that are said."""
        presence = sheet.presence
        if presence is None:
            sheet.presence = make_list_presence(self.filiere, sheet.actor, stages)
            self._batch.create(sheet.presence)
            return True
        added = [stage for stage in stages if stage not in presence.declared_stages]
        changes: dict[str, Any] = {"is_listed": True}
        if added:
            changes["declared_stages"] = [*presence.declared_stages, *added]
        return self._batch.update(presence, changes)


@dataclass
class _Sheet:
    """A sheet to complete, with where its fields come from and where it is in the filière."""

    actor: Actor
    presence: Presence | None = None
    origins: dict[str, FieldOrigin] = field(default_factory=dict)
    renewable: set[str] = field(default_factory=set)


def _siret(row: ImportRow) -> str:
    return str(row.values.get("siret", ""))


def _iter_batches(rows: "QuerySet[ImportRow]") -> Iterator[list[ImportRow]]:
    """Yield rows batch by batch, each read when its turn comes."""
    last = _BEFORE_ALL
    while batch := list(rows.filter(number__gt=last)[:_BATCH]):
        yield batch
        last = batch[-1].number
