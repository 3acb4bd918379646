"""Read the pairs of records that may be one."""

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, QuerySet, Value, When
from django.http import Http404
from django.utils.translation import gettext as _

from maillon_web.directory.models import (
    Decision,
    DuplicatePair,
    Keeper,
    Likeness,
    PairState,
    Placement,
    Presence,
    Statement,
)
from maillon_web.directory.selectors.visible import LISTED
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.jobs.models import Job

__all__ = [
    "count_by_likeness",
    "find_next_pair",
    "find_search",
    "get_pair",
    "list_links",
    "list_pairs",
]

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


def list_links(opened: Opened, pair: DuplicatePair) -> list[tuple[str, str, str]]:
    """Return what hangs on each record of a pair: all of it goes to the one that stays."""
    names = dict(opened.filiere.stages.values_list("key", "label"))
    keys = (pair.first_id, pair.second_id)
    stages: dict[int, list[str]] = {key: [] for key in keys}
    placements = Placement.objects.filter(filiere=opened.filiere, actor_id__in=keys)
    for actor_id, key in placements.values_list("actor_id", "stage_key"):
        stages[actor_id].append(names.get(key, key))
    told = [(_("Maillons"), {key: ", ".join(sorted(found)) for key, found in stages.items()})]
    for label, model in (
        (_("Décisions"), Decision),
        (_("Besoins, savoir-faire, freins…"), Statement),
        (_("Personnes qui tiennent la fiche"), Keeper),
    ):
        rows = model._default_manager.filter(actor_id__in=keys).order_by()  # noqa: SLF001 - Django's documented model API
        counts = rows.values_list("actor_id").annotate(count=Count("pk"))
        told.append((label, {actor_id: str(count) for actor_id, count in counts}))
    lines = [(label, said.get(keys[0], ""), said.get(keys[1], "")) for label, said in told]
    return [line for line in lines if line[1] or line[2]]


def find_next_pair(opened: Opened, *, after: DuplicatePair) -> DuplicatePair | None:
    """Return another pair to settle: one that waits, before one that was put off."""
    return list_pairs(opened).exclude(pk=after.pk).first()


def find_search(filiere: Filiere) -> Job | None:
    """Return the last search for duplicates."""
    return Job.objects.filter(scope=filiere.scope, kind="directory.find_duplicates").first()


def _open_pairs(opened: Opened) -> QuerySet[DuplicatePair]:
    """Leave out the pairs of which a record was merged, has left the lists, or may not be seen."""
    listed = Presence.objects.filter(LISTED, filiere=opened.filiere)
    return DuplicatePair.objects.filter(
        Exists(listed.filter(actor_id=OuterRef("first_id"))),
        Exists(listed.filter(actor_id=OuterRef("second_id"))),
        filiere=opened.filiere,
        state__in=WAITING,
        first__merged_into=None,
        second__merged_into=None,
        first__visibility__in=opened.levels,
        second__visibility__in=opened.levels,
    )
