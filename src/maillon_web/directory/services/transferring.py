"""When a filière passes to another organisation, its sheets go with it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon_web.accounts.models import Organisation
from maillon_web.directory.models import (
    Actor,
    DuplicatePair,
    FieldOrigin,
    ImportRow,
    ImportState,
    Keeper,
)
from maillon_web.directory.selectors.ties import find_foreign, list_ties
from maillon_web.directory.services.bulk import insert_all, save_all
from maillon_web.directory.services.merge_values import unite
from maillon_web.directory.services.moving import has_equal
from maillon_web.directory.services.presences import resync
from maillon_web.filieres.models import Filiere, Invitation
from maillon_web.filieres.services import ask_refresh
from maillon_web.filieres.signals import change_undone, filiere_transferred
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import Recorder

__all__ = ["Transferred", "is_cut_off", "move_sheets", "transfer_sheets"]

_BATCH = 2000
_WRITTEN = (
    ImportState.APPLYING,
    ImportState.APPLIED,
    ImportState.UNDOING,
    ImportState.UNDONE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Transferred:
    """How many sheets followed, were copied, or were held already by the new organisation."""

    moved: int
    copied: int
    held: int


@receiver(filiere_transferred, dispatch_uid="directory.move_sheets")
def move_sheets(
    sender: object,
    *,
    filiere: Filiere,
    former_organisation: Organisation,
    recorder: Recorder,
    **_others: Any,  # noqa: ANN401 - Django's signature
) -> None:
    """Bring the sheets along, and keep the counts with the line of the history."""
    done = transfer_sheets(filiere, former_organisation)
    change_set = recorder.change_set
    counts = {"moved": done.moved, "copied": done.copied, "held": done.held}
    change_set.params = change_set.params | counts
    change_set.save(update_fields=["params"])
    if done.held:
        ask_refresh(filiere, author=change_set.author)


@receiver(change_undone, dispatch_uid="directory.stay_at_home")
def stay_at_home(
    sender: object,
    *,
    filiere: Filiere,
    change_set: ChangeSet,
    **_others: Any,  # noqa: ANN401 - Django's signature
) -> None:
    """
    Refuse an undoing that would write on the sheets of another organisation.

    Raises
    ------
    InconsistentData
        If the change is older than a transfer, and speaks of sheets that were parted by it.
    """
    numbers: dict[str, set[str]] = {}
    for model, number in change_set.changes.values_list("model", "object_id"):
        numbers.setdefault(model, set()).add(number)
    present = Filiere.objects.get(pk=filiere.pk)
    if find_foreign(present, numbers):
        raise InconsistentData(
            f"change set {change_set.pk} is about sheets of another organisation",
            user=_(
                "Une filière est passée à une autre organisation depuis : ce changement porte sur "
                "des fiches qui ne sont plus dans votre annuaire. Rien n’a été modifié."
            ),
        )


def is_cut_off(filiere: Filiere, change_set: ChangeSet) -> bool:
    """Tell whether the filière has left some sheets behind since a change."""
    later = ChangeSet.objects.filter(
        scope=filiere.scope, kind="filiere.transfer", pk__gt=change_set.pk
    )
    return any(params.get("copied") or params.get("held") for params in _read_params(later))


def transfer_sheets(filiere: Filiere, former: Organisation) -> Transferred:
    """
    Move to the present organisation of a filière the sheets that it has at the former one.

    A sheet that another filière of the former organisation uses is copied; one whose identifier
    the new organisation already holds stays as it is there, and the filière uses it.
    """
    ids = _collect(filiere, former)
    shared = _find_shared(filiere, ids)
    held = _find_held(filiere, ids)
    moved = ids - shared - held.keys()
    new_numbers = {pk: pk for pk in moved} | held
    links = _read_links(ids - held.keys())
    _move(filiere, former, moved)
    copies = _copy(filiere, sorted(shared - held.keys()))
    new_numbers |= copies
    _write_links(links, new_numbers)
    _drop_crossing_pairs(filiere, ids)
    _point(filiere, {old: new for old, new in new_numbers.items() if old != new})
    _order_pairs(filiere)
    _turn_invitations(filiere, copies)
    _restart_lists(filiere)
    resync(filiere, set(held.values()))
    return Transferred(moved=len(moved), copied=len(copies), held=len(held))


def _collect(filiere: Filiere, former: Organisation) -> set[int]:
    """Return the sheets that the filière uses, with those merged into them, and the reverse."""
    found: set[int] = set()
    for tie in list_ties():
        if tie.is_about:
            rows = tie.model._default_manager.filter(**{tie.path: filiere.pk})  # noqa: SLF001 - Django's documented model API
            found.update(rows.exclude(**{tie.column: None}).values_list(tie.column, flat=True))
    ours = Actor.objects.filter(organisation=former).exclude(merged_into=None)
    merges = set(ours.values_list("pk", "merged_into_id"))
    found |= {kept for merged, kept in merges if merged in found and kept}
    found |= {merged for merged, kept in merges if kept in found}
    here: set[int] = set()
    for part in _cut(found):
        sheets = Actor.objects.filter(organisation=former, pk__in=part)
        here.update(sheets.values_list("pk", flat=True))
    return here


def _find_shared(filiere: Filiere, ids: Collection[int]) -> set[int]:
    """Return the sheets to which something of another filière points."""
    shared: set[int] = set()
    for part in _cut(ids):
        for tie in list_ties():
            rows = tie.select(part).exclude(**{tie.path: filiere.pk})
            shared.update(rows.values_list(tie.column, flat=True).distinct())
    # What was made one stays one on both sides.
    for part in _cut(shared):
        merged = Actor.objects.filter(pk__in=part).exclude(merged_into=None)
        shared = shared | set(merged.values_list("merged_into_id", flat=True))
    for part in _cut(shared):
        merged = Actor.objects.filter(merged_into__in=part)
        shared = shared | set(merged.values_list("pk", flat=True))
    return shared.intersection(ids)


def _find_held(filiere: Filiere, ids: Collection[int]) -> dict[int, int]:
    """Return the sheets of the new organisation under the same identifiers, by ours."""
    held: dict[int, int] = {}
    for part in _cut(ids):
        numbers = dict(Actor.objects.filter(pk__in=part).values_list("external_id", "pk"))
        known = Actor.objects.filter(
            organisation_id=filiere.organisation_id, external_id__in=list(numbers)
        )
        for identifier, pk, kept in known.values_list("external_id", "pk", "merged_into_id"):
            held[numbers[identifier]] = kept or pk
    return held


def _read_links(ids: Collection[int]) -> list[Actor]:
    """Return the sheets that have another above them or that were merged into another."""
    linked: list[Actor] = []
    for part in _cut(ids):
        sheets = Actor.objects.filter(pk__in=part).only("pk", "parent_id", "merged_into_id")
        linked.extend(sheets.exclude(parent=None, merged_into=None))
    return linked


def _move(filiere: Filiere, former: Organisation, moved: Collection[int]) -> None:
    for part in _cut(moved):
        Actor.objects.filter(pk__in=part).update(organisation_id=filiere.organisation_id)
    # What stays behind is no longer under a sheet that has left.
    for part in _cut(moved):
        Actor.objects.filter(organisation=former, parent_id__in=part).update(parent=None)


def _copy(filiere: Filiere, shared: Sequence[int]) -> dict[int, int]:
    """Write the sheets again for the new organisation; return their numbers by the former ones."""
    numbers: dict[int, int] = {}
    members = set(filiere.members.values_list("user_id", flat=True))
    for part in _cut(shared):
        sheets = list(Actor.objects.filter(pk__in=part))
        former = {sheet.external_id: sheet.pk for sheet in sheets}
        for sheet in sheets:
            sheet.pk = None
            sheet.organisation_id = filiere.organisation_id
            sheet.parent_id = sheet.merged_into_id = None
            sheet.version = 1
        insert_all(sheets)
        made = Actor.objects.filter(
            organisation_id=filiere.organisation_id, external_id__in=list(former)
        )
        here = {former[key]: pk for key, pk in made.values_list("external_id", "pk")}
        numbers |= here
        insert_all(_copy_rows(FieldOrigin.objects.filter(actor_id__in=part), here))
        # Who keeps the sheet in another filière only has nothing to do with the copy.
        keepers = Keeper.objects.filter(actor_id__in=part, user_id__in=members)
        insert_all(_copy_rows(keepers, here))
    return numbers


def _copy_rows(rows: Iterable[Any], numbers: dict[int, int]) -> list[Any]:
    copies = list(rows)
    for copy in copies:
        copy.pk = None
        copy.actor_id = numbers[copy.actor_id]
    return copies


def _write_links(linked: Sequence[Actor], numbers: dict[int, int]) -> None:
    """Put the sheets under the same sheet as before, or under none if it did not come."""
    written = [
        Actor(
            pk=numbers[sheet.pk],
            parent_id=numbers.get(sheet.parent_id or 0),
            merged_into_id=numbers.get(sheet.merged_into_id or 0),
        )
        for sheet in linked
    ]
    save_all(written, ["parent_id", "merged_into_id"])


def _drop_crossing_pairs(filiere: Filiere, ids: Collection[int]) -> None:
    """Forget the pairs with a sheet that stays: it is no longer of the same directory."""
    pairs = DuplicatePair.objects.filter(filiere=filiere)
    gone = [
        pk
        for pk, first, second in pairs.values_list("pk", "first_id", "second_id")
        if first not in ids or second not in ids
    ]
    for part in _cut(gone):
        pairs.filter(pk__in=part).delete()


def _point(filiere: Filiere, numbers: dict[int, int]) -> None:
    """Turn to the new sheets all that the filière wrote about the former ones."""
    taken: set[int] = set()
    doubled: list[int] = []
    single: list[int] = []
    for old, new in sorted(numbers.items()):
        (doubled if new in taken else single).append(old)
        taken.add(new)
    for part in _cut(single):
        for tie in list_ties():
            rows = list(tie.select(part).filter(**{tie.path: filiere.pk}).only("pk", tie.column))
            for row in rows:
                setattr(row, tie.column, numbers[getattr(row, tie.column)])
            save_all(rows, [tie.column])
    for old in doubled:
        _fold(filiere, old, numbers[old])


def _fold(filiere: Filiere, old: int, new: int) -> None:
    """Turn a sheet that the new organisation merged with another one to the one it kept."""
    sheet = Actor.objects.get(pk=new)
    presences = {row.actor_id: row for row in filiere.presences.filter(actor_id__in=(old, new))}
    if old in presences and new in presences:
        kept = presences[new]
        kept.declared_stages = unite(kept.declared_stages, presences[old].declared_stages)
        kept.save(update_fields=["declared_stages"])
    for tie in list_ties():
        for row in tie.select([old]).filter(**{tie.path: filiere.pk}):
            if has_equal(row, tie.column, sheet):
                row.delete()
            else:
                setattr(row, tie.column, new)
                row.save(update_fields=[tie.column])


def _order_pairs(filiere: Filiere) -> None:
    """Put the smaller number first again, as pairs are looked for."""
    pairs = list(DuplicatePair.objects.filter(filiere=filiere).only("first_id", "second_id"))
    DuplicatePair.objects.filter(pk__in=[p.pk for p in pairs if p.first_id == p.second_id]).delete()
    turned = [pair for pair in pairs if pair.first_id > pair.second_id]
    for pair in turned:
        pair.first_id, pair.second_id = pair.second_id, pair.first_id
    save_all(turned, ["first_id", "second_id"])


def _turn_invitations(filiere: Filiere, copies: dict[int, int]) -> None:
    """Make the invitations to keep a sheet open its copy."""
    for invitation in Invitation.objects.filter(filiere=filiere, accepted_at=None):
        number = copies.get(invitation.context.get("actor", 0))
        if number is not None:
            invitation.context = invitation.context | {"actor": number}
            invitation.save(update_fields=["context"])


def _restart_lists(filiere: Filiere) -> None:
    """Have the lists on their way compared again: they were with the former directory."""
    waiting = filiere.list_imports.exclude(state__in=_WRITTEN)
    ImportRow.objects.filter(list_import__in=waiting).delete()
    waiting.filter(state=ImportState.READY).update(state=ImportState.RECONCILED, summary={})
    elsewhere = ~Q(target__organisation_id=filiere.organisation_id) & ~Q(target=None)
    ImportRow.objects.filter(elsewhere, list_import__filiere=filiere).update(target=None)


def _read_params(change_sets: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a queryset
    return list(change_sets.values_list("params", flat=True))


def _cut(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]
