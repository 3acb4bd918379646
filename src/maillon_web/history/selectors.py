"""Read the history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from maillon_web.history.models import Change, ChangeSet

__all__ = [
    "count_changes",
    "list_change_sets",
    "list_changes_of",
    "list_first_changes",
    "list_sets",
]


def list_change_sets(scope: str) -> QuerySet[ChangeSet]:
    """Return what was done in a workspace, latest first, with how many records each touched."""
    return (
        ChangeSet.objects.filter(scope=scope)
        .select_related("author", "undone_by")
        .annotate(change_count=Count("changes"))
    )


def list_sets(
    scope: str,
    *,
    group: str = "",
    record: tuple[str, str] | None = None,
    kinds: Sequence[str] | None = None,
    since: datetime | None = None,
) -> QuerySet[ChangeSet]:
    """
    Return what was done in a workspace, latest first.

    Parameters
    ----------
    group
        First word of the kinds wanted (`stage` for `stage.add`).
    record
        Model and identifier of the only record wanted.
    kinds
        The only kinds wanted.
    since
        Only what was done later.
    """
    found = ChangeSet.objects.filter(scope=scope).select_related("author")
    found = found.prefetch_related("undone_by__author")
    if group:
        found = found.filter(kind__startswith=f"{group}.") | found.filter(kind=group)
    if record is not None:
        touching = Change.objects.filter(model=record[0], object_id=record[1])
        found = found.filter(pk__in=touching.values("change_set"))
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    if since is not None:
        found = found.filter(made_at__gt=since)
    return found


def count_changes(sets: Iterable[ChangeSet]) -> Mapping[int, int]:
    """Return how many records each change set touched."""
    counted = (
        Change.objects.filter(change_set__in=[entry.pk for entry in sets])
        .values_list("change_set")
        .annotate(total=Count("pk"))
    )
    return dict(counted)


def list_first_changes(
    sets: Iterable[ChangeSet], *, most: int, record: tuple[str, str] | None = None
) -> Sequence[Change]:
    """Return the first changes of each change set, of one record only when it is given."""
    found = Change.objects.filter(change_set__in=[entry.pk for entry in sets])
    if record is not None:
        found = found.filter(model=record[0], object_id=record[1])
    rank = Window(RowNumber(), partition_by=F("change_set"), order_by=F("pk").asc())
    return list(found.annotate(rank=rank).filter(rank__lte=most).order_by("pk"))


def list_changes_of(model: str, object_id: object) -> QuerySet[Change]:
    """Return what happened to one record, latest first."""
    return (
        Change.objects.filter(model=model, object_id=str(object_id))
        .select_related("change_set__author", "change_set__undone_by")
        .order_by("-pk")
    )
