"""What a human settled: kept apart from the data, wins over every computation, can be undone."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Decision", "DecisionKind"]


class DecisionKind(StrEnum):
    """What can be settled about an actor in a filière."""

    PLACE = "place"
    REMOVE = "remove"
    ESS_DECLARED = "ess_declared"
    ESS_REFUSED = "ess_refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """
    One dated, signed choice.

    Attributes
    ----------
    kind
        What was settled.
    actor_id
        SIRET, or the identifier of an actor that has none.
    filiere_key, stage_key
        Where the actor is placed or removed; empty for the ESS decisions.
    reason
        Why, in the words of the person who decided.
    decided_by
        Function or organisation of the person who decided, never required to be a name.
    decided_on
        ISO date.
    """

    kind: DecisionKind
    actor_id: str
    filiere_key: str = ""
    stage_key: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_on: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes by name, for JSON."""
        return {name: str(getattr(self, name)) for name in self.__dataclass_fields__}
