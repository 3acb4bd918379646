"""The bundled cases, as starts of a filière."""

from collections.abc import Sequence
from dataclasses import dataclass

from maillon.reference.cases import Case, list_cases
from maillon.reference.filieres import get_filiere
from maillon.studies.cases import CASE_PREFIX

__all__ = ["CaseStart", "list_case_starts"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseStart:
    """A case and the filières that it tells of: key and name of each template."""

    case: Case
    territory_key: str
    templates: Sequence[tuple[str, str]]


def list_case_starts() -> list[CaseStart]:
    """Return the cases by title."""
    starts = [
        CaseStart(
            case=case,
            territory_key=_find_territory_key(case),
            templates=[(key, get_filiere(key).label) for key in case.filieres],
        )
        for case in list_cases()
    ]
    return sorted(starts, key=lambda start: start.case.title)


def _find_territory_key(case: Case) -> str:
    keys = case.territory.keys
    return keys[0] if len(keys) == 1 else f"{CASE_PREFIX}{case.key}"
