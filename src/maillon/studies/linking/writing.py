"""Write what was found of each line: its outcome, its candidates, and what to know of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.identity import (
    Ground,
    IdentityRecord,
    Notice,
    NoticeKind,
    Outcome,
    Proposal,
    explain,
    explain_notice,
    split_members,
)
from maillon.studies.linking.decisions import name_member
from maillon.studies.linking.lines import LinkLine
from maillon.studies.linking.results import Candidate, LinkedRow
from maillon.studies.linking.targets import Found, LinkTarget

__all__ = ["LineWriter"]

_FEWEST_LETTERS = 2
# Two establishments of one organisation, between which nothing chooses.
_TIE = 0.01


class LineWriter:
    """Turns the proposals of a linkage into what is shown of each line."""

    def __init__(self, target: LinkTarget, members: Mapping[str, str]) -> None:
        self._target = target
        self._members = members
        self._proposals: Mapping[int, Sequence[Proposal]] = {}
        self._notices: Mapping[int, Sequence[Notice]] = {}
        self._records: Sequence[IdentityRecord] = ()
        self._unknown: Mapping[str, str] = {}
        self._places: dict[str, int] = {}

    def take(
        self,
        records: Sequence[IdentityRecord],
        proposals: Sequence[Proposal],
        notices: Sequence[Notice],
    ) -> None:
        """Take in what was found of the distinct records of the list."""
        by_line, notes = defaultdict(list), defaultdict(list)
        for proposal in proposals:
            by_line[proposal.line].append(proposal)
        for notice in notices:
            notes[notice.line].append(notice)
        self._records, self._proposals, self._notices = records, by_line, notes
        known = {records[one.line].siret for one in proposals if one.ground is Ground.SIRET}
        asked = sorted({record.siret for record in records if record.siret} - known)
        self._unknown = self._target.explain_unknown(asked)
        wanted = set(self._members.values())
        if wanted:
            self._places = {
                record.key: place
                for place, record in enumerate(self._target.records)
                if record.key in wanted
            }

    def write(self, line: LinkLine, rank: int) -> Iterator[LinkedRow]:
        """Yield what is shown of a line: once, or once for each member of its groupement."""
        record = self._records[rank]
        by_member: dict[int, list[Proposal]] = defaultdict(list)
        for proposal in self._proposals.get(rank, ()):
            if proposal.outcome is not Outcome.REFUSED:
                by_member[proposal.member].append(proposal)
        names = split_members(record.names[0]) if record.names else []
        is_group = len(names) > 1
        if not is_group:
            # A second name may hold members of its own: they are all readings of this line.
            every_one = [one for found in by_member.values() for one in found]
            by_member = defaultdict(list, {0: sorted(every_one, key=_rank)})
        is_exact = any(one.ground is not Ground.LIKENESS for one in by_member[0])
        remarks = [*line.remarks, *self._tell(line, rank)]
        places = [0]
        if is_group:
            every = range(1, len(names) + 1)
            places = [place for place in every if by_member[place] or not is_exact]
            # Half of the words of a groupement are those of one member: it says less.
            if is_exact or (by_member[0] and not any(by_member[place] for place in every)):
                places.insert(0, 0)
        for place in places:
            name = names[place - 1] if place else next(iter(record.names), "")
            yield self._write_row(line, (place, name), by_member[place], remarks)

    def _write_row(
        self,
        line: LinkLine,
        named: tuple[int, str],
        proposals: Sequence[Proposal],
        remarks: Sequence[str],
    ) -> LinkedRow:
        member, name = named
        key = name_member(line.record.key, member)
        if member and (record_key := self._members.get(key)) in self._places:
            proposals = [_make_settled(self._places[str(record_key)], member)]
        candidates, outcome, told = self._judge(line.record, proposals)
        if not candidates and not remarks:
            told = [
                _("Aucun acteur assez ressemblant dans « {target} ».").format(
                    target=self._target.label
                )
            ]
        decision = None
        if candidates and candidates[0].ground == Ground.DECISION:
            decision = True
        return LinkedRow(
            place=0,
            line_key=key,
            name=name,
            member=member,
            outcome=outcome,
            candidates=candidates,
            remarks=tuple(dict.fromkeys([*remarks, *told])),
            decision=decision,
        )

    def _judge(
        self, line: IdentityRecord, proposals: Sequence[Proposal]
    ) -> tuple[tuple[Candidate, ...], Outcome, list[str]]:
        """Return the candidates, and the outcome of the first: lowered when it could mislead."""
        if not proposals:
            return (), Outcome.REFUSED, []
        shown = [self._target.describe(one.candidate, line) for one in proposals]
        candidates = tuple(
            self._describe(line, proposal, found)
            for proposal, found in zip(proposals, shown, strict=True)
        )
        told = [shown[0].remark] if shown[0].remark else []
        outcome = proposals[0].outcome
        if outcome is not Outcome.ACCEPTED or proposals[0].ground is Ground.DECISION:
            return candidates, outcome, told
        if self._is_torn(line, proposals, shown):
            told.append(_("Plusieurs établissements de cette organisation : choisissez lequel."))
            outcome = Outcome.REVIEW
        letters = fold(next(iter(line.names), "")).replace(" ", "")
        if proposals[0].ground is Ground.LIKENESS and len(letters) < _FEWEST_LETTERS:
            outcome = Outcome.REVIEW
        return candidates, outcome, told

    def _is_torn(
        self, line: IdentityRecord, proposals: Sequence[Proposal], shown: Sequence[Found]
    ) -> bool:
        """Tell whether another establishment of the same organisation could be the one."""
        first = proposals[0]
        if first.ground in {Ground.SIREN, Ground.RNA}:
            return shown[0].is_one_of_several and shown[0].siret != line.siret
        records = self._target.records
        unit = records[first.candidate].unit
        return first.ground is Ground.LIKENESS and any(
            records[other.candidate].unit == unit and first.probability - other.probability < _TIE
            for other in proposals[1:]
        )

    def _describe(self, line: IdentityRecord, proposal: Proposal, found: Found) -> Candidate:
        is_same_place = proposal.ground is Ground.SIREN and line.siret and found.siret == line.siret
        if is_same_place:
            proposal = replace(proposal, ground=Ground.SIRET)
        record = self._target.records[proposal.candidate]
        if not (line.names and record.names):
            # Nothing is said of names where one side has none, or has it masked.
            proposal = replace(proposal, levels={})
        told = explain(proposal)
        return Candidate(
            found=found,
            record_key=record.key,
            probability=proposal.probability,
            ground=str(proposal.ground),
            reasons=told.reasons,
            doubts=told.doubts,
            levels=proposal.levels,
        )

    def _tell(self, line: LinkLine, rank: int) -> Iterator[str]:
        siret = line.record.siret
        closed = self._unknown.get(siret, "")
        if closed:
            yield closed
        for notice in self._notices.get(rank, ()):
            is_nameless = notice.kind in {NoticeKind.NO_NAME, NoticeKind.UNREADABLE}
            if is_nameless and self._proposals.get(rank):
                continue
            if notice.kind is NoticeKind.NO_NAME and line.remarks:
                continue
            if notice.kind is NoticeKind.UNKNOWN_IDENTIFIER and closed:
                continue
            yield explain_notice(notice)


def _rank(proposal: Proposal) -> tuple[bool, float]:
    return proposal.ground is Ground.LIKENESS, -proposal.probability


def _make_settled(candidate: int, member: int) -> Proposal:
    return Proposal(
        line=0,
        member=member,
        candidate=candidate,
        probability=1.0,
        outcome=Outcome.ACCEPTED,
        ground=Ground.DECISION,
    )
