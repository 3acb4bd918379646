"""A quantity that is not known exactly: mean, variation, and what it may be."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import UncertainShare
from maillon.domain.language import translate as _
from maillon.flows.pedigree import compute_variation, is_score
from maillon.reference.parameters.pedigree import PedigreeTable

__all__ = [
    "LEVEL",
    "Estimate",
    "combine_variations",
    "find_share_variation",
    "find_variation",
    "make_estimate",
]

LEVEL = 0.9  # the bounds are the quantiles 5 and 95
# Beyond it a normal law would give negative quantities some weight; below, both laws agree.
_LOGNORMAL_FROM_CV = 0.3
_REACH = NormalDist().inv_cdf((1 + LEVEL) / 2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """
    A quantity and what it may be.

    Attributes
    ----------
    value
        Mean.
    cv
        Coefficient of variation; zero when it is exact.
    low, median, high
        Quantiles 5, 50 and 95.
    """

    value: float
    cv: float
    low: float
    median: float
    high: float

    @property
    def standard_deviation(self) -> float:
        """Standard deviation, in the unit of the value."""
        return abs(self.value) * self.cv


def make_estimate(value: float, cv: float = 0.0) -> Estimate:
    """
    Return a quantity with its quantiles.

    Parameters
    ----------
    value
        Mean, zero or more.
    cv
        Coefficient of variation. Up to 0.3 the law is normal; beyond, lognormal with the same
        mean and the same variation.

    Raises
    ------
    InvalidInput
        If the value or the variation is negative or is no number.
    """
    if not (math.isfinite(value) and math.isfinite(cv)) or value < 0 or cv < 0:
        raise InvalidInput(
            f"no law for mean {value} and variation {cv}",
            user=_("Une quantité ou son incertitude est négative ou n’est pas un nombre."),
        )
    if not value or not cv:
        return Estimate(value=value, cv=cv, low=value, median=value, high=value)
    if cv <= _LOGNORMAL_FROM_CV:
        reach = _REACH * cv * value
        return Estimate(value=value, cv=cv, low=value - reach, median=value, high=value + reach)
    spread = math.sqrt(math.log1p(cv**2))
    median = value / math.sqrt(1 + cv**2)
    reach = math.exp(_REACH * spread)
    return Estimate(value=value, cv=cv, low=median / reach, median=median, high=median * reach)


def combine_variations(*variations: float) -> float:
    """Return the coefficient of variation of a product of independent quantities."""
    return math.sqrt(math.prod(1 + cv**2 for cv in variations) - 1)


def find_variation(
    value: float,
    *,
    cv: float | None = None,
    low: float | None = None,
    high: float | None = None,
    confidence: str = "",
    pedigree: PedigreeTable | None = None,
) -> float | None:
    """
    Return the coefficient of variation that a person gave, in one of three ways.

    Parameters
    ----------
    cv
        Given as such.
    low, high
        Bounds that hold the quantity nine times out of ten.
    confidence
        Pedigree score, read in `pedigree`.

    Returns
    -------
    float or None
        `None` when nothing was given, or when what was given says nothing.
    """
    if cv is not None:
        return cv if cv >= 0 else None
    if low is not None and high is not None:
        return _from_bounds(value, low, high)
    if confidence and pedigree is not None and is_score(confidence, pedigree):
        return compute_variation(confidence, pedigree)
    return None


def _from_bounds(value: float, low: float, high: float) -> float | None:
    if not 0 <= low <= value <= high:
        return None
    if not value:
        return 0.0 if not high else None
    straight = (high - low) / (2 * _REACH * value)
    if straight <= _LOGNORMAL_FROM_CV or not low:
        return straight
    return math.sqrt(math.expm1((math.log(high / low) / (2 * _REACH)) ** 2))


def find_share_variation(share: UncertainShare) -> float | None:
    """Return the coefficient of variation of a share; `None` when it has none."""
    return find_variation(share.value, cv=share.cv, low=share.low, high=share.high)
