"""Estimate a total from counted units and a ratio per unit, with an honest uncertainty."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["Estimate", "Ratio", "estimate_by_ratio"]

# Beyond it a normal law would give negative quantities some weight; below, both laws agree.
_LOGNORMAL_FROM_CV = 0.3


@dataclass(frozen=True, kw_only=True, slots=True)
class Ratio:
    """Quantity per unit, common to all units of a group: mean and coefficient of variation."""

    mean: float
    cv: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """
    A total and its likely range.

    Attributes
    ----------
    value
        Sum of the ratios times the units.
    standard_deviation
        Uncertainty that comes from the ratios.
    low, high
        Bounds that hold the total nine times out of ten.
    """

    value: float
    standard_deviation: float
    low: float
    high: float

    @property
    def cv(self) -> float:
        """Coefficient of variation; zero for a total of zero."""
        return self.standard_deviation / self.value if self.value else 0.0


def estimate_by_ratio(
    unit_counts: Mapping[str, float], ratios: Mapping[str, Ratio], *, level: float = 0.9
) -> Estimate:
    """
    Estimate a total as the sum of units times ratios.

    Parameters
    ----------
    unit_counts
        Units of each group (employees of an activity, establishments of a band): known exactly.
    ratios
        Ratio of each group.
    level
        Probability that the range holds the total.

    Raises
    ------
    InvalidInput
        If a group has no ratio, or if a count, a ratio or a variation is negative.

    Notes
    -----
    The ratio of a group is one number shared by all its units: an error in it is repeated, not
    averaged out. The standard deviation of a group is that of its ratio times its units; only
    groups, whose ratios are taken as independent, add up in quadrature.
    """
    _check_groups(unit_counts, ratios)
    value = math.fsum(ratios[key].mean * count for key, count in unit_counts.items())
    deviation = math.sqrt(
        math.fsum(
            (ratios[key].mean * ratios[key].cv * count) ** 2 for key, count in unit_counts.items()
        )
    )
    low, high = _likely_range(value, deviation, level)
    return Estimate(value=value, standard_deviation=deviation, low=low, high=high)


def _likely_range(value: float, deviation: float, level: float) -> tuple[float, float]:
    if not value:
        return 0.0, 0.0
    reach = NormalDist().inv_cdf((1 + level) / 2)
    cv = deviation / value
    if cv <= _LOGNORMAL_FROM_CV:
        return value - reach * deviation, value + reach * deviation
    spread = math.sqrt(math.log1p(cv**2))
    centre = math.log(value) - spread**2 / 2
    return math.exp(centre - reach * spread), math.exp(centre + reach * spread)


def _check_groups(unit_counts: Mapping[str, float], ratios: Mapping[str, Ratio]) -> None:
    problems = [
        _("Aucun ratio pour « {group} ».").format(group=key)
        for key in unit_counts
        if key not in ratios
    ]
    problems += [
        _("Valeur négative pour « {group} ».").format(group=key)
        for key, count in unit_counts.items()
        if key in ratios and min(count, ratios[key].mean, ratios[key].cv) < 0
    ]
    if problems:
        raise InvalidInput(
            f"groups cannot be estimated: {problems}",
            user=_("L’estimation ne peut pas se faire : complétez les ratios ou les effectifs."),
            details=problems,
        )
