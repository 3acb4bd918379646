"""Actors and what is known of them, with where it comes from and who may see it."""

from maillon_web.directory.models.actors import (
    Actor,
    ActorKind,
    ActorWord,
    Confidence,
    EssStatus,
    Placement,
    Position,
    Presence,
    Reminder,
)
from maillon_web.directory.models.knowledge import (
    Decision,
    DecisionKind,
    FieldOrigin,
    Keeper,
    Statement,
    StatementKind,
)
from maillon_web.directory.models.lists import (
    ImportRow,
    ImportState,
    Likeness,
    ListImport,
    RowChoice,
    RowState,
    ValueChoice,
)
from maillon_web.directory.models.pairs import (
    DuplicatePair,
    PairState,
)

__all__ = [
    "Actor",
    "ActorKind",
    "ActorWord",
    "Confidence",
    "Decision",
    "DecisionKind",
    "DuplicatePair",
    "EssStatus",
    "FieldOrigin",
    "ImportRow",
    "ImportState",
    "Keeper",
    "Likeness",
    "ListImport",
    "PairState",
    "Placement",
    "Position",
    "Presence",
    "Reminder",
    "RowChoice",
    "RowState",
    "Statement",
    "StatementKind",
    "ValueChoice",
]
