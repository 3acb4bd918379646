"""The gisement of one matter: activity times ratios, its places, its known total, its steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import ActivityKind, Ratio, RatioScope, RecoverySteps
from maillon.domain.language import translate as _
from maillon.domain.territory import Place, Territory
from maillon.flows.gisements.calibrating import calibrate_spread
from maillon.flows.gisements.chain import lead_to_recoverable
from maillon.flows.gisements.estimating import (
    ActivityRows,
    Factor,
    SpreadEstimate,
    estimate_by_ratios,
)
from maillon.flows.gisements.laws import Estimate, find_variation, make_estimate
from maillon.flows.gisements.matching import DroppedRatio, RatioLine, match_activities
from maillon.flows.gisements.spreading import FloatArray, IntArray
from maillon.flows.gisements.totals import find_base_unit
from maillon.flows.gisements.withholding import withhold_places
from maillon.flows.units import find_unit
from maillon.reference.parameters.pedigree import load_pedigree
from maillon.studies.gisements.activity import KnownActivity, RegisterActivity
from maillon.studies.knowledge import load_knowledge

__all__ = [
    "KnownTotal",
    "MatterDraft",
    "MatterEstimate",
    "PlaceEstimate",
    "count_employees",
    "count_inhabitants",
    "count_known",
    "count_known_employees",
    "finish_matter",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownTotal:
    """
    A total that is known, to which an estimate is tied.

    Attributes
    ----------
    cv
        Coefficient of variation; zero when it is taken as exact.
    reference
        Who says it, when.
    """

    value: float
    unit: str = "t"
    cv: float = 0.0
    reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceEstimate:
    """
    The part of a commune.

    Attributes
    ----------
    estimate, activity
        Quantity, and inhabitants or employees behind it; `None` when they are withheld.
    """

    code: str
    name: str
    estimate: Estimate | None
    activity: float | None

    @property
    def is_withheld(self) -> bool:
        """Whether the number exists and is hidden to protect an establishment."""
        return self.estimate is None


@dataclass(frozen=True, kw_only=True, slots=True)
class MatterEstimate:
    """
    The gisement of one matter, estimated.

    Attributes
    ----------
    key
        Stable in its answer: matter, moment and activity.
    unit
        Base unit (`t`), per year.
    activity_count
        Employees, inhabitants… that the ratios were multiplied by.
    activity_reference
        Who gave them, when someone did.
    estimate
        By the ratios alone.
    theoretical
        The same, or the known total that it was tied to.
    mobilisable, recoverable
        `None` when nobody gave the share.
    establishment_count, unknown_count
        Establishments behind it, and those left out because nobody knows how many work there;
        `None` when no establishment is counted.
    is_protected
        Whether the whole is of too few establishments: no quantity is then to be shown.
    ratio_share
        Part of the variance that comes from the ratios rather than from the sizes.
    figures
        Identifiers of its figures, by step.
    """

    key: str
    matter: str
    scope: RatioScope
    activity: ActivityKind
    unit: str
    ratios: tuple[Ratio, ...]
    dropped: tuple[DroppedRatio, ...]
    activity_count: float
    estimate: Estimate
    theoretical: Estimate
    activity_reference: str = ""
    mobilisable: Estimate | None = None
    recoverable: Estimate | None = None
    steps: RecoverySteps = field(default_factory=RecoverySteps)
    calibrated_to: KnownTotal | None = None
    places: tuple[PlaceEstimate, ...] = ()
    establishment_count: int | None = None
    unknown_count: int = 0
    has_open_band: bool = False
    is_protected: bool = False
    ratio_share: float | None = None
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def years(self) -> tuple[int, ...]:
        """Years of its ratios."""
        return tuple(sorted({ratio.year for ratio in self.ratios}))


@dataclass(frozen=True, kw_only=True, slots=True)
class MatterDraft:
    """
    An estimate by ratios, before a known total and the steps.

    Attributes
    ----------
    places
        Communes in the order of the estimate; none when the activity is not located.
    place_activity
        Units of activity of each.
    place_establishments
        Establishments of each; `None` when the activity is not one of establishments.
    """

    line: RatioLine
    used: tuple[Ratio, ...]
    unit: str
    found: SpreadEstimate
    places: Sequence[Place] = ()
    place_activity: FloatArray = field(default_factory=lambda: np.zeros(0))
    place_establishments: IntArray | None = None
    unknown_count: int = 0
    has_open_band: bool = False
    reference: str = ""


def count_known(line: RatioLine, activity: KnownActivity) -> MatterDraft:
    """Estimate a gisement from units of activity that someone gives, without places."""
    rows = _make_rows(np.array([activity.value]))
    return _draft_simple(line, rows, Factor(mean=1.0, cv=activity.cv), reference=activity.reference)


def count_inhabitants(line: RatioLine, territory: Territory) -> MatterDraft:
    """Estimate a gisement from the inhabitants of each commune."""
    rows = _make_rows(np.array([place.population for place in territory.places], dtype=np.float64))
    return _draft_simple(line, rows, Factor(mean=1.0), places=territory.places)


def _make_rows(counts: FloatArray) -> ActivityRows:
    zeros = np.zeros(len(counts), dtype=np.int64)
    return ActivityRows(
        places=np.arange(len(counts)),
        ratios=zeros,
        sizes=zeros,
        counts=counts,
        place_count=len(counts),
    )


def _draft_simple(
    line: RatioLine,
    rows: ActivityRows,
    size: Factor,
    *,
    places: Sequence[Place] = (),
    reference: str = "",
) -> MatterDraft:
    used = line.ratios[:1]
    unit, factors = _make_factors(used)
    return MatterDraft(
        line=line,
        used=used,
        unit=unit,
        found=estimate_by_ratios(rows, factors, [size]),
        places=places,
        place_activity=rows.counts,
        reference=reference,
    )


def count_employees(
    line: RatioLine, register: RegisterActivity, territory: Territory
) -> MatterDraft:
    """Estimate a gisement from the establishments of each commune, by activity and band."""
    ratio_by_naf = match_activities(line, register.naf_codes)
    counted = register.count_rows(ratio_by_naf, territory.commune_codes)
    unit, factors = _make_factors(line.ratios)
    ranks = sorted(set(counted.rows.ratios.tolist()))
    return MatterDraft(
        line=line,
        used=tuple(line.ratios[rank] for rank in ranks) or line.ratios,
        unit=unit,
        found=estimate_by_ratios(counted.rows, factors, counted.sizes),
        places=territory.places,
        place_activity=counted.place_employees,
        place_establishments=counted.place_establishments,
        unknown_count=counted.unknown_count,
        has_open_band=counted.has_open_band,
    )


def count_known_employees(line: RatioLine, employees: Mapping[str, KnownActivity]) -> MatterDraft:
    """Estimate a gisement from employees that someone gives by activity code, without places."""
    ratio_by_naf = match_activities(line, employees)
    known = [employees[code] for code in ratio_by_naf]
    zeros = np.zeros(len(known), dtype=np.int64)
    rows = ActivityRows(
        places=zeros,
        ratios=np.array(list(ratio_by_naf.values()), dtype=np.int64),
        sizes=np.arange(len(known)),
        counts=np.array([one.value for one in known], dtype=np.float64),
        place_count=1,
    )
    unit, factors = _make_factors(line.ratios)
    return MatterDraft(
        line=line,
        used=tuple(line.ratios[rank] for rank in sorted(set(ratio_by_naf.values()))) or line.ratios,
        unit=unit,
        found=estimate_by_ratios(rows, factors, [Factor(mean=1.0, cv=one.cv) for one in known]),
        reference=" ; ".join(dict.fromkeys(one.reference for one in known if one.reference)),
    )


def _make_factors(ratios: Sequence[Ratio]) -> tuple[str, list[Factor]]:
    """Return the base unit of the ratios of one line, and their laws in it."""
    bases = sorted({find_base_unit(ratio.unit).symbol for ratio in ratios})
    if len(bases) > 1:
        raise InvalidInput(
            f"ratios of {ratios[0].matter} in {bases}",
            user=_("Les ratios de « {matter} » ont des unités qui ne se comparent pas : {units}.")
            .format(matter=ratios[0].matter, units=", ".join(bases)),
        )  # fmt: skip
    factors = []
    for ratio in ratios:
        unit = find_unit(ratio.unit)
        factors.append(
            Factor(mean=ratio.value * (unit.factor if unit else 1.0), cv=_find_cv(ratio))
        )
    return bases[0], factors


def _find_cv(ratio: Ratio) -> float:
    found = find_variation(
        ratio.value,
        cv=ratio.cv,
        low=ratio.low,
        high=ratio.high,
        confidence=ratio.confidence,
        pedigree=load_pedigree(),
    )
    if found is None:
        raise InvalidInput(
            f"ratio {ratio.key} has no uncertainty",
            user=_(
                "Le ratio de « {matter} » n’a pas d’incertitude : donnez un coefficient de "
                "variation, un minimum et un maximum, ou une note de qualité."
            ).format(matter=ratio.matter),
        )
    return found


def finish_matter(
    draft: MatterDraft, *, known: KnownTotal | None, steps: RecoverySteps
) -> MatterEstimate:
    """
    Tie an estimate to a known total, lead it to what can be had, hide what must be.

    Raises
    ------
    InvalidInput
        If the known total is in another kind of unit, or a share is wrong.
    """
    found = draft.found
    theoretical, values, variations = found.total, found.place_values, found.place_variations
    if known is not None:
        total = _convert(known, draft)
        theoretical, values, variations = calibrate_spread(found, total, known.cv)
    chain = lead_to_recoverable(theoretical, steps)
    hidden, is_protected = _find_hidden(draft)
    key = draft.line.key
    return MatterEstimate(
        key=f"{key.matter.lower().replace(' ', '_')}.{key.scope}.{key.activity}",
        matter=draft.line.matter,
        scope=key.scope,
        activity=key.activity,
        unit=draft.unit,
        ratios=draft.used,
        dropped=draft.line.dropped,
        activity_count=found.activity,
        activity_reference=draft.reference,
        estimate=found.total,
        theoretical=theoretical,
        mobilisable=chain.mobilisable,
        recoverable=chain.recoverable,
        steps=steps,
        calibrated_to=known,
        places=tuple(
            PlaceEstimate(
                code=place.code,
                name=place.name,
                estimate=None
                if rank in hidden
                else make_estimate(float(values[rank]), float(variations[rank])),
                activity=None if rank in hidden else float(draft.place_activity[rank]),
            )
            for rank, place in enumerate(draft.places)
        ),
        establishment_count=None
        if draft.place_establishments is None
        else int(draft.place_establishments.sum()),
        unknown_count=draft.unknown_count,
        has_open_band=draft.has_open_band,
        is_protected=is_protected,
        ratio_share=found.ratio_shares,
    )


def _find_hidden(draft: MatterDraft) -> tuple[frozenset[int], bool]:
    if draft.place_establishments is None:
        return frozenset(), False
    ranks, is_protected = withhold_places(
        draft.place_establishments, min_units=load_knowledge().min_units
    )
    return frozenset(int(rank) for rank in ranks), is_protected


def _convert(known: KnownTotal, draft: MatterDraft) -> float:
    unit = find_unit(known.unit)
    if unit is None or find_base_unit(known.unit).symbol != draft.unit:
        raise InvalidInput(
            f"known total in {known.unit}, estimate in {draft.unit}",
            user=_(
                "Le total connu de « {matter} » est en {unit}, l’estimation en {other} : donnez-le "
                "dans une unité qui se compare."
            ).format(matter=draft.line.matter, unit=known.unit, other=draft.unit),
        )
    return known.value * unit.factor
