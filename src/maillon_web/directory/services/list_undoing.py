"""
Undo a whole import: what it wrote goes, what people did since stays and is named.

Batch by batch, so that nobody else waits long to write. Until the last batch the import says that
its undoing is not over; cut by the machine, it goes on from the last batch.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon.domain.jobs import Progress
from maillon_web.accounts.models import User
from maillon_web.directory.models import (
    Actor,
    ActorWord,
    FieldOrigin,
    ImportState,
    ListImport,
    Placement,
    Presence,
)
from maillon_web.directory.services.list_creating import NOTED, note_briefly
from maillon_web.directory.services.list_traces import find_worked_on, has_decisions
from maillon_web.directory.services.presences import resync
from maillon_web.directory.services.transferring import is_cut_off
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.models import Change, ChangeSet
from maillon_web.history.services import Recorder, name_model
from maillon_web.jobs.courtesy import give_way

__all__ = ["Overtaken", "UndoneImport", "take_back", "undo_import"]

_BATCH = 1_000
_MOST_TOLD = 50
_Part = Sequence[tuple[Change, Any]]


class Overtaken(InconsistentData):
    """Another worker has gone on with the same import."""

    def __init__(self, list_import: ListImport) -> None:
        super().__init__(
            f"somebody else goes on with import {list_import.pk}",
            user=_("Un autre travail s’occupe déjà de cette liste : rouvrez-la."),
        )


@dataclass(kw_only=True)
class UndoneImport:
    """What came of it; `kept` names the sheets that hold something written since."""

    removed: int = 0
    put_back: int = 0
    kept: dict[int, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the counts and the first names, for JSON."""
        told = [{"actor": pk, "name": name} for pk, name in self.kept.items()]
        return {
            "removed": self.removed,
            "put_back": self.put_back,
            "kept_count": len(told),
            "kept": told[:_MOST_TOLD],
        }


def undo_import(
    list_import: ListImport, *, author: User | None, progress: Progress
) -> UndoneImport:
    """
    Take back what an import wrote; one that was never over becomes ready again.

    A sheet that the list made goes, unless somebody edited it, decided, said or linked something
    about it since: it then stays whole. A sheet that the list completed gets its blanks back, but
    for the fields edited since. Once begun it goes to its end: half an undoing is of no use.

    Raises
    ------
    InconsistentData
        If the import is not in the directory.
    """
    undoing = _Undoing(_begin(list_import, author), _Steady(progress))
    undoing.run()
    undoing.finish()
    ask_refresh(list_import.filiere, author=author, is_at_once=True)
    return undoing.result


def take_back(list_import: ListImport, *, progress: Progress) -> None:
    """Take back what an import that did not come to its end had written."""
    undo_import(list_import, author=None, progress=progress)


def _begin(list_import: ListImport, author: User | None) -> ListImport:
    """Say that the undoing has begun, or take it up."""
    with transaction.atomic():
        held = ListImport.objects.select_for_update().get(pk=list_import.pk)
        held.filiere = list_import.filiere
        if held.state == ImportState.UNDOING:
            return held
        done = ChangeSet.objects.filter(pk=held.change_set_id or 0, undone_by=None).first()
        if not held.is_written or done is None:
            raise InconsistentData(
                f"import {held.pk} is {held.state}",
                user=_("Cet import a déjà été annulé."),
            )
        if is_cut_off(held.filiere, done):
            raise InconsistentData(
                f"filière {held.filiere_id} left sheets behind since import {held.pk}",
                user=_(
                    "La filière a changé d’organisation depuis cet import : il ne s’annule plus "
                    "d’un bloc. Corrigez ou retirez ses fiches une à une."
                ),
            )
        own = ChangeSet.objects.create(
            kind="list.undo",
            scope=held.own_scope,
            author=author,
            params={"label": held.label, "import": held.pk, "removed": 0, "kept": 0},
        )
        begun = {"change_set": own.pk, "was_over": held.state == ImportState.APPLIED, "step": 0}
        held.summary = held.summary | {"undoing": begun}
        held.state = ImportState.UNDOING
        held.save(update_fields=["state", "summary"])
    return held


class _Steady:
    """Says how far the work is, and goes on when somebody asks to stop."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def start(self, label: str, total: float | None = None) -> None:
        with suppress(KeyboardInterrupt):
            self._progress.start(label, total)

    def advance(self, amount: float) -> None:
        with suppress(KeyboardInterrupt):
            self._progress.advance(amount)

    def finish(self) -> None:
        with suppress(KeyboardInterrupt):
            self._progress.finish()


class _Undoing:
    """Takes the changes of an import back, model by model, and says how far it is."""

    def __init__(self, list_import: ListImport, progress: Progress) -> None:
        begun = list_import.summary["undoing"]
        self._list = list_import
        self._progress = progress
        self._done = ChangeSet.objects.get(pk=list_import.change_set_id or 0)
        self._recorder = Recorder(ChangeSet.objects.get(pk=begun["change_set"]))
        self._step: int = begun["step"]
        # Lowest change taken back, by model: they are taken back from the latest.
        self._marks: dict[str, int] = begun.get("marks", {})
        self.result = UndoneImport(
            removed=begun.get("removed", 0),
            put_back=begun.get("put_back", 0),
            kept={int(pk): name for pk, name in begun.get("kept", {}).items()},
        )

    def run(self) -> None:
        """Take back origins of fields and presences first, then the sheets that bear them."""
        made = self._list_made()
        changed = sum(self._list_left(model).count() for model in (FieldOrigin, Presence, Actor))
        self._progress.start(_("Retour à l’annuaire d’avant l’import"), total=len(made) + changed)
        for part in _cut(made):
            self._keep_worked_on(part)
        self._take_back(FieldOrigin, self._put_back_origins)
        self._take_back(Presence, self._take_back_presences)
        self._take_back(Actor, self._put_back_sheets)
        for part in _cut([pk for pk in made if pk not in self.result.kept]):
            with self._hold_step():
                self._keep_worked_on(part)
                self._remove([pk for pk in part if pk not in self.result.kept])
            self._progress.advance(len(part))
            give_way()

    def finish(self) -> None:
        """Let the undoing enter the history; an import that was never over leaves no trace."""
        self._progress.finish()
        if self._list.summary["undoing"]["was_over"]:
            self._say_undone()
        else:
            self._forget()

    def _say_undone(self) -> None:
        with self._hold_step():
            own = self._recorder.change_set
            own.scope = self._list.filiere.scope
            own.made_at = timezone.now()
            own.undoes = self._done
            own.params = own.params | {
                "removed": self.result.removed,
                "kept": len(self.result.kept),
            }
            own.save(update_fields=["scope", "made_at", "undoes", "params"])
            held = ListImport.objects.get(pk=self._list.pk)
            told = {name: value for name, value in held.summary.items() if name != "undoing"}
            self._recorder.update(
                held,
                {
                    "state": ImportState.UNDONE.value,
                    "change_set_id": None,
                    "summary": told | {"undone": self.result.to_dict()},
                },
            )

    def _forget(self) -> None:
        with self._hold_step():
            held = ListImport.objects.get(pk=self._list.pk)
            written = {"undoing", "written_to", "created", "updated"}
            held.summary = {k: v for k, v in held.summary.items() if k not in written}
            held.state, held.change_set_id = ImportState.READY, None
            held.save(update_fields=["state", "change_set_id", "summary"])
            self._recorder.change_set.delete()
            self._done.delete()

    @contextmanager
    def _hold_step(self) -> Iterator[None]:
        """Write one step whole, with how far it leads; nobody else may go on meanwhile."""
        with transaction.atomic():
            held = ListImport.objects.select_for_update().get(pk=self._list.pk)
            begun = held.summary.get("undoing", {})
            if held.state != ImportState.UNDOING or begun["step"] != self._step:
                raise Overtaken(held)
            yield
            self._step += 1
            told = begun | {
                "step": self._step,
                "marks": self._marks,
                "removed": self.result.removed,
                "put_back": self.result.put_back,
                "kept": self.result.kept,
            }
            ListImport.objects.filter(pk=held.pk, state=ImportState.UNDOING).update(
                summary=held.summary | {"undoing": told}
            )

    def _take_back(self, model: type[Any], put_back: Callable[[_Part], set[int]]) -> None:
        """Take back the changes of a model, batch by batch from the latest."""
        while changes := list(self._list_left(model)[:_BATCH]):
            with self._hold_step():
                stored = _load(model, [int(change.object_id) for change in changes])
                pairs = [(change, stored.get(int(change.object_id))) for change in changes]
                touched = put_back([(change, found) for change, found in pairs if found])
                resync(self._list.filiere, touched)
                self._marks = self._marks | {name_model(model): changes[-1].pk}
            self._progress.advance(len(changes))
            give_way()

    def _list_left(self, model: type[Any]) -> "models.QuerySet[Change]":
        """Return the changes still to take back, the latest first."""
        left = Change.objects.filter(change_set=self._done, model=name_model(model))
        if model is Actor:
            left = left.exclude(before__isnull=True)
        mark = self._marks.get(name_model(model))
        return (left if mark is None else left.filter(pk__lt=mark)).order_by("-pk")

    def _list_made(self) -> list[int]:
        lines = Change.objects.filter(
            change_set=self._done, model=name_model(Actor), before__isnull=True
        )
        return [int(text) for text in lines.order_by("pk").values_list("object_id", flat=True)]

    def _find_made(self, pks: Collection[int]) -> set[int]:
        lines = Change.objects.filter(
            change_set=self._done,
            model=name_model(Actor),
            before__isnull=True,
            object_id__in=[str(pk) for pk in pks],
        )
        return {int(text) for text in lines.values_list("object_id", flat=True)}

    def _keep_worked_on(self, made: Sequence[int]) -> None:
        worked = find_worked_on(
            made,
            filiere_id=self._list.filiere_id,
            since=self._done,
            apart=self._recorder.change_set,
        )
        names = Actor.objects.filter(pk__in=worked).values_list("pk", "name")
        self.result.kept |= dict(names)

    def _put_back_origins(self, pairs: _Part) -> set[int]:
        for change, origin in pairs:
            if change.before is not None:
                self._put_back(origin, change)
            elif origin.source == self._list.label:
                self._recorder.delete(origin)
        return set()

    def _take_back_presences(self, pairs: _Part) -> set[int]:
        made = self._find_made({presence.actor_id for _change, presence in pairs})
        for change, presence in pairs:
            if change.before is None:
                if presence.actor_id not in made and not has_decisions(presence):
                    Placement.objects.filter(
                        filiere_id=presence.filiere_id, actor_id=presence.actor_id
                    ).delete()
                    self._recorder.delete(presence)
                continue
            values = dict(change.before)
            if "declared_stages" in values:
                added = set((change.after or {})["declared_stages"])
                added.difference_update(values["declared_stages"])
                values["declared_stages"] = [
                    stage for stage in presence.declared_stages if stage not in added
                ]
            self._recorder.update(presence, values)
        return {presence.actor_id for _change, presence in pairs}

    def _put_back_sheets(self, pairs: _Part) -> set[int]:
        made = self._find_made({actor.pk for _change, actor in pairs})
        self._keep_worked_on(sorted(made))
        for change, actor in pairs:
            if actor.pk not in self.result.kept:
                self.result.put_back += self._put_back(actor, change)
        return {actor.pk for _change, actor in pairs}

    def _put_back(self, stored: Any, change: Change) -> bool:  # noqa: ANN401 - a record of any model
        """Give back the fields that still say what the import wrote; name the sheet otherwise."""
        before: Mapping[str, Any] = change.before or {}
        after: Mapping[str, Any] = change.after or {}
        fields = {item.attname: item for item in stored._meta.concrete_fields}  # noqa: SLF001 - Django's documented model API
        values = {}
        for name, value in before.items():
            present = getattr(stored, name)
            if name == "sources":
                values[name] = [key for key in present if key != self._list.source_key]
            elif present == fields[name].to_python(after[name]):
                values[name] = fields[name].to_python(value)
            elif isinstance(stored, Actor):
                self.result.kept[stored.pk] = stored.name
        return self._recorder.update(stored, values)

    def _remove(self, pks: Sequence[int]) -> None:
        gone = list(Actor.objects.filter(pk__in=pks).only("pk", *NOTED))
        note_briefly(self._recorder, gone, is_made=False)
        # What hangs on a sheet goes first, in one statement each: Django would load every row.
        for model in (ActorWord, Placement, FieldOrigin, Presence):
            model._default_manager.filter(actor_id__in=pks).delete()  # noqa: SLF001 - Django's documented model API
        Actor.objects.filter(pk__in=pks).delete()
        self.result.removed += len(gone)


def _load(model: type[Any], pks: Sequence[int]) -> dict[int, Any]:
    records = model._default_manager.all()  # noqa: SLF001 - Django's documented model API
    if model is Presence:
        records = records.select_related("actor", "filiere")
    found: dict[int, Any] = records.in_bulk(pks)
    return found


def _cut(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
