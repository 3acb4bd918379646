"""What is proposed for each line: accepted, shown to a person, or refused, and on what ground."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from maillon.identity.candidates import RULES, Guard
from maillon.identity.engine import Backend
from maillon.identity.linking import Compared, Evidence, compare, weigh_evidence
from maillon.identity.model import LinkageModel
from maillon.identity.names import is_readable, split_members
from maillon.identity.numbers import (
    are_two_establishments,
    are_two_units,
    index_records,
    list_numbers,
)
from maillon.identity.records import IdentityRecord
from maillon.identity.sufficing import LEAST_ACCEPTED, UNREAD, is_enough

__all__ = [
    "Ground",
    "Linkage",
    "Notice",
    "NoticeKind",
    "Outcome",
    "Proposal",
    "Settled",
    "link",
    "list_remarks",
]

_MOST_PROPOSED = 3


class Outcome(StrEnum):
    """What becomes of a proposal."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    REFUSED = "refused"


class Ground(StrEnum):
    """What a proposal rests on."""

    DECISION = "decision"
    SIRET = "siret"
    SIREN = "siren"
    RNA = "rna"
    SAME_LINE = "same_line"
    LIKENESS = "likeness"


class NoticeKind(StrEnum):
    """What a person should know of a line."""

    NO_NAME = "no_name"
    UNREADABLE = "unreadable"
    UNKNOWN_IDENTIFIER = "unknown_identifier"
    NAME_CONTRADICTS = "name_contradicts"
    TOO_COMMON = "too_common"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """
    A remark on a line.

    Attributes
    ----------
    line
        Rank of the line.
    kind
        What it says.
    detail
        The rule, the word or the identifier it speaks of.
    count
        How many records are concerned, when it matters.
    """

    line: int
    kind: NoticeKind
    detail: str = ""
    count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """
    A record that a line may name.

    Attributes
    ----------
    line, member, candidate
        Ranks of the line and of the record; member of the groupement (0 is the whole name).
    probability
        That they are one, calibrated on known answers; 1 when an identifier or a person says so.
    outcome, ground
        What becomes of it, and what it rests on.
    levels
        Level of each comparison; empty when the names were not compared.
    line_text, candidate_text
        The readings that were compared.
    """

    line: int
    member: int
    candidate: int
    probability: float
    outcome: Outcome
    ground: Ground
    levels: Mapping[str, str] = field(default_factory=dict)
    line_text: str = ""
    candidate_text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """
    What people settled before: keys of a line and of a record, by answer.

    `line_name` is what was written: the next line written alike is proposed the same record.
    """

    same: Mapping[str, str] = field(default_factory=dict)
    different: frozenset[tuple[str, str]] = frozenset()
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rules:
    """What decides of a proposal."""

    register: Sequence[IdentityRecord]
    settled: Settled
    model: LinkageModel
    threshold: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Linkage:
    """
    What was found.

    Attributes
    ----------
    proposals
        By line, the surest first.
    notices
        What to know of some lines.
    pair_count
        How many readings were compared.
    threshold
        Least probability that was accepted.
    """

    proposals: Sequence[Proposal]
    notices: Sequence[Notice]
    pair_count: int
    threshold: float


def link(  # noqa: PLR0913 - each is a choice of the caller
    lines: Sequence[IdentityRecord],
    register: Sequence[IdentityRecord],
    model: LinkageModel,
    *,
    precision: float = 0.99,
    settled: Settled | None = None,
    guard: Guard | None = None,
    backend: Backend | None = None,
) -> Linkage:
    """
    Find the record of each line: by what people settled, by identifier, then by likeness.

    Parameters
    ----------
    lines, register
        What to link, and to what; several records may be establishments of one unit.
    model
        Trained weights.
    precision
        Share of the accepted proposals that must be right.
    settled
        Earlier decisions.

    Raises
    ------
    InvalidInput
        If the model has no threshold for this precision.
    """
    settled = settled or Settled()
    threshold = max(model.choose_threshold(precision), LEAST_ACCEPTED)
    known, notices = _match_exactly(lines, register, settled)
    # One at a time: a register may be far larger than what memory holds of objects.
    named = (_add_names(record, settled) for record in register)
    compared = compare(lines, named, model, guard=guard, backend=backend)
    by_line: dict[int, list[Evidence]] = defaultdict(list)
    for one in weigh_evidence(compared, model):
        by_line[one.line].append(one)
    rules = _Rules(register=register, settled=settled, model=model, threshold=threshold)
    proposals: list[Proposal] = []
    for place, line in enumerate(lines):
        found = by_line.get(place, [])
        if place in known:
            proposals.append(_confirm(known[place], found, notices))
            proposals += _propose_partners(known[place], line, found, rules)
            continue
        proposals += _propose(place, line, found, rules)
    served = {proposal.line for proposal in proposals if proposal.outcome is not Outcome.REFUSED}
    notices += list_remarks(lines, compared, served)
    return Linkage(
        proposals=proposals,
        notices=sorted(notices, key=lambda notice: (notice.line, notice.kind)),
        pair_count=compared.pairs.num_rows,
        threshold=threshold,
    )


def _match_exactly(
    lines: Sequence[IdentityRecord], register: Sequence[IdentityRecord], settled: Settled
) -> tuple[dict[int, Proposal], list[Notice]]:
    by_key, by_number = index_records(
        register,
        keys=set(settled.same.values()),
        numbers={given for line in lines for given in list_numbers(line)},
    )
    found: dict[int, Proposal] = {}
    notices: list[Notice] = []
    for place, line in enumerate(lines):
        if (key := settled.same.get(line.key)) and key in by_key:
            found[place] = _make_exact(place, by_key[key], Ground.DECISION)
            continue
        for kind, number in list_numbers(line):
            if (candidate := by_number.get((kind, number))) is not None:
                if (line.key, register[candidate].key) not in settled.different:
                    exact = _make_exact(place, candidate, Ground(kind))
                    if are_two_establishments(line, register[candidate]):
                        exact = replace(exact, outcome=Outcome.REVIEW)
                    found[place] = exact
                break
        else:
            if number := line.siret or line.siren or line.rna_id:
                notices.append(
                    Notice(line=place, kind=NoticeKind.UNKNOWN_IDENTIFIER, detail=number)
                )
    return found, notices


def _make_exact(line: int, candidate: int, ground: Ground) -> Proposal:
    return Proposal(
        line=line,
        member=0,
        candidate=candidate,
        probability=1.0,
        outcome=Outcome.ACCEPTED,
        ground=ground,
    )


def _confirm(exact: Proposal, found: Sequence[Evidence], notices: list[Notice]) -> Proposal:
    """Say so when the name speaks of somebody else: a buyer may have given its own number."""
    if exact.ground is Ground.DECISION:
        return exact
    likeness = next((one for one in found if one.candidate == exact.candidate), None)
    levels = likeness.levels if likeness else {"name": "different"}
    is_contradicted = levels["name"] in UNREAD and any(
        one.candidate != exact.candidate and one.evidence > 0 for one in found
    )
    if is_contradicted:
        notices.append(Notice(line=exact.line, kind=NoticeKind.NAME_CONTRADICTS))
    return Proposal(
        line=exact.line,
        member=0,
        candidate=exact.candidate,
        probability=exact.probability,
        outcome=Outcome.REVIEW if is_contradicted else exact.outcome,
        ground=exact.ground,
        levels=levels,
        line_text=likeness.line_text if likeness else "",
        candidate_text=likeness.candidate_text if likeness else "",
    )


def _propose_partners(
    exact: Proposal, line: IdentityRecord, found: Sequence[Evidence], rules: _Rules
) -> list[Proposal]:
    """Propose the other members of a groupement, whose identifier is that of one of them."""
    if exact.ground is Ground.DECISION:
        return []
    best = {one.member: one.candidate for one in sorted(found, key=lambda one: one.evidence)}
    partners = [one for one in found if one.member and best[one.member] != exact.candidate]
    return _propose(exact.line, replace(line, siret="", siren=""), partners, rules)


def _propose(
    place: int, line: IdentityRecord, found: Sequence[Evidence], rules: _Rules
) -> list[Proposal]:
    by_member: dict[int, list[Evidence]] = defaultdict(list)
    for one in found:
        if (line.key, rules.register[one.candidate].key) not in rules.settled.different:
            by_member[one.member].append(one)
    proposals = []
    for _member, rivals in sorted(by_member.items()):
        ranked = sorted(rivals, key=lambda one: -one.evidence)[:_MOST_PROPOSED]
        for rank, one in enumerate(ranked):
            probability = rules.model.calibration.to_probability(one.evidence)
            outcome = _judge(line, one, probability, rules)
            if rank and outcome is not Outcome.REFUSED:
                outcome = Outcome.REVIEW
            if rank and outcome is Outcome.REFUSED:
                continue
            proposals.append(
                Proposal(
                    line=place,
                    member=one.member,
                    candidate=one.candidate,
                    probability=probability,
                    outcome=outcome,
                    ground=Ground.LIKENESS,
                    levels=one.levels,
                    line_text=one.line_text,
                    candidate_text=one.candidate_text,
                )
            )
    return proposals


def _judge(line: IdentityRecord, one: Evidence, probability: float, rules: _Rules) -> Outcome:
    if probability < rules.model.review_from:
        return Outcome.REFUSED
    if probability < rules.threshold or are_two_units(line, rules.register[one.candidate]):
        return Outcome.REVIEW
    return Outcome.ACCEPTED if is_enough(one) else Outcome.REVIEW


def _add_names(record: IdentityRecord, settled: Settled) -> IdentityRecord:
    learnt = settled.names.get(record.key)
    return replace(record, names=[*record.names, *learnt]) if learnt else record


def list_remarks(
    lines: Sequence[IdentityRecord], compared: Compared, served: Collection[int]
) -> list[Notice]:
    """Say why lines found nothing: no name, another alphabet, words too common; name the groups."""
    notices = [
        Notice(
            line=place,
            kind=NoticeKind.NO_NAME
            if all(is_readable(name) for name in line.names)
            else NoticeKind.UNREADABLE,
        )
        for place, line in enumerate(lines)
        if place not in compared.read_lines
    ]
    commonest: dict[int, tuple[int, str]] = {}
    for row in compared.left_out.to_pylist():
        if row["record"] not in served:
            known = commonest.get(row["record"], (0, ""))
            commonest[row["record"]] = max(known, (row["size"], row["key"]))
    notices += [
        Notice(
            line=line,
            kind=NoticeKind.TOO_COMMON,
            detail=f"{RULES[key[0]]}:{key.rpartition(':')[2]}",
            count=size,
        )
        for line, (size, key) in commonest.items()
    ]
    notices += [
        Notice(line=place, kind=NoticeKind.GROUP, count=count)
        for place, line in enumerate(lines)
        if line.names and (count := len(split_members(line.names[0]))) > 1
    ]
    return notices
