"""Read the pairs of records that may be one."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, When
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.directory.models import (
    Decision,
    DuplicatePair,
    Keeper,
    PairState,
    Placement,
    Presence,
    Statement,
)
from maillon_web.directory.selectors.visible import LISTED, is_whole
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.history.models import ChangeSet
from maillon_web.history.wording import describe
from maillon_web.jobs.models import Job, JobState

__all__ = [
    "WAITING",
    "Answer",
    "Reviewed",
    "Shown",
    "count_pairs",
    "count_reviewed",
    "find_last_answer",
    "find_next_pair",
    "find_pair",
    "find_search",
    "get_pair",
    "list_links",
    "list_pairs",
]

WAITING = (PairState.OPEN, PairState.LATER)
_SETTLED = (PairState.MERGED, PairState.DIFFERENT)
_SEARCH = "directory.find_duplicates"
_ANSWERS = ("actor.merge", "pair.different")
# Beyond, somebody who presses a key by mistake would undo what nobody remembers.
_SITTING = timedelta(hours=12)


class Shown(StrEnum):
    """Which pairs a list shows, as its address says."""

    WAITING = "a-trancher"
    SURE = "sures"
    SETTLED = "tranchees"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How far a review is since the last search."""

    done: int
    left: int

    @property
    def total(self) -> int:
        """All the pairs that the search found, as far as they are still pairs."""
        return self.done + self.left


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person last said of a pair; no change set when it was only put off."""

    sentence: str
    pair_id: int | None
    change_set: ChangeSet | None


def list_pairs(opened: Opened, shown: str = Shown.WAITING) -> QuerySet[DuplicatePair]:
    """Return pairs: to settle, the surest first and those put off last; settled, latest first."""
    if shown == Shown.SETTLED:
        pairs = _settled_pairs(opened).order_by("-settled_at", "-pk")
    else:
        pairs = _order(_open_pairs(opened))
        if shown == Shown.SURE:
            pairs = pairs.filter(is_sure=True)
    return pairs.select_related("first", "second", "settled_by")


def count_pairs(opened: Opened) -> dict[str, int]:
    """Return how many pairs each list shows."""
    counts = dict(_open_pairs(opened).values_list("is_sure").annotate(count=Count("pk")).order_by())
    return {
        Shown.WAITING: sum(counts.values()),
        Shown.SURE: counts.get(True, 0),
        Shown.SETTLED: _settled_pairs(opened).count(),
    }


def count_reviewed(opened: Opened) -> Reviewed:
    """Return how many pairs were settled since the last search, and how many are left."""
    done = DuplicatePair.objects.filter(filiere=opened.filiere, state__in=_SETTLED)
    search = (
        Job.objects.filter(scope=opened.filiere.scope, kind=_SEARCH, state=JobState.DONE)
        .values_list("finished_at", flat=True)
        .first()
    )
    if search is not None:
        done = done.filter(settled_at__gte=search)
    return Reviewed(done=done.count(), left=_open_pairs(opened).count())


def get_pair(opened: Opened, pair_id: int) -> DuplicatePair:
    """
    Return a pair of the filière, settled or not.

    Raises
    ------
    Http404
        If the filière has no such pair, or if the reader may not see one of the two records.
    """
    pair = find_pair(opened, pair_id)
    if pair is None:
        raise Http404
    return pair


def find_pair(opened: Opened, pair_id: int | None) -> DuplicatePair | None:
    """Return a pair of the filière, settled or not; nothing when the reader may not see it."""
    if pair_id is None:
        return None
    pairs = DuplicatePair.objects.filter(
        filiere=opened.filiere,
        pk=pair_id,
        first__visibility__in=opened.levels,
        second__visibility__in=opened.levels,
    )
    return pairs.select_related("first", "second", "settled_by", "filiere__organisation").first()


def list_links(opened: Opened, pair: DuplicatePair) -> list[tuple[str, str, str]]:
    """Return what hangs on each record of a pair: all of it goes to the one that stays."""
    names = list_stage_labels(opened.filiere)
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


def find_next_pair(opened: Opened, *, after: DuplicatePair | None = None) -> DuplicatePair | None:
    """Return another pair to settle: one that waits, before one that was put off."""
    pairs = _open_pairs(opened)
    if after is not None:
        pairs = pairs.exclude(pk=after.pk)
    return _order(pairs).select_related("first", "second").first()


def find_last_answer(opened: Opened, reader: User) -> Answer | None:
    """Return what a person last said of a pair, in this sitting and not undone."""
    since = timezone.now() - _SITTING
    said = ChangeSet.objects.filter(
        scope=opened.filiere.scope,
        author=reader,
        kind__in=_ANSWERS,
        undone_by=None,
        made_at__gte=since,
    ).first()
    put_off = (
        DuplicatePair.objects.filter(
            filiere=opened.filiere,
            state=PairState.LATER,
            settled_by=reader,
            settled_at__gte=since if said is None else said.made_at,
            first__visibility__in=opened.levels,
            second__visibility__in=opened.levels,
        )
        .select_related("first", "second")
        .order_by("-settled_at")
        .first()
    )
    if put_off is not None:
        sentence = _("« {first} » et « {second} » : remises à plus tard").format(
            first=put_off.first.name, second=put_off.second.name
        )
        return Answer(sentence=sentence, pair_id=put_off.pk, change_set=None)
    if said is None:
        return None
    pairs = said.changes.filter(model="directory.duplicatepair")
    number = pairs.values_list("object_id", flat=True).first()
    return Answer(sentence=describe(said), pair_id=int(number) if number else None, change_set=said)


def find_search(filiere: Filiere) -> Job | None:
    """Return the last search for duplicates."""
    return Job.objects.filter(scope=filiere.scope, kind=_SEARCH).first()


def _order(pairs: QuerySet[DuplicatePair]) -> QuerySet[DuplicatePair]:
    """Put the surest first; those put off come last, in the order in which they were."""
    put_off_at = Case(When(state=PairState.LATER, then=F("settled_at")))
    return pairs.order_by(put_off_at.asc(nulls_first=True), "-is_sure", "-probability", "pk")


def _open_pairs(opened: Opened) -> QuerySet[DuplicatePair]:
    """Leave out the pairs of which a record was merged, has left the lists, or may not be seen."""
    listed = Presence.objects.filter(LISTED, filiere=opened.filiere)
    return _see(opened, DuplicatePair.objects.all()).filter(
        Exists(listed.filter(actor_id=OuterRef("first_id"))),
        Exists(listed.filter(actor_id=OuterRef("second_id"))),
        filiere=opened.filiere,
        state__in=WAITING,
        first__merged_into=None,
        second__merged_into=None,
    )


def _settled_pairs(opened: Opened) -> QuerySet[DuplicatePair]:
    return _see(opened, DuplicatePair.objects.all()).filter(
        filiere=opened.filiere, state__in=_SETTLED
    )


def _see(opened: Opened, pairs: QuerySet[DuplicatePair]) -> QuerySet[DuplicatePair]:
    if is_whole(opened):
        return pairs
    return pairs.filter(first__visibility__in=opened.levels, second__visibility__in=opened.levels)
