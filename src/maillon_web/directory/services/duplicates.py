"""Look for the records of a filière that may be one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.domain.jobs import Progress
from maillon.studies.recognising import Ground, Outcome, Proposal, Settled, find_doubles
from maillon_web.directory.models import Actor, DuplicatePair, PairState
from maillon_web.directory.selectors.identities import (
    KnownActor,
    list_known_actors,
    read_settled,
)
from maillon_web.filieres.models import Filiere

__all__ = ["MOST_PAIRS", "find_duplicates"]

# More than anybody will read; the surest are kept, and the page says that there are others.
MOST_PAIRS = 5_000
_BATCH = 1_000
_WAITING = (PairState.OPEN, PairState.LATER)
_FOUND = ("probability", "is_sure", "ground", "levels", "texts")
# Two names that have nothing in common are two actors, whatever door they share.
_UNLIKE = "different"


def find_duplicates(filiere: Filiere, *, progress: Progress) -> dict[str, int]:
    """
    Fill the pairs to settle of a filière; return how many are found, and how many are left out.

    A pair that somebody settled does not come back, in this filière or in another of the same
    organisation; one that no longer looks alike goes.
    """
    answered = _list_answered(filiere)
    found = [pair for pair in _list_pairs(filiere, progress) if _key(pair) not in answered]
    found.sort(key=lambda pair: (not pair.is_sure, -pair.probability, _key(pair)))
    kept = found[:MOST_PAIRS]
    progress.start(_("Mise à jour des doublons à examiner"))
    with transaction.atomic():
        _forget_stale(filiere, {_key(pair) for pair in kept})
        DuplicatePair.objects.bulk_create(
            kept,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=("filiere", "first", "second"),
            update_fields=_FOUND,
        )
    progress.finish()
    return {"found": len(kept), "left_out": len(found) - len(kept)}


def _list_answered(filiere: Filiere) -> set[tuple[int, int]]:
    settled = DuplicatePair.objects.filter(filiere=filiere).exclude(state__in=_WAITING)
    return set(settled.values_list("first_id", "second_id"))


def _forget_stale(filiere: Filiere, wanted: set[tuple[int, int]]) -> None:
    waiting = DuplicatePair.objects.filter(filiere=filiere, state__in=_WAITING)
    stale = [
        pk
        for pk, first, second in waiting.values_list("pk", "first_id", "second_id")
        if (first, second) not in wanted
    ]
    for start in range(0, len(stale), _BATCH):
        DuplicatePair.objects.filter(pk__in=stale[start : start + _BATCH]).delete()


def _list_pairs(filiere: Filiere, progress: Progress) -> list[DuplicatePair]:
    progress.start(_("Lecture des fiches"))
    actors = Actor.objects.filter(
        organisation_id=filiere.organisation_id,
        merged_into=None,
        presences__filiere=filiere,
        presences__is_listed=True,
    )
    kinds = _part_by_kind(list_known_actors(actors, filiere.organisation))
    settled = read_settled(filiere.organisation)
    progress.finish()
    progress.start(_("Comparaison des fiches"), len(kinds))
    pairs: list[DuplicatePair] = []
    for known in kinds:
        pairs += _iter_pairs(filiere, known, settled)
        progress.advance(1)
    progress.finish()
    return pairs


def _part_by_kind(known: Iterable[KnownActor]) -> list[list[KnownActor]]:
    """Part sheets by what they describe: a unit, its places and its brands are not doubles."""
    kinds: dict[str, list[KnownActor]] = defaultdict(list)
    for actor in known:
        kinds[actor.kind].append(actor)
    return list(kinds.values())


def _iter_pairs(
    filiere: Filiere, known: Sequence[KnownActor], settled: Settled
) -> Iterator[DuplicatePair]:
    records = [actor.record for actor in known]
    for proposal in find_doubles(records, settled=settled).pairs:
        first, second = known[proposal.line], known[proposal.candidate]
        if _is_worth_a_look(first, second, proposal):
            yield DuplicatePair(
                filiere=filiere,
                first_id=first.pk,
                second_id=second.pk,
                probability=proposal.probability,
                is_sure=proposal.outcome is Outcome.ACCEPTED,
                ground=proposal.ground.value,
                levels=dict(proposal.levels),
                texts=[proposal.line_text, proposal.candidate_text],
            )


def _is_worth_a_look(one: KnownActor, other: KnownActor, proposal: Proposal) -> bool:
    """
    Tell whether a person should be asked.

    Two establishments of one unit are two places, unless one has closed or both have one door.
    """
    if other.pk == one.parent or one.pk == other.parent:
        return False
    if proposal.ground is Ground.LIKENESS and proposal.levels["name"] == _UNLIKE:
        return False
    mine, theirs = one.record, other.record
    is_near = not (one.commune and other.commune) or one.commune == other.commune
    if mine.siret and theirs.siret and mine.siret != theirs.siret:
        has_one_door = bool(one.address) and one.address == other.address
        return is_near and (has_one_door or one.is_closed != other.is_closed)
    return is_near or proposal.ground is not Ground.SIREN


def _key(pair: DuplicatePair) -> tuple[int, int]:
    return pair.first_id, pair.second_id
