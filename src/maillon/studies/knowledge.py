"""What every study knows beside the data: rules, bands, weights and thresholds, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from maillon.diagnosis.placement import PlacementWeights
from maillon.diagnosis.stages import StageThresholds
from maillon.reference.nomenclatures import (
    WorkforceBand,
    list_workforce_bands,
    load_ess_exclusions,
    load_inclusive_kinds,
    load_legal_categories,
)
from maillon.reference.parameters import get_parameter

__all__ = ["Knowledge", "load_knowledge"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """
    Reference data in the shape that the diagnosis room takes.

    Attributes
    ----------
    legal_levels
        Family and level of each legal category.
    excluded_naf
        Activities out of the ESS perimeter.
    reserved_articles
        Article of the reserved contracts by inclusive kind.
    bands
        Workforce bands by code.
    weights
        Weights of the placement.
    thresholds
        From where a stage is fragile.
    low_quotient
        Location quotient under which a stage is under-represented.
    quotient_min_count
        Employers under which a location quotient is not published.
    min_units, max_dominance
        Rule of the statistical secret.
    min_density
        Density of related activities from which a stage is within reach.
    """

    legal_levels: Mapping[str, tuple[str, str]]
    excluded_naf: frozenset[str]
    reserved_articles: Mapping[str, str]
    bands: Mapping[str, WorkforceBand]
    weights: PlacementWeights
    thresholds: StageThresholds
    low_quotient: float
    quotient_min_count: int
    min_units: int
    max_dominance: float
    min_density: float

    @property
    def ess_forms(self) -> list[str]:
        """Legal categories that are of the ESS by the form alone."""
        return [code for code, (_family, level) in self.legal_levels.items() if level == "de_droit"]


def _value(key: str) -> float:
    return get_parameter(key).value


@cache
def load_knowledge() -> Knowledge:
    """Read the reference data once for the process."""
    return Knowledge(
        legal_levels={
            code: (category.family, category.level)
            for code, category in load_legal_categories().items()
        },
        excluded_naf=frozenset(load_ess_exclusions()),
        reserved_articles={
            kind: entry.reserved_article
            for kind, entry in load_inclusive_kinds().items()
            if entry.reserved_article.startswith("L")
        },
        bands=list_workforce_bands(),
        weights=PlacementWeights(
            strong=_value("placement.naf_forte"),
            medium=_value("placement.naf_moyenne"),
            weak=_value("placement.naf_faible"),
            keyword=_value("placement.keyword"),
            declared=_value("placement.declared_category"),
            placed_threshold=_value("placement.placed_threshold"),
            to_check_threshold=_value("placement.to_check_threshold"),
        ),
        thresholds=StageThresholds(
            min_workforce=_value("diagnosis.too_small_employees"),
            max_far_share=_value("diagnosis.too_far_population_share"),
            far_km=_value("diagnosis.too_far_km"),
            max_unit_share=_value("diagnosis.dependence_share"),
        ),
        low_quotient=_value("diagnosis.weak_location_quotient"),
        quotient_min_count=int(_value("diagnosis.location_quotient_min_count")),
        min_units=int(_value("diagnosis.secrecy_min_units")),
        max_dominance=_value("diagnosis.secrecy_dominance_share"),
        min_density=_value("opportunities.min_density"),
    )
