"""Made-up groups, meetings, charters and contracts."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone
from loading import Loader
from made_plan import EXAMPLE, Team

from maillon_web.agreements.models import (
    Annex,
    Charter,
    CharterVersion,
    Commitment,
    CommitmentCheck,
    CommitmentState,
    Contract,
    ContractKind,
    ContractState,
    Deadline,
    Party,
    Signature,
    VersionState,
)
from maillon_web.gatherings.models import (
    AgendaItem,
    Group,
    GroupKind,
    GroupMember,
    Level,
    Meeting,
    MeetingDecision,
    MeetingKind,
    MeetingState,
    MeetingTask,
    Participant,
    Presence,
)
from maillon_web.plan.models import Action

__all__ = ["make_agreements", "make_gatherings"]

_SENTENCE = "Propos fictif : chacun apporte ses tonnages et dit ce dont il a besoin. "
_GROUPS, _SEATS = 2, 12
_MEETINGS, _ITEMS, _PARTICIPANTS, _DECISIONS, _TASKS = 12, 5, 15, 3, 3
_CHARTERS, _SIGNATURES, _PROMISES = 2, 20, 6
_CONTRACTS, _PARTIES, _CHECKS, _DEADLINES, _ANNEXES = 4, 5, 2, 4, 2


def _make_seat(team: Team) -> dict[str, Any]:
    """Return an organisation and the function of who speaks for it."""
    actor = team.rng.choice(team.actors)
    return {
        "organisation": f"{EXAMPLE} – {actor.name}"[:200],
        "function": "Fonction fictive",
        "level": team.rng.choice(list(Level)),
        "actor": actor if team.rng.random() < 2 / 3 else None,
    }


def make_gatherings(loader: Loader, team: Team, actions: Sequence[Action]) -> None:
    """Write the groups and the meetings; the tasks are actions of the plan."""
    groups = [
        Group(
            name=f"{EXAMPLE} – Groupe {number}",
            kind=team.rng.choice(list(GroupKind)),
            purpose=_SENTENCE,
            rhythm="Tous les deux mois",
            **team.shared(number),
        )
        for number in range(_GROUPS * team.times)
    ]
    loader.write(groups)
    loader.write(
        [GroupMember(group=group, **_make_seat(team)) for group in groups for _ in range(_SEATS)]
    )
    meetings = [_make_meeting(team, number, groups) for number in range(_MEETINGS * team.times)]
    loader.write(meetings)
    loader.write(
        [
            Participant(
                meeting=meeting, presence=team.rng.choice(list(Presence)), **_make_seat(team)
            )
            for meeting in meetings
            for _ in range(_PARTICIPANTS)
        ]
    )
    _write_minutes(loader, meetings, actions, team.rng)


def _make_meeting(team: Team, number: int, groups: Sequence[Group]) -> Meeting:
    starts_at = timezone.now() + timedelta(days=team.rng.randrange(-600, 120))
    is_past = starts_at < timezone.now()
    return Meeting(
        group=team.rng.choice(groups),
        kind=team.rng.choice(list(MeetingKind)),
        title=f"{EXAMPLE} – Rencontre {number}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Lieu fictif",
        host=team.rng.choice(team.actors),
        description=_SENTENCE * 2,
        state=MeetingState.HELD if is_past else MeetingState.PLANNED,
        learnt=_SENTENCE if is_past else "",
        follow_up=_SENTENCE if is_past else "",
        minutes_approved_on=starts_at.date() if is_past and number % 2 else None,
        **team.shared(number),
    )


def _write_minutes(
    loader: Loader, meetings: Sequence[Meeting], actions: Sequence[Action], rng: Random
) -> None:
    items = [
        AgendaItem(
            meeting=meeting,
            position=position,
            title=f"{EXAMPLE} – Point {position}",
            minutes=_SENTENCE * rng.randrange(2, 12),
        )
        for meeting in meetings
        for position in range(_ITEMS)
    ]
    loader.write(items)
    decisions = [
        MeetingDecision(
            meeting=item.meeting,
            item=item,
            text=f"{EXAMPLE} – Décision : {_SENTENCE}",
            position=item.position,
        )
        for item in items
        if item.position < _DECISIONS
    ]
    loader.write(decisions)
    given = rng.sample(list(actions), min(len(actions), _TASKS * len(meetings)))
    loader.write(
        [
            MeetingTask(meeting=decision.meeting, decision=decision, action=action)
            for decision, action in zip(decisions, given, strict=False)
        ]
    )


def make_agreements(loader: Loader, team: Team) -> list[Contract]:
    """Write charters with who signed them, and contracts with their promises; return these."""
    charters = [
        Charter(title=f"{EXAMPLE} – Charte {number}", purpose=_SENTENCE, **team.shared(number))
        for number in range(_CHARTERS * team.times)
    ]
    loader.write(charters)
    versions = [
        version for rank, charter in enumerate(charters) for version in _make_pair(charter, rank)
    ]
    loader.write(versions)
    loader.write(
        [
            _make_signature(team, version)
            for version in versions
            if version.state == VersionState.ADOPTED
            for _ in range(_SIGNATURES)
        ]
    )
    contracts = [_make_contract(team, number) for number in range(_CONTRACTS * team.times)]
    loader.write(contracts)
    parties = [
        Party(
            contract=contract,
            actor=actor,
            organisation=f"{EXAMPLE} – {actor.name}"[:200],
            role="Rôle fictif",
            signed_on=contract.signed_on,
        )
        for contract in contracts
        for actor in team.rng.sample(team.actors, min(_PARTIES, len(team.actors)))
    ]
    loader.write(parties)
    promises = [
        *_iter_promises(team, [(charter, None) for charter in charters for _ in range(_PROMISES)]),
        *_iter_promises(team, [(party.contract, party) for party in parties]),
    ]
    loader.write(promises)
    loader.write([check for promise in promises for check in _iter_checks(team, promise)])
    loader.write(
        [_make_deadline(team, contract) for contract in contracts for _ in range(_DEADLINES)]
    )
    loader.write(
        [
            Annex(
                contract=contract,
                title=f"{EXAMPLE} – Annexe {number}",
                kept_at="https://exemple.invalid/annexe",
                dated_on=contract.starts_on,
            )
            for contract in contracts
            for number in range(_ANNEXES)
        ]
    )
    return contracts


def _make_pair(charter: Charter, rank: int) -> list[CharterVersion]:
    """Return two wordings: a former one and the one in force, or the one in force and a draft."""
    states = (
        (VersionState.REPLACED, VersionState.ADOPTED)
        if rank % 2
        else (VersionState.ADOPTED, VersionState.DRAFT)
    )
    day = timezone.localdate() - timedelta(days=200)
    return [
        CharterVersion(
            charter=charter,
            number=number,
            sections=[{"title": f"{EXAMPLE} {part}", "text": _SENTENCE * 4} for part in range(5)],
            state=state,
            adopted_on=None if state == VersionState.DRAFT else day,
        )
        for number, state in enumerate(states, 1)
    ]


def _make_signature(team: Team, version: CharterVersion) -> Signature:
    seat = _make_seat(team)
    del seat["level"]
    is_over = team.rng.random() < 0.1
    return Signature(
        charter_version=version,
        signed_on=team.day(-200, -30),
        withdrawn_on=team.day(-29, 0) if is_over else None,
        **seat,
    )


def _make_contract(team: Team, number: int) -> Contract:
    starts_on = team.day(-600, 60)
    state = team.rng.choice([*ContractState, ContractState.SIGNED, ContractState.SIGNED])
    return Contract(
        title=f"{EXAMPLE} – Contrat {number}",
        kind=team.rng.choice(list(ContractKind)),
        purpose=_SENTENCE * 2,
        state=state,
        signed_on=None if state == ContractState.DRAFT else starts_on,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=1095),
        decide_by=starts_on + timedelta(days=1000),
        **team.shared(number),
    )


def _iter_promises(
    team: Team, texts: Sequence[tuple[Charter | Contract, Party | None]]
) -> Iterator[Commitment]:
    for position, (text, party) in enumerate(texts):
        yield Commitment(
            charter=text if isinstance(text, Charter) else None,
            contract=text if isinstance(text, Contract) else None,
            party=party,
            text=f"{EXAMPLE} – Engagement : {_SENTENCE}",
            in_return=_SENTENCE,
            stage_key=team.rng.choice(team.stage_keys),
            due_on=team.day(-300, 400),
            state=team.rng.choice(list(CommitmentState)),
            position=position % 30,
        )


def _iter_checks(team: Team, promise: Commitment) -> Iterator[CommitmentCheck]:
    for _ in range(_CHECKS):
        yield CommitmentCheck(
            commitment=promise,
            checked_on=team.day(-300, 0),
            state=promise.state,
            evidence=_SENTENCE,
            checked_by=team.workspace.author,
        )


def _make_deadline(team: Team, contract: Contract) -> Deadline:
    due_on = team.day(-300, 500)
    is_done = due_on < timezone.localdate() and team.rng.random() < 0.7
    return Deadline(
        contract=contract,
        label=f"{EXAMPLE} – Échéance",
        due_on=due_on,
        done_on=due_on if is_done else None,
    )
