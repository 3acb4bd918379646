"""Read the pairs of records that may be one."""

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import Http404

from maillon_web.directory.models import DuplicatePair, Likeness, PairState, Presence
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.jobs.models import Job

__all__ = ["count_by_likeness", "find_next_pair", "find_search", "get_pair", "list_pairs"]

WAITING = (PairState.OPEN, PairState.LATER)


def list_pairs(opened: Opened, likeness: str = "") -> QuerySet[DuplicatePair]:
    """Return the pairs to settle, the surest first, those put off last."""
    pairs = _open_pairs(opened)
    if likeness in Likeness.values:
        pairs = pairs.filter(likeness=likeness)
    is_later = Case(
        When(state=PairState.LATER, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return pairs.select_related("first", "second").order_by(is_later, "rank", "pk")


def count_by_likeness(opened: Opened) -> list[tuple[str, str, int]]:
    """Return each reason with its name and how many pairs it brings together."""
    rows = _open_pairs(opened).values_list("likeness").annotate(count=Count("pk")).order_by()
    found = dict(rows)
    return [
        (likeness.value, str(likeness.label), found[likeness.value])
        for likeness in Likeness
        if likeness.value in found
    ]


def get_pair(opened: Opened, pair_id: int) -> DuplicatePair:
    """
    Return a pair of the filière, settled or not.

    Raises
    ------
    Http404
        If the filière has no such pair, or if the reader may not see one of the two records.
    """
    pair = (
        DuplicatePair.objects.filter(
            filiere=opened.filiere,
            pk=pair_id,
            first__visibility__in=opened.levels,
            second__visibility__in=opened.levels,
        )
        .select_related("first", "second", "settled_by", "filiere__organisation")
        .first()
    )
    if pair is None:
        raise Http404
    return pair


def find_next_pair(opened: Opened, *, after: DuplicatePair) -> DuplicatePair | None:
    """Return another pair to settle: one that waits, before one that was put off."""
    return list_pairs(opened).exclude(pk=after.pk).first()


def find_search(filiere: Filiere) -> Job | None:
    """Return the last search for duplicates."""
    return Job.objects.filter(scope=filiere.scope, kind="directory.find_duplicates").first()


def _open_pairs(opened: Opened) -> QuerySet[DuplicatePair]:
    """Leave out the pairs of which a record was merged, has left the lists, or may not be seen."""
    listed = Presence.objects.filter(filiere=opened.filiere, is_listed=True).values("actor")
    return DuplicatePair.objects.filter(
        filiere=opened.filiere,
        state__in=WAITING,
        first__merged_into=None,
        second__merged_into=None,
        first__in=listed,
        second__in=listed,
        first__visibility__in=opened.levels,
        second__visibility__in=opened.levels,
    )
