"""The history of a filière, as its pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.http import Http404

from maillon_web.filieres.selectors.news import find_readable_kinds
from maillon_web.filieres.selectors.opening import Opened
from maillon_web.history.models import Change, ChangeSet
from maillon_web.history.selectors import count_changes, list_first_changes, list_sets
from maillon_web.history.values import RecordChange, read_changes
from maillon_web.history.wording import describe, explain_lasting

__all__ = ["Entry", "find_record", "list_entries", "name_record"]

Record = tuple[str, str]
MOST_SHOWN = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """
    One change set in words.

    Attributes
    ----------
    changes
        Its first records; `change_count` says how many there are.
    is_undoable
        Whether it is worth offering: not undone yet, and of a kind that can be.
    """

    change_set: ChangeSet
    sentence: str
    changes: Sequence[RecordChange]
    change_count: int
    is_undoable: bool


def find_record(text: str) -> Record | None:
    """
    Return the model and the identifier of `directory.actor:12`, `None` when nothing is asked.

    Raises
    ------
    Http404
        If this is no record of ours.
    """
    if not text:
        return None
    model, _colon, number = text.partition(":")
    try:
        apps.get_model(model)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    if not number or len(number) > 40:
        raise Http404
    return model.lower(), number


def name_record(opened: Opened, record: Record) -> str:
    """
    Return the last name known of a record.

    Raises
    ------
    Http404
        If this filière's history does not know of it.
    """
    last = (
        Change.objects.filter(
            model=record[0], object_id=record[1], change_set__scope=opened.filiere.scope
        )
        .order_by("-pk")
        .first()
    )
    if last is None:
        raise Http404
    return last.name


def list_entries(
    opened: Opened,
    *,
    group: str = "",
    record: Record | None = None,
    number: str | None = None,
    per_page: int,
) -> tuple[Page[ChangeSet], list[Entry]]:
    """Return a page of what was done, in words."""
    found = list_sets(
        opened.filiere.scope, group=group, record=record, kinds=find_readable_kinds(opened)
    )
    page = Paginator(found, per_page).get_page(number)
    counts = count_changes(page)
    shown = _read_by_set(page, record)
    entries = [
        Entry(
            change_set=change_set,
            sentence=describe(change_set),
            changes=shown.get(change_set.pk, ()),
            change_count=counts.get(change_set.pk, 0),
            is_undoable=_is_undoable(change_set) and bool(counts.get(change_set.pk)),
        )
        for change_set in page
    ]
    return page, entries


def _is_undoable(change_set: ChangeSet) -> bool:
    return getattr(change_set, "undone_by", None) is None and not explain_lasting(change_set)


def _read_by_set(
    page: Page[ChangeSet], record: Record | None
) -> Mapping[int, Sequence[RecordChange]]:
    changes = list_first_changes(page, most=MOST_SHOWN, record=record)
    shown: dict[int, list[RecordChange]] = {}
    for change, read in zip(changes, read_changes(changes), strict=True):
        shown.setdefault(change.change_set_id, []).append(read)
    return shown
