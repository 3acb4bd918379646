"""Bundled cases: what published documents say of local filières, with their passages."""

from maillon.reference.cases.catalogue import get_case, list_cases, list_provenances
from maillon.reference.cases.model import (
    Case,
    CaseActor,
    CaseEss,
    CaseFact,
    CaseKnowHow,
    CaseLever,
    CaseNeed,
    CasePlacement,
    CaseResource,
    CaseSource,
    CaseTerritory,
    Passage,
)
from maillon.reference.cases.reading import load_case_file
from maillon.reference.cases.table import actors_table

__all__ = [
    "Case",
    "CaseActor",
    "CaseEss",
    "CaseFact",
    "CaseKnowHow",
    "CaseLever",
    "CaseNeed",
    "CasePlacement",
    "CaseResource",
    "CaseSource",
    "CaseTerritory",
    "Passage",
    "actors_table",
    "get_case",
    "list_cases",
    "list_provenances",
    "load_case_file",
]
