"""Bundled cases as studies see them: their territory, and what they say of a filière there."""

from collections.abc import Sequence

from maillon.domain.territory import Territory, TerritoryKind
from maillon.reference.cases import (
    Case,
    CaseKnowHow,
    CaseNeed,
    CaseResource,
    get_case,
    list_cases,
)
from maillon.reference.territories import get_territory

__all__ = [
    "CASE_PREFIX",
    "find_case_territory",
    "find_stated",
    "get_case_territory",
    "list_cases_of",
]

CASE_PREFIX = "case:"


def get_case_territory(case: Case) -> Territory:
    """Return the territory of a case; several keys make one list of communes under its name."""
    parts = [get_territory(key) for key in case.territory.keys]
    if len(parts) == 1:
        return parts[0]
    places = {place.code: place for part in parts for place in part.places}
    return Territory(
        key=f"{CASE_PREFIX}{case.key}",
        code=case.key,
        name=case.territory.name,
        kind=TerritoryKind.LIST,
        vintage=parts[0].vintage,
        places=[places[code] for code in sorted(places)],
    )


def find_case_territory(key: str) -> Territory | None:
    """Return the territory of `case:<key>`, `None` when the key speaks of something else."""
    if not key.startswith(CASE_PREFIX):
        return None
    return get_case_territory(get_case(key.removeprefix(CASE_PREFIX)))


def list_cases_of(territory: Territory, filiere_key: str) -> list[Case]:
    """Return the cases that bear on this filière in this very territory."""
    return [
        case
        for case in list_cases()
        if filiere_key in case.filieres
        and territory.key in (*case.territory.keys, f"{CASE_PREFIX}{case.key}")
    ]


def find_stated(
    cases: Sequence[Case], filiere_key: str, stage_key: str
) -> tuple[str, list[str]] | None:
    """
    Return what documents say of a stage where no actor is known.

    Returns
    -------
    tuple or None
        `stated_need` when a document says that something lacks there, `stated` when it only says
        that something is there, with its sentences.
    """

    def bears(entry: CaseNeed | CaseResource | CaseKnowHow) -> bool:
        return entry.stage_key == stage_key and entry.filiere_key in {None, filiere_key}

    needs = [need.text for case in cases for need in case.needs if bears(need) and not need.answer]
    if needs:
        return "stated_need", needs
    present = [
        entry.text
        for case in cases
        for entries in (case.resources, case.know_how)
        for entry in entries
        if bears(entry)
    ]
    return ("stated", present) if present else None
