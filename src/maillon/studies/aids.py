"""The aids that were imported: as sheets of the library, filtered, and tested."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from maillon.domain.sheets import Sheet
from maillon.domain.territory import Territory
from maillon.reference.aids import AidWord, list_words
from maillon.reference.aids.words import Subject
from maillon.store import Store
from maillon.studies.aid_checks import (
    AidState,
    AidStatus,
    Coverage,
    Outcome,
    describe_status,
    find_coverage,
    judge_kind,
)
from maillon.studies.aid_eligibility import (
    EligibilityAnswers,
    EligibilityCheck,
    check_eligibility,
    summarize_checks,
)
from maillon.studies.aid_sheets import build_aid_sheet
from maillon.studies.asking import find_territory
from maillon.studies.home import find_home

__all__ = [
    "AID_SOURCES",
    "AidMatch",
    "AidState",
    "AidStatus",
    "Coverage",
    "EligibilityAnswers",
    "EligibilityCheck",
    "Outcome",
    "check_eligibility",
    "describe_status",
    "filter_aids",
    "find_aid_sheet",
    "iter_aid_sheets",
    "list_aid_sheets",
    "list_audiences",
    "list_instruments",
    "list_project_steps",
    "summarize_checks",
]

AID_SOURCES = ("aides-territoires", "aides-entreprises")
_KEY = "aid-{source}-"
_ORDER = (
    AidStatus.OPEN,
    AidStatus.UPCOMING,
    AidStatus.UNDATED,
    AidStatus.SUSPENDED,
    AidStatus.CLOSED,
)
_FAR = "9999"


@dataclass(frozen=True, kw_only=True, slots=True)
class AidMatch:
    """
    An aid that fits, or might.

    Attributes
    ----------
    coverage
        Of the territory asked; `None` when none was.
    """

    sheet: Sheet
    state: AidState
    coverage: Coverage | None


def list_aid_sheets(home: Path | None = None) -> tuple[Sheet, ...]:
    """Return every imported aid, closed ones too, by source then title; none without import."""
    return tuple(sorted(iter_aid_sheets(home), key=lambda sheet: (sheet.provenance, sheet.title)))


def iter_aid_sheets(home: Path | None = None) -> Iterator[Sheet]:
    """Yield the imported aids, in the order of their files."""
    store = Store(find_home(home))
    provenances = {entry.key: entry for entry in store.list_provenances()}
    for source in AID_SOURCES:
        if source in provenances:
            for row in store.read_dataset(source).to_pylist():
                yield build_aid_sheet(row, provenances[source])


def find_aid_sheet(key: str, home: Path | None = None) -> Sheet | None:
    """Return an imported aid by the key of its sheet, `None` when it is not imported."""
    store = Store(find_home(home))
    provenances = {entry.key: entry for entry in store.list_provenances()}
    for source in AID_SOURCES:
        start = _KEY.format(source=source)
        if source in provenances and key.startswith(start):
            found = store.read_dataset(source, where={"aid_id": [key.removeprefix(start)]})
            for row in found.to_pylist():
                return build_aid_sheet(row, provenances[source])
    return None


def list_audiences() -> tuple[AidWord, ...]:
    """Return the publics that an aid may be for."""
    return list_words("audiences")


def list_project_steps() -> tuple[AidWord, ...]:
    """Return the steps of a project that an aid may be for."""
    return list_words("project_steps")


def list_instruments() -> tuple[AidWord, ...]:
    """Return the ways of helping."""
    return list_words("instruments")


def filter_aids(  # noqa: PLR0913 - what a person may ask of aids, each apart
    sheets: Iterable[Sheet],
    *,
    on: date,
    territory: Territory | str | None = None,
    audience: str = "",
    project_step: str = "",
    instrument: str = "",
    hide_closed: bool = False,
    keep_uncertain: bool = True,
    home: Path | None = None,
) -> tuple[AidMatch, ...]:
    """
    Keep the aids that fit, or might, the open ones first.

    Parameters
    ----------
    on
        Day for which an aid is open or closed.
    territory
        Keeps the aids whose perimeter holds it, in whole or in part.
    audience, project_step, instrument
        Keys of the vocabulary of aids.
    hide_closed
        Leave out the aids whose deadline has passed; by default they come last.
    keep_uncertain
        Whether an aid stays when its source does not say.

    Returns
    -------
    tuple of AidMatch
        Open aids by deadline, those to come, those without date, those suspended, closed ones.

    Raises
    ------
    InvalidInput
        If the territory is unknown.
    """
    codes = find_territory(territory, home).commune_codes if territory is not None else None
    asked: dict[Subject, str] = {
        "audiences": audience,
        "project_steps": project_step,
        "instruments": instrument,
    }
    dropped = {Outcome.NOT_MET} if keep_uncertain else {Outcome.NOT_MET, Outcome.UNKNOWN}
    kept = []
    coverages: dict[tuple[object, ...], Coverage] = {}
    for sheet in sheets:
        if any(word and judge_kind(sheet, name, word) in dropped for name, word in asked.items()):
            continue
        coverage = None
        if codes is not None:
            perimeter = (
                tuple(sheet.details.get("perimeter_keys", ())),
                bool(sheet.details.get("perimeter_unread")),
            )
            if perimeter not in coverages:
                coverages[perimeter] = find_coverage(sheet, codes)
            coverage = coverages[perimeter]
            if not _may_fit(coverage, keep_uncertain=keep_uncertain):
                continue
        state = describe_status(sheet, on)
        if not (hide_closed and state.is_closed):
            kept.append(AidMatch(sheet=sheet, state=state, coverage=coverage))
    return tuple(sorted(kept, key=_rank))


def _may_fit(coverage: Coverage, *, keep_uncertain: bool) -> bool:
    if coverage is Coverage.UNKNOWN:
        return keep_uncertain
    return coverage is not Coverage.NOT_COVERED


def _rank(match: AidMatch) -> tuple[int, str, str]:
    deadline = str(match.sheet.details.get("deadline", _FAR))
    return _ORDER.index(match.state.status), deadline, match.sheet.title
