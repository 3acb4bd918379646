"""The words of the advice: what the team says, what the tool sees, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from maillon.domain.figures import FigureBook
from maillon.reference.method import EvidenceKind, Lever, Step
from maillon.studies.advancing.figures import StepCounts

__all__ = [
    "Advice",
    "Known",
    "LeverProgress",
    "LeverState",
    "NextAction",
    "NextLever",
    "StepProgress",
    "UnderWay",
    "Unproved",
    "Waiting",
]


class LeverState(StrEnum):
    """What the team says of a lever."""

    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    SET_ASIDE = "set_aside"


class NextAction(StrEnum):
    """What to do of a lever: begin it, or finish it because others wait."""

    START = "start"
    FINISH = "finish"


@dataclass(frozen=True, kw_only=True, slots=True)
class LeverProgress:
    """What the team recorded of a lever; `proof_count`: documents, links and notes attached."""

    state: LeverState = LeverState.TO_DO
    proof_count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """
    What the tool sees by itself.

    Attributes
    ----------
    count
        How many of them; 0 is the same as nothing known.
    sentence
        What was seen, in the language in use.
    address
        Page where it can be seen.
    """

    count: int
    sentence: str
    address: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NextLever:
    """A lever to act upon now, with the reasons in the order to show them."""

    lever: Lever
    step: Step
    action: NextAction
    sentence: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StepProgress:
    """A step, its counts, and the identifiers of its figures by state, with `share`."""

    step: Step
    counts: StepCounts
    state: LeverState
    figure_ids: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class UnderWay:
    """A lever that the team has not called done, and of which the tool sees a trace."""

    lever: Lever
    state: LeverState
    evidence: tuple[tuple[str, Known], ...]
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unproved:
    """A lever called done that nothing shows, and what would show it."""

    lever: Lever
    sentence: str
    expected: tuple[EvidenceKind, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A lever to do that others should come before. Advice, never a lock."""

    lever: Lever
    missing: tuple[Lever, ...]
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Where a filière stands, and what to do next; `current_step` is `None` when all is settled."""

    next_levers: tuple[NextLever, ...]
    current_step: Step | None
    steps: tuple[StepProgress, ...]
    total: StepCounts
    under_way: tuple[UnderWay, ...]
    unproved: tuple[Unproved, ...]
    waiting: tuple[Waiting, ...]
    figures: FigureBook = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the advice as JSON values; levers and steps by their keys."""
        return {
            "next_levers": [
                {
                    "lever": entry.lever.key,
                    "action": entry.action.value,
                    "sentence": entry.sentence,
                    "reasons": list(entry.reasons),
                }
                for entry in self.next_levers
            ],
            "current_step": self.current_step.key if self.current_step else None,
            "steps": [
                {
                    "step": entry.step.key,
                    "state": entry.state.value,
                    **entry.counts.to_dict(),
                    "figures": dict(entry.figure_ids),
                }
                for entry in self.steps
            ],
            "total": self.total.to_dict(),
            "under_way": [
                {
                    "lever": entry.lever.key,
                    "sentence": entry.sentence,
                    "evidence": [
                        {"key": key, "count": known.count, "sentence": known.sentence}
                        for key, known in entry.evidence
                    ],
                }
                for entry in self.under_way
            ],
            "unproved": [
                {"lever": entry.lever.key, "sentence": entry.sentence} for entry in self.unproved
            ],
            "waiting": [
                {
                    "lever": entry.lever.key,
                    "missing": [lever.key for lever in entry.missing],
                    "sentence": entry.sentence,
                }
                for entry in self.waiting
            ],
            "figures": self.figures.to_dict(),
        }
