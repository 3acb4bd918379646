"""Find the records of one list that are one actor: each pair once, the surest first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from maillon.identity.candidates import Guard
from maillon.identity.engine import Backend
from maillon.identity.generic import is_generic
from maillon.identity.linking import Evidence, compare_within, weigh_pairs
from maillon.identity.model import LinkageModel
from maillon.identity.proposals import (
    LEAST_ACCEPTED,
    PLACED,
    UNREAD,
    Ground,
    Outcome,
    Proposal,
    Settled,
)
from maillon.identity.records import IdentityRecord

__all__ = ["Duplicates", "dedupe"]

_DOUBLE_SHARE = 0.1
_SIREN_LENGTH = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicates:
    """
    Pairs of one list.

    Attributes
    ----------
    pairs
        The surest first; `line` and `candidate` are ranks in the list, `line` the smaller.
    groups
        Ranks that accepted pairs bring together, the smallest first.
    pair_count
        How many readings were compared.
    """

    pairs: Sequence[Proposal]
    groups: Sequence[Sequence[int]]
    pair_count: int


def dedupe(
    records: Sequence[IdentityRecord],
    model: LinkageModel,
    *,
    precision: float = 0.99,
    settled: Settled | None = None,
    guard: Guard | None = None,
    backend: Backend | None = None,
) -> Duplicates:
    """
    Return the pairs of records that may be one actor.

    Two different SIRET are never brought together without a person: one SIREN says one
    organisation with two establishments, two SIREN say two organisations.

    Raises
    ------
    InvalidInput
        If the model has no threshold for this precision.
    """
    settled = settled or Settled()
    threshold = max(model.choose_threshold(precision), LEAST_ACCEPTED)
    twins = _find_twins(records)
    first_of = {place: group[0] for group in twins for place in group}
    kept = [place for place in range(len(records)) if first_of.get(place, place) == place]
    compared = compare_within(
        [records[place] for place in kept], model, guard=guard, backend=backend
    )
    found: dict[tuple[int, int], Proposal] = {}
    for group in twins:
        for place in group[1:]:
            found[group[0], place] = _make(group[0], place, 1.0, Outcome.ACCEPTED, Ground.SAME_LINE)
    for place, other, ground in _share_identifiers(records):
        outcome = Outcome.REVIEW if ground is Ground.SIREN else Outcome.ACCEPTED
        found.setdefault((place, other), _make(place, other, 1.0, outcome, ground))
    for one in weigh_pairs(compared, model, double_share=_DOUBLE_SHARE):
        pair = kept[one.line], kept[one.candidate]
        if pair not in found:
            proposal = _judge(pair, one, records, model, threshold)
            if proposal.outcome is not Outcome.REFUSED:
                found[pair] = proposal
    pairs = [
        proposal
        for (one, other), proposal in found.items()
        if not _is_refused(records[one].key, records[other].key, settled)
    ]
    pairs.sort(key=lambda proposal: (-proposal.probability, proposal.line, proposal.candidate))
    return Duplicates(pairs=pairs, groups=_gather(pairs), pair_count=compared.pairs.num_rows)


def _find_twins(records: Sequence[IdentityRecord]) -> list[list[int]]:
    """Return the ranks of records that say the same in everything but their key."""
    by_content: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        if any(name.strip() for name in record.names):
            by_content[
                tuple(record.names),
                record.siret,
                record.siren,
                record.rna_id,
                tuple(record.communes),
                record.address,
            ].append(place)
    return [group for group in by_content.values() if len(group) > 1]


def _share_identifiers(
    records: Sequence[IdentityRecord],
) -> list[tuple[int, int, Ground]]:
    found = []
    for ground, number_of in (
        (Ground.SIRET, lambda record: record.siret),
        (Ground.RNA, lambda record: record.rna_id),
        (Ground.SIREN, _get_siren),
    ):
        first: dict[str, int] = {}
        for place, record in enumerate(records):
            if number := number_of(record):
                if number in first:
                    found.append((first[number], place, ground))
                else:
                    first[number] = place
    return found


def _judge(
    pair: tuple[int, int],
    one: Evidence,
    records: Sequence[IdentityRecord],
    model: LinkageModel,
    threshold: float,
) -> Proposal:
    probability = model.calibration.to_probability(one.evidence)
    first, second = (records[place] for place in pair)
    numbers = _get_siren(first), _get_siren(second)
    is_generic_name = is_generic(one.line_text) or is_generic(one.candidate_text)
    is_placed = one.levels["place"] in PLACED
    outcome = Outcome.REVIEW if probability >= model.review_from else Outcome.REFUSED
    if all(numbers) and numbers[0] != numbers[1]:
        outcome = Outcome.REFUSED
    elif (
        probability >= threshold
        and one.levels["name"] not in UNREAD
        and (is_placed or not is_generic_name)
    ):
        outcome = Outcome.ACCEPTED
    return Proposal(
        line=pair[0],
        member=one.member,
        candidate=pair[1],
        probability=probability,
        outcome=outcome,
        ground=Ground.LIKENESS,
        levels=one.levels,
        line_text=one.line_text,
        candidate_text=one.candidate_text,
    )


def _make(
    line: int, candidate: int, probability: float, outcome: Outcome, ground: Ground
) -> Proposal:
    return Proposal(
        line=line,
        member=0,
        candidate=candidate,
        probability=probability,
        outcome=outcome,
        ground=ground,
    )


def _get_siren(record: IdentityRecord) -> str:
    return record.siren or record.siret[:_SIREN_LENGTH]


def _is_refused(one: str, other: str, settled: Settled) -> bool:
    return (one, other) in settled.different or (other, one) in settled.different


def _gather(pairs: Sequence[Proposal]) -> list[list[int]]:
    """Return the groups that accepted pairs make, two different SIRET never in one."""
    leader: dict[int, int] = {}

    def find(place: int) -> int:
        while leader.get(place, place) != place:
            place = leader[place]
        return place

    for pair in pairs:
        if pair.outcome is Outcome.ACCEPTED:
            one, other = sorted((find(pair.line), find(pair.candidate)))
            leader[other] = one
    groups: dict[int, list[int]] = defaultdict(list)
    for place in {pair.line for pair in pairs} | {pair.candidate for pair in pairs}:
        groups[find(place)].append(place)
    return sorted(sorted(group) for group in groups.values() if len(group) > 1)
