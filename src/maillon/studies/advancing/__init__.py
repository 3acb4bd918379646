"""Where a filière stands in the method, what to do next, and why."""

from maillon.studies.advancing.figures import StepCounts
from maillon.studies.advancing.values import (
    Advice,
    Known,
    LeverProgress,
    LeverState,
    NextAction,
    NextLever,
    StepProgress,
    UnderWay,
    Unproved,
    Waiting,
)
from maillon.studies.advancing.weighing import advise

__all__ = [
    "Advice",
    "Known",
    "LeverProgress",
    "LeverState",
    "NextAction",
    "NextLever",
    "StepCounts",
    "StepProgress",
    "UnderWay",
    "Unproved",
    "Waiting",
    "advise",
]
