"""The method: seven steps, their levers, scenarios, success factors and animation means."""

from maillon.reference.method.catalogue import get_method, list_means_cases
from maillon.reference.method.model import (
    Condition,
    CooperationKind,
    EvidenceKind,
    FormChoice,
    Lever,
    MeansCase,
    MeansResult,
    Method,
    MethodDocument,
    MethodPassage,
    Scenario,
    Step,
    SuccessFactor,
    SynthesisLever,
)
from maillon.reference.method.reading import load_means_file, load_method_file

__all__ = [
    "Condition",
    "CooperationKind",
    "EvidenceKind",
    "FormChoice",
    "Lever",
    "MeansCase",
    "MeansResult",
    "Method",
    "MethodDocument",
    "MethodPassage",
    "Scenario",
    "Step",
    "SuccessFactor",
    "SynthesisLever",
    "get_method",
    "list_means_cases",
    "load_means_file",
    "load_method_file",
]
