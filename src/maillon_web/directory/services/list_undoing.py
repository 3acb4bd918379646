"""Undo a whole import: what it wrote goes, what people did since stays and is named."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
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
from maillon_web.directory.services.moving import iter_links
from maillon_web.directory.services.presences import resync
from maillon_web.directory.services.transferring import is_cut_off
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.models import Change, ChangeSet
from maillon_web.history.services import Recorder, name_model, record

__all__ = ["UndoneImport", "undo_import"]

_BATCH = 1_000
_MOST_TOLD = 50


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
    Take back what an import wrote.

    A sheet that the list made goes, unless somebody edited it, decided, said or linked something
    about it since: it then stays whole. A sheet that the list completed gets its blanks back, but
    for the fields edited since.

    Raises
    ------
    InconsistentData
        If the import is not in the directory.
    """
    filiere = list_import.filiere
    params = {"label": list_import.label, "import": list_import.pk}
    with record("list.undo", scope=filiere.scope, author=author, params=params) as recorder:
        held = ListImport.objects.select_for_update().get(pk=list_import.pk)
        done = ChangeSet.objects.filter(pk=held.change_set_id or 0, undone_by=None).first()
        if held.state != ImportState.APPLIED or done is None:
            raise InconsistentData(
                f"import {held.pk} is {held.state}",
                user=_("Cet import a déjà été annulé."),
            )
        if is_cut_off(filiere, done):
            raise InconsistentData(
                f"filière {filiere.pk} left sheets behind since import {held.pk}",
                user=_(
                    "La filière a changé d'organisation depuis cet import : il ne s'annule plus "
                    "d'un bloc. Corrigez ou retirez ses fiches une à une."
                ),
            )
        recorder.change_set.undoes = done
        undoing = _Undoing(held, done, recorder)
        progress.start(_("Retour à l'annuaire d'avant l'import"))
        undoing.run()
        remaining = Actor.objects.filter(pk__in=undoing.touched).values_list("pk", flat=True)
        resync(filiere, list(remaining))
        recorder.update(
            held,
            {
                "state": ImportState.UNDONE.value,
                "change_set_id": None,
                "summary": held.summary | {"undone": undoing.result.to_dict()},
            },
        )
        recorder.change_set.params = params | {
            "removed": undoing.result.removed,
            "kept": len(undoing.result.kept),
        }
        recorder.change_set.save(update_fields=["undoes", "params"])
    progress.finish()
    ask_refresh(filiere, author=author)
    return undoing.result


class _Undoing:
    """Takes the changes of an import back, model by model."""

    def __init__(self, list_import: ListImport, done: ChangeSet, recorder: Recorder) -> None:
        self._list = list_import
        self._done = done
        self._recorder = recorder
        self.result = UndoneImport()
        self.touched: set[int] = set()

    def run(self) -> None:
        """Take back origins of fields and presences first, then the sheets that bear them."""
        made = self._list_made(Actor)
        self._keep_worked_on(made)
        going = [pk for pk in made if pk not in self.result.kept]
        self._put_back_origins()
        self._take_back_presences(set(made))
        self._put_back_sheets()
        self._remove(going)

    def _changes(self, model: type[Any]) -> Any:  # noqa: ANN401 - a queryset of changes
        return Change.objects.filter(change_set=self._done, model=name_model(model))

    def _list_made(self, model: type[Any]) -> list[int]:
        found = self._changes(model).filter(before__isnull=True).order_by("pk")
        return [int(text) for text in found.values_list("object_id", flat=True)]

    def _keep_worked_on(self, made: Sequence[int]) -> None:
        for part in _cut(made):
            worked = self._find_edited(part) | _find_linked(part, self._list.filiere_id)
            names = Actor.objects.filter(pk__in=worked).values_list("pk", "name")
            self.result.kept |= dict(names)

    def _find_edited(self, pks: Sequence[int]) -> set[int]:
        """Return the sheets that a later change, still in force, speaks of."""
        later = Change.objects.filter(
            model=name_model(Actor),
            object_id__in=[str(pk) for pk in pks],
            pk__gt=self._done.changes.order_by("pk").values("pk")[:1],
        )
        later = later.exclude(change_set__in=(self._done, self._recorder.change_set))
        is_taken_back = Q(change_set__undone_by__isnull=False) & Q(
            change_set__undone_by__undone_by=None
        )
        in_force = later.exclude(is_taken_back).filter(change_set__undoes=None)
        return {int(text) for text in in_force.values_list("object_id", flat=True)}

    def _put_back_origins(self) -> None:
        for change, origin in self._iter_stored(FieldOrigin):
            if change.before is None:
                if origin.source == self._list.label:
                    self._recorder.delete(origin)
            else:
                self._put_back(origin, change)

    def _take_back_presences(self, made: Collection[int]) -> None:
        for change, presence in self._iter_stored(Presence):
            self.touched.add(presence.actor_id)
            if change.before is None:
                if presence.actor_id not in made and not _has_decisions(presence):
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

    def _put_back_sheets(self) -> None:
        for change, actor in self._iter_stored(Actor):
            self.touched.add(actor.pk)
            if change.before is not None and actor.pk not in self.result.kept:
                self.result.put_back += self._put_back(actor, change)

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

    def _iter_stored(self, model: type[Any]) -> Iterator[tuple[Change, Any]]:
        """Yield the changes of a model, the latest first, with the record if it is still there."""
        made = self._changes(model).order_by("-pk")
        if model is Actor:
            made = made.exclude(before__isnull=True)
        for part in _cut(list(made)):
            stored = _load(model, [int(change.object_id) for change in part])
            for change in part:
                if int(change.object_id) in stored:
                    yield change, stored[int(change.object_id)]

    def _remove(self, pks: Sequence[int]) -> None:
        for part in _cut(pks):
            gone = list(Actor.objects.filter(pk__in=part).only("pk", *NOTED))
            note_briefly(self._recorder, gone, is_made=False)
            # What hangs on a sheet goes first, in one statement each: Django would load every row.
            for model in (ActorWord, Placement, FieldOrigin, Presence):
                model._default_manager.filter(actor_id__in=part).delete()  # noqa: SLF001 - Django's documented model API
            Actor.objects.filter(pk__in=part).delete()
            self.result.removed += len(gone)


def _load(model: type[Any], pks: Sequence[int]) -> dict[int, Any]:
    records = model._default_manager.all()  # noqa: SLF001 - Django's documented model API
    if model is Presence:
        records = records.select_related("actor", "filiere")
    found: dict[int, Any] = records.in_bulk(pks)
    return found


def _find_linked(pks: Sequence[int], filiere_id: int) -> set[int]:
    """Return the sheets to which somebody attached something, in any application."""
    merged = Q(merged_into__in=pks) | Q(parent__in=pks)
    found = set(
        Actor.objects.filter(pk__in=pks).exclude(merged_into=None).values_list("pk", flat=True)
    )
    for above, kept in Actor.objects.filter(merged).values_list("parent_id", "merged_into_id"):
        found |= {above, kept}
    for model, column in iter_links():
        links = model._default_manager.filter(**{f"{column}__in": pks})  # noqa: SLF001 - Django's documented model API
        if model is Presence:
            links = links.exclude(filiere_id=filiere_id)
        found |= set(links.values_list(column, flat=True))
    return found.intersection(pks)


def _has_decisions(presence: Presence) -> bool:
    return bool(
        presence.actor.decisions.filter(filiere_id=presence.filiere_id).exists()
        or presence.actor.statements.filter(filiere_id=presence.filiere_id).exists()
    )


def _cut(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
