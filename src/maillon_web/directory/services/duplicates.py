"""Look for the records of a filière that may be one."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.domain.jobs import Progress
from maillon_web.directory.models import Actor, DuplicatePair, Likeness, PairState
from maillon_web.directory.selectors.known_records import iter_records
from maillon_web.directory.selectors.likeness import LikenessIndex
from maillon_web.filieres.models import Filiere

__all__ = ["MOST_PAIRS", "find_duplicates"]

# More than anybody will read; the surest are kept, and the page says that there are others.
MOST_PAIRS = 5_000
_BATCH = 1_000
_RANKS = {likeness.value: rank for rank, likeness in enumerate(Likeness)}


def find_duplicates(filiere: Filiere, *, progress: Progress) -> dict[str, int]:
    """
    Fill the pairs to settle of a filière; return how many are found, and how many are left out.

    A pair that somebody settled does not come back; one that no longer looks alike goes.
    """
    found = sorted(_iter_pairs(filiere, progress), key=lambda pair: _RANKS[pair[2]])
    kept = found[:MOST_PAIRS]
    wanted = {(first, second) for first, second, _likeness in kept}
    progress.start(_("Mise à jour des doublons à examiner"))
    with transaction.atomic():
        waiting = DuplicatePair.objects.filter(
            filiere=filiere, state__in=(PairState.OPEN, PairState.LATER)
        )
        stale = [
            pk
            for pk, first, second in waiting.values_list("pk", "first_id", "second_id")
            if (first, second) not in wanted
        ]
        for start in range(0, len(stale), _BATCH):
            DuplicatePair.objects.filter(pk__in=stale[start : start + _BATCH]).delete()
        DuplicatePair.objects.bulk_create(
            [
                DuplicatePair(
                    filiere=filiere,
                    first_id=first,
                    second_id=second,
                    likeness=likeness,
                    rank=_RANKS[likeness],
                )
                for first, second, likeness in kept
            ],
            batch_size=_BATCH,
            ignore_conflicts=True,
        )
    progress.finish()
    return {"found": len(kept), "left_out": len(found) - len(kept)}


def _iter_pairs(filiere: Filiere, progress: Progress) -> Iterator[tuple[int, int, str]]:
    """Yield each pair once, the smaller number first: a record looks only at those before it."""
    actors = Actor.objects.filter(
        organisation_id=filiere.organisation_id,
        merged_into=None,
        presences__filiere=filiere,
        presences__is_listed=True,
    )
    progress.start(_("Comparaison des fiches"), actors.count())
    index = LikenessIndex()
    for record in iter_records(actors):
        for match in index.find(record, limit=5):
            yield match.key, record.key, match.likeness.value
        index.add(record)
        progress.advance(1)
    progress.finish()
