"""Find the records of one list that are one actor: each pair once, the surest first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow.compute as pc

from maillon.identity.candidates import Guard
from maillon.identity.engine import Backend
from maillon.identity.generic import is_generic, is_placeholder
from maillon.identity.grouping import Groups
from maillon.identity.linking import Compared, Evidence, compare_within, weigh_pairs
from maillon.identity.model import LinkageModel
from maillon.identity.names import is_readable
from maillon.identity.numbers import are_two_establishments, are_two_units
from maillon.identity.proposals import (
    Ground,
    Notice,
    Outcome,
    Proposal,
    Settled,
    list_remarks,
)
from maillon.identity.records import IdentityRecord
from maillon.identity.sufficing import LEAST_ACCEPTED, is_enough

__all__ = ["Duplicates", "dedupe"]

_DOUBLE_SHARE = 0.1
# A list has many more pairs than lines: those that are hopeless are not shown.
_SHOWN_FROM = 0.05
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
    notices
        Why some records were compared with no other.
    """

    pairs: Sequence[Proposal]
    groups: Sequence[Sequence[int]]
    pair_count: int
    notices: Sequence[Notice] = ()


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
    found = _follow_decisions(records, settled)
    twins = _find_twins(records)
    first_of = {place: group[0] for group in twins for place in group}
    kept = [place for place in range(len(records)) if first_of.get(place, place) == place]
    compared = compare_within(
        [records[place] for place in kept], model, guard=guard, backend=backend
    )
    for group in twins:
        outcome = Outcome.ACCEPTED if _is_somebody(records[group[0]]) else Outcome.REVIEW
        for place in group[1:]:
            twin = _make(group[0], place, 1.0, outcome, Ground.SAME_LINE)
            found.setdefault((group[0], place), twin)
    for place, other, ground in _share_identifiers(records):
        is_sure = ground is not Ground.SIREN and not _are_apart(records[place], records[other])
        outcome = Outcome.ACCEPTED if is_sure else Outcome.REVIEW
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
    pairs.sort(
        key=lambda proposal: (
            proposal.ground is not Ground.DECISION,
            -proposal.probability,
            proposal.line,
            proposal.candidate,
        )
    )
    pairs, groups = _gather(pairs, records)
    return Duplicates(
        pairs=pairs,
        groups=groups,
        pair_count=compared.pairs.num_rows,
        notices=_explain_absences(records, kept, compared, pairs),
    )


def _explain_absences(
    records: Sequence[IdentityRecord],
    kept: Sequence[int],
    compared: Compared,
    pairs: Sequence[Proposal],
) -> list[Notice]:
    served = {place for pair in pairs for place in (pair.line, pair.candidate)}
    # A word that many share hides no double as long as the whole name was looked up.
    whole = pc.starts_with(compared.left_out["key"], "n:")
    remarks = list_remarks(
        [records[place] for place in kept],
        replace(compared, left_out=compared.left_out.filter(whole)),
        {rank for rank, place in enumerate(kept) if place in served},
    )
    return [replace(notice, line=kept[notice.line]) for notice in remarks]


def _follow_decisions(
    records: Sequence[IdentityRecord], settled: Settled
) -> dict[tuple[int, int], Proposal]:
    by_key: dict[str, int] = {}
    for place, record in enumerate(records):
        by_key.setdefault(record.key, place)
    found = {}
    for one, other in settled.same.items():
        if one in by_key and other in by_key and one != other:
            first, second = sorted((by_key[one], by_key[other]))
            found[first, second] = _make(first, second, 1.0, Outcome.ACCEPTED, Ground.DECISION)
    return found


def _find_twins(records: Sequence[IdentityRecord]) -> list[list[int]]:
    """Return the ranks of records that say the same in everything but their key."""
    by_content: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        if any(not is_readable(name) or not is_placeholder(name) for name in record.names):
            by_content[
                tuple(record.names),
                record.siret,
                record.siren,
                record.rna_id,
                tuple(record.communes),
                record.address,
            ].append(place)
    return [group for group in by_content.values() if len(group) > 1]


def _is_somebody(record: IdentityRecord) -> bool:
    """Tell whether what is written twice is one actor: a common name without a place may be two."""
    number = record.siret or record.siren or record.rna_id
    place = record.address or record.communes or record.departements
    return bool(number or place) or not all(
        is_readable(name) and is_generic(name) for name in record.names
    )


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
    shown_from = max(model.review_from, _SHOWN_FROM)
    outcome = Outcome.REVIEW if probability >= shown_from else Outcome.REFUSED
    if are_two_units(first, second):
        outcome = Outcome.REFUSED
    elif probability >= threshold and not _are_apart(first, second) and is_enough(one):
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


def _are_apart(one: IdentityRecord, other: IdentityRecord) -> bool:
    return are_two_units(one, other) or are_two_establishments(one, other)


def _is_refused(one: str, other: str, settled: Settled) -> bool:
    return (one, other) in settled.different or (other, one) in settled.different


def _gather(
    pairs: Sequence[Proposal], records: Sequence[IdentityRecord]
) -> tuple[list[Proposal], list[list[int]]]:
    """Return the pairs, those that would unite two establishments to review, and the groups."""
    groups = Groups(records)
    kept = []
    for pair in pairs:
        is_said = pair.ground is Ground.DECISION
        is_refused = pair.outcome is Outcome.ACCEPTED and not groups.join(
            pair.line, pair.candidate, is_forced=is_said
        )
        kept.append(replace(pair, outcome=Outcome.REVIEW) if is_refused else pair)
    places = {place for pair in kept for place in (pair.line, pair.candidate)}
    return kept, groups.list_groups(places)
