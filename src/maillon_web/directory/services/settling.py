"""What is said of an actor once declarations and decisions are laid over computations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from maillon_web.directory.models import Confidence, Decision, DecisionKind, EssStatus

__all__ = ["CONFIDENCE_ORDER", "Ess", "StagePlace", "find_main", "settle_ess", "settle_stages"]

CONFIDENCE_ORDER = (
    Confidence.CONFIRMED.value,
    Confidence.DECLARED.value,
    Confidence.PLACED.value,
    Confidence.TO_CHECK.value,
)
_DECIDED = {
    DecisionKind.ESS_DECLARED: (EssStatus.DECLARED.value, "decision_declared"),
    DecisionKind.ESS_REFUSED: (EssStatus.REFUSED.value, "decision_refused"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class StagePlace:
    """An actor at a stage; `reasons` are codes of the library, or sentences."""

    key: str
    confidence: str
    score: float = 0.0
    reasons: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes by name, for JSON."""
        return {
            "key": self.key,
            "confidence": self.confidence,
            "score": self.score,
            "reasons": list(self.reasons),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "StagePlace":
        """Return the place kept as JSON."""
        return cls(**values | {"reasons": tuple(values["reasons"])})


@dataclass(frozen=True, kw_only=True, slots=True)
class Ess:
    """Whether an actor is ESS in a filière, and by which rule."""

    status: str
    family: str = ""
    rule: str = ""


def settle_stages(
    computed: Iterable[StagePlace], *, declared: Sequence[str], decisions: Sequence[Decision]
) -> list[StagePlace]:
    """
    Return the stages of an actor, the surest first.

    Parameters
    ----------
    computed
        What the registers say.
    declared
        Stages that the actor, or a list, says it is at.
    decisions
        What people settled about this actor here, latest first; they win.
    """
    places = {place.key: place for place in computed}
    for key in declared:
        known = places.get(key)
        if known is None or known.confidence in {Confidence.PLACED, Confidence.TO_CHECK}:
            places[key] = StagePlace(
                key=key,
                confidence=Confidence.DECLARED.value,
                score=known.score if known else 0.0,
                reasons=("declared", *(known.reasons if known else ())),
            )
    for decision in reversed(decisions):
        if decision.kind == DecisionKind.REMOVE:
            places.pop(decision.stage_key, None)
        elif decision.kind == DecisionKind.PLACE:
            known = places.get(decision.stage_key)
            places[decision.stage_key] = StagePlace(
                key=decision.stage_key,
                confidence=Confidence.CONFIRMED.value,
                score=known.score if known else 0.0,
                reasons=("decision",),
            )
    return sorted(places.values(), key=_rank)


def settle_ess(computed: Ess, decisions: Sequence[Decision]) -> Ess:
    """Return the status of an actor: the latest decision wins, the family stays."""
    for decision in decisions:
        if decision.kind in _DECIDED:
            status, rule = _DECIDED[DecisionKind(decision.kind)]
            return Ess(status=status, family=computed.family, rule=rule)
    return computed


def find_main(places: Sequence[StagePlace]) -> tuple[str, str]:
    """Return the stage where the actor is surest and how sure, both empty when it has none."""
    if not places:
        return "", ""
    best = min(places, key=_rank)
    return best.key, best.confidence


def _rank(place: StagePlace) -> tuple[int, float, str]:
    return CONFIDENCE_ORDER.index(place.confidence), -place.score, place.key
