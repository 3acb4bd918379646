"""Write an import in the directory: all of it or nothing, in one change that can be undone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

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
from maillon_web.directory.services.presences import make_presence, resync
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.services import Recorder, record

__all__ = ["LIST_ORIGIN", "apply"]

LIST_ORIGIN = "list"
_BATCH = 1_000
_BESIDE = frozenset({"stages"})


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
        if held.state not in {ImportState.READY, ImportState.UNDONE}:
            raise InconsistentData(
                f"import {held.pk} is {held.state}",
                user=_("Cette liste n'est pas prête, ou elle vient d'être importée : rouvrez-la."),
            )
        writer = _Writer(list_import=held, filiere=filiere, recorder=recorder)
        rows = held.rows.filter(state__in=(RowState.NEW, RowState.UPDATE)).order_by("number")
        progress.start(_("Écriture dans l'annuaire"), rows.count())
        for batch in _cut(rows.iterator(chunk_size=_BATCH)):
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

    def write(self, rows: Sequence[ImportRow]) -> None:
        """Write rows in the order of the file."""
        taken = self._find_taken(rows)
        fresh = [row for row in rows if row.state == RowState.NEW and _siret(row) not in taken]
        actors = [self._make(row) for row in fresh]
        self.recorder.create_many(actors)
        for row, actor in zip(fresh, actors, strict=True):
            row.target = actor
            self._actor_by_row[row.number] = actor.pk
        self.recorder.create_many(
            [
                make_presence(
                    self.filiere,
                    actor,
                    origin=LIST_ORIGIN,
                    declared_stages=row.values.get("stages", []),
                )
                for row, actor in zip(fresh, actors, strict=True)
            ]
        )
        self._state_origins(fresh)
        self.created += len(actors)
        self.touched.update(actor.pk for actor in actors)
        self._complete(set(rows) - set(fresh), taken)
        ImportRow.objects.bulk_update(fresh, ["target"], batch_size=_BATCH)

    def _find_taken(self, rows: Iterable[ImportRow]) -> dict[str, int]:
        """Return the sheets that bear the SIRET of a row by now: it then completes them."""
        sirets = [siret for row in rows if (siret := _siret(row))]
        known = Actor.objects.filter(organisation_id=self.filiere.organisation_id)
        by_id = known.filter(external_id__in=sirets).values_list("external_id", "pk")
        by_siret = known.filter(siret__in=sirets, merged_into=None).values_list("siret", "pk")
        return dict(by_siret.order_by("-pk")) | dict(by_id)

    def _make(self, row: ImportRow) -> Actor:
        values = {name: value for name, value in row.values.items() if name not in _BESIDE}
        siret = values.get("siret", "")
        return Actor(
            organisation_id=self.filiere.organisation_id,
            external_id=siret or f"web:{uuid4().hex}",
            visibility=self.list_import.visibility,
            sources=[self.list_import.source_key],
            checked_on=self.list_import.dated,
            **values,
        )

    def _state_origins(self, rows: Sequence[ImportRow]) -> None:
        """Write where each field of a new sheet comes from; they go with the sheet if it goes."""
        FieldOrigin.objects.bulk_create(
            [
                self._make_origin(row.target_id, name)
                for row in rows
                for name in STATED_FIELDS
                if name in row.values
            ],
            batch_size=_BATCH,
        )

    def _make_origin(self, actor_id: int | None, name: str) -> FieldOrigin:
        return FieldOrigin(
            actor_id=actor_id,
            field=name,
            source=self.list_import.label,
            dated=self.list_import.dated,
            visibility=self.list_import.visibility,
        )

    def _complete(self, rows: Iterable[ImportRow], taken: dict[str, int]) -> None:
        targets = {
            row: pk
            for row in sorted(rows, key=lambda row: row.number)
            if (pk := self._find_target(row, taken)) is not None
        }
        actors = self._load(set(targets.values()))
        for row, pk in targets.items():
            if pk in actors and row.values:
                self._complete_one(actors[pk], row)

    def _find_target(self, row: ImportRow, taken: dict[str, int]) -> int | None:
        if row.target_row is not None:
            return self._actor_by_row.get(row.target_row)
        return row.target_id or taken.get(_siret(row))

    def _load(self, pks: set[int]) -> dict[int, Actor]:
        """Return the sheets to complete, by the number that the rows know; merged ones lead on."""
        found = {}
        known = Actor.objects.filter(organisation_id=self.filiere.organisation_id)
        for actor in (
            known.filter(pk__in=pks)
            .select_related("merged_into")
            .prefetch_related("origins", "merged_into__origins")
        ):
            found[actor.pk] = actor.merged_into or actor
        return found

    def _complete_one(self, actor: Actor, row: ImportRow) -> None:
        origins = {origin.field: origin for origin in actor.origins.all()}
        renewable = list_renewable(list(origins.values()), self.list_import)
        changes = plan_changes(actor, row.values, renewable)
        stated = [name for name in STATED_FIELDS if name in changes]
        key = self.list_import.source_key
        if key not in actor.sources:
            changes["sources"] = [*actor.sources, key]
        is_changed = self.recorder.update(actor, changes)
        for name in stated:
            self._restate(actor, name, origins.get(name))
        is_changed = self._enter(actor, row.values.get("stages", [])) or is_changed
        self.updated += is_changed
        self.touched.add(actor.pk)

    def _restate(self, actor: Actor, name: str, origin: FieldOrigin | None) -> None:
        made = self._make_origin(actor.pk, name)
        if origin is None:
            self.recorder.create(made)
            return
        self.recorder.update(
            origin,
            {
                "source": made.source,
                "dated": made.dated,
                "visibility": made.visibility,
                "is_written": True,
            },
        )

    def _enter(self, actor: Actor, stages: Sequence[str]) -> bool:
        """Make sure that the actor is in the lists of the filière, at the stages that are said."""
        presence = Presence.objects.filter(filiere=self.filiere, actor=actor).first()
        if presence is None:
            self.recorder.create(
                make_presence(self.filiere, actor, origin=LIST_ORIGIN, declared_stages=list(stages))
            )
            return True
        added = [stage for stage in stages if stage not in presence.declared_stages]
        changes: dict[str, Any] = {"is_listed": True}
        if added:
            changes["declared_stages"] = [*presence.declared_stages, *added]
        return self.recorder.update(presence, changes)


def _siret(row: ImportRow) -> str:
    return str(row.values.get("siret", ""))


def _cut(rows: Iterator[ImportRow]) -> Iterator[list[ImportRow]]:
    batch: list[ImportRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
