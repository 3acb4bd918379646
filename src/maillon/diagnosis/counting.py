"""Count who is at each stage, who is of the ESS there, how many people work there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.columns import BoolArray, IntArray, as_mask, equals, read_text
from maillon.diagnosis.roster import Roster, read_roster
from maillon.diagnosis.workforce import BandLike, Workforce, add_workforce

__all__ = ["Counts", "Coverage", "Dependence", "FiliereCounts", "count_filiere"]

_COVERAGE = ("naf_only", "keyword", "declared", "confirmed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """How establishments came to be counted, by the strongest clue of each."""

    naf_only: int = 0
    keyword: int = 0
    declared: int = 0
    confirmed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Dependence:
    """
    Weight of the largest organisation of a stage.

    Attributes
    ----------
    unit
        SIREN, or the identifier of an actor that has none.
    actor_id
        Its largest establishment there.
    share
        Its share of the central workforce of the stage, 0 to 1.
    is_diffusible
        False when its name may not be shown.
    """

    unit: str
    actor_id: str
    share: float
    is_diffusible: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """
    Counts of one stage, or of a whole filière where an establishment counts once.

    Attributes
    ----------
    establishments
        Placed, declared or confirmed. What is to be checked is apart.
    ess_published, ess_deduced, ess_declared
        Of which in the ESS, by kind of evidence: to be shown apart, never as one number.
    employers
        Of which employers, as published or derived from the workforce band.
    employers_derived, employers_unknown
        Of the employers, how many were derived; establishments of which nothing tells.
    workforce
        Workforce of the establishments, with its interval.
    to_check
        Establishments that only a human can settle.
    hidden
        Of the establishments counted, those that may not be shown.
    legal_units
        Distinct organisations.
    coverage
        How the establishments came to be counted.
    top_actor_ids
        Largest establishments that may be shown, by workforce band then name.
    to_check_ids
        Establishments to be checked that may be shown, in the same order.
    dependence
        Weight of the largest organisation; `None` when no workforce is known.
    """

    establishments: int = 0
    ess_published: int = 0
    ess_deduced: int = 0
    ess_declared: int = 0
    employers: int = 0
    employers_derived: int = 0
    employers_unknown: int = 0
    workforce: Workforce = field(default_factory=Workforce)
    to_check: int = 0
    hidden: int = 0
    legal_units: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    top_actor_ids: Sequence[str] = ()
    to_check_ids: Sequence[str] = ()
    dependence: Dependence | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FiliereCounts:
    """Counts of each stage, in the order asked, and of the filière."""

    stages: Mapping[str, Counts]
    total: Counts


def count_filiere(
    establishments: pa.Table,
    placements: pa.Table,
    qualifications: pa.Table,
    *,
    bands: Mapping[str, BandLike],
    stage_keys: Sequence[str],
    top: int = 5,
) -> FiliereCounts:
    """
    Count the establishments of each stage of a filière, and of the filière.

    Parameters
    ----------
    establishments, placements, qualifications
        The tables of those names. Qualifications have one row per establishment, in any order.
    bands
        Workforce bands by code.
    stage_keys
        Stages to count, in order; a stage without placement counts zero.
    top
        Number of largest actors to name.

    Notes
    -----
    An establishment of several stages counts in each of them and once in the total: the total is
    not the sum of the stages. It is to be checked in the total when no stage counts it.
    """
    is_placed = pc.is_in(establishments.column("actor_id"), value_set=placements.column("actor_id"))
    roster = read_roster(establishments.filter(is_placed), qualifications, bands)
    rows = roster.find_rows(read_text(placements, "actor_id"))
    is_known = rows >= 0  # placements of establishments that are not in the table are not ours
    stages = read_text(placements, "stage_key")
    confidence = read_text(placements, "confidence")
    is_counted = ~equals(confidence, "to_check")
    levels = _grade(confidence, read_text(placements, "reasons"))
    by_stage = {}
    for key in stage_keys:
        mask = equals(stages, key) & is_known
        by_stage[key] = _count(roster, rows[mask], is_counted[mask], levels[mask], top)
    total_mask = is_known & as_mask(pc.is_in(stages, value_set=pa.array(stage_keys, pa.string())))
    chosen = _merge_stages(rows[total_mask], is_counted[total_mask], levels[total_mask])
    return FiliereCounts(stages=by_stage, total=_count(roster, *chosen, top))


def _grade(confidence: pa.Array, reasons: pa.Array) -> IntArray:
    """Return the strongest clue of each placement, as a position in `_COVERAGE`."""
    has_keyword = as_mask(pc.match_substring(reasons, pattern="keyword_"))
    grades = np.select(
        [equals(confidence, "confirmed"), equals(confidence, "declared"), has_keyword],
        [3, 2, 1],
        default=0,
    )
    return np.asarray(grades, dtype=np.int64)


def _merge_stages(
    rows: IntArray, is_counted: BoolArray, levels: IntArray
) -> tuple[IntArray, BoolArray, IntArray]:
    """Keep one line per establishment: counted if one stage counts it, with its best clue."""
    order = np.lexsort((-levels, ~is_counted, rows))
    unique, first = np.unique(rows[order], return_index=True)
    return unique, is_counted[order][first], levels[order][first]


def _count(
    roster: Roster, rows: IntArray, is_counted: BoolArray, levels: IntArray, top: int
) -> Counts:
    counted, doubtful = rows[is_counted], rows[~is_counted]
    tally = np.bincount(levels[is_counted], minlength=len(_COVERAGE))
    is_employer = roster.is_employer[counted]
    return Counts(
        establishments=len(counted),
        ess_published=roster.count_status(counted, "published"),
        ess_deduced=roster.count_status(counted, "deduced"),
        ess_declared=roster.count_status(counted, "declared"),
        employers=int(is_employer.sum()),
        employers_derived=int((is_employer & roster.is_derived[counted]).sum()),
        employers_unknown=int(roster.is_unknown[counted].sum()),
        workforce=add_workforce(roster.band_codes.take(pa.array(counted)), roster.bands),
        to_check=len(doubtful),
        hidden=int((~roster.is_diffusible[counted]).sum()),
        legal_units=len(np.unique(roster.unit_numbers[counted])),
        coverage=Coverage(**dict(zip(_COVERAGE, map(int, tally), strict=True))),
        top_actor_ids=roster.rank_shown(counted)[:top],
        to_check_ids=roster.rank_shown(doubtful),
        dependence=_find_dependence(roster, counted),
    )


def _find_dependence(roster: Roster, rows: IntArray) -> Dependence | None:
    sizes = np.nan_to_num(roster.sizes[rows])
    if sizes.sum() <= 0:
        return None
    units, members = np.unique(roster.unit_numbers[rows], return_inverse=True)
    by_unit = np.bincount(members, weights=sizes)
    largest = int(np.argmax(by_unit))
    own = np.flatnonzero(members == largest)
    row = rows[own[np.argmax(sizes[own])]]
    return Dependence(
        unit=roster.unit_names[units[largest]].as_py(),
        actor_id=roster.actor_ids[row].as_py(),
        share=float(by_unit[largest] / sizes.sum()),
        is_diffusible=bool(roster.is_diffusible[row]),
    )
