"""Write an import in the directory: all of it or nothing, in one change that can be undone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

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
from maillon_web.directory.services.list_creating import (
    create_sheets,
    make_list_presence,
    make_origin,
)
from maillon_web.directory.services.presences import resync
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.services import Recorder, record

__all__ = ["apply"]

_BATCH = 1_000
_WRITTEN = (RowState.NEW, RowState.UPDATE)


def apply(list_import: ListImport, *, author: User | None, progress: Progress) -> dict[str, int]:
    """
    Write the new actors of a list, complete the known ones, and ask for a new diagnostic.

    Rows refused, left aside or not settled are not written: the file of rows to look at has them.

    Raises
    ------
    InconsistentData
        If the import was applied meanwhile, or is not ready.
    """
    filiere = list_import.filiere
    params = {"label": list_import.label, "import": list_import.pk}
    with record("list.import", scope=filiere.scope, author=author, params=params) as recorder:
        held = ListImport.objects.select_for_update().get(pk=list_import.pk)
        if held.state != ImportState.READY:
            raise InconsistentData(
                f"import {held.pk} is {held.state}",
                user=_("Cette liste n'est pas prête, ou elle vient d'être importée : rouvrez-la."),
            )
        writer = _Writer(list_import=held, filiere=filiere, recorder=recorder)
        count = held.rows.filter(state__in=_WRITTEN).count()
        progress.start(_("Écriture dans l'annuaire"), count)
        for batch in _iter_batches(held):
            writer.write(batch)
            progress.advance(len(batch))
        resync(filiere, writer.touched)
        counts = {"created": writer.created, "updated": writer.updated}
        recorder.change_set.params = params | counts
        recorder.change_set.save(update_fields=["params"])
        recorder.update(
            held,
            {
                "state": ImportState.APPLIED.value,
                "applied_at": timezone.now(),
                "change_set_id": recorder.change_set.pk,
                "summary": held.summary | counts,
            },
        )
    progress.finish()
    ask_refresh(filiere, author=author)
    return counts


@dataclass
class _Writer:
    """Writes rows batch by batch inside one change set, and counts."""

    list_import: ListImport
    filiere: Filiere
    recorder: Recorder
    created: int = 0
    updated: int = 0
    touched: set[int] = field(default_factory=set)
    _actor_by_row: dict[int, int] = field(default_factory=dict)
    _made_here: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._batch = BatchRecorder(self.recorder)

    def write(self, rows: Sequence[ImportRow]) -> None:
        """Write rows in the order of the file."""
        fresh, targets = self._sort(rows)
        self._create(fresh)
        self._complete(targets)

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
        self._made_here.update(actor.pk for actor in actors)
        self.created += len(actors)

    def _complete(self, rows: Sequence[ImportRow]) -> None:
        targets: dict[int, int] = {}
        for row in rows:
            pk = row.target_id
            if pk is None and row.target_row is not None:
                pk = self._actor_by_row.get(row.target_row)
            if pk is not None:
                targets[row.number] = self._actor_by_row[row.number] = pk
        sheets = self._load(set(targets.values()))
        for row in rows:
            sheet = sheets.get(targets.get(row.number, 0))
            if sheet is not None and row.values:
                self._complete_one(sheet, row)
        self._batch.flush()

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
        for sheet in sheets.values():
            if sheet.actor.pk not in self._made_here:
                origins = list(sheet.origins.values())
                sheet.renewable = list_renewable(origins, self.list_import)
        return {pk: sheets[above] for pk, above in kept.items()}

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
        self.touched.add(actor.pk)

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


def _iter_batches(list_import: ListImport) -> Iterator[list[ImportRow]]:
    """Yield the rows to write, batch by batch in the order of the file."""
    rows = list_import.rows.filter(state__in=_WRITTEN).order_by("number")
    rows = rows.defer("problems", "candidates")
    last = -1
    while batch := list(rows.filter(number__gt=last)[:_BATCH]):
        yield batch
        last = batch[-1].number
