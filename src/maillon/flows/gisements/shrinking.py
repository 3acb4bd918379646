"""A local ratio of few answers, drawn towards the national one as much as it is uncertain."""

import math
from dataclasses import dataclass

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.flows.gisements.laws import Estimate, make_estimate

__all__ = ["Shrunk", "shrink_ratio"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shrunk:
    """
    A ratio between the local and the national one.

    Attributes
    ----------
    local_weight
        Share of the local ratio in it, 0 to 1.
    """

    estimate: Estimate
    local_weight: float


def shrink_ratio(local: Estimate, national: Estimate) -> Shrunk:
    """
    Weigh a ratio surveyed here against the national one.

    Parameters
    ----------
    local, national
        In the same unit, of the same matter and of comparable years.

    Raises
    ------
    InvalidInput
        If both are given as certain and differ: nothing can weigh them.

    Notes
    -----
    Empirical Bayes with two normal laws: the weight of the local ratio is the national variance
    over the sum of both, the variance of the result their product over their sum.
    """
    local_variance = local.standard_deviation**2
    national_variance = national.standard_deviation**2
    whole = local_variance + national_variance
    if not whole:
        if not math.isclose(local.value, national.value):
            raise InvalidInput(
                "two certain ratios that differ",
                user=_(
                    "Le ratio local et le ratio national sont donnés comme certains et diffèrent : "
                    "donnez leur incertitude."
                ),
            )
        return Shrunk(estimate=local, local_weight=1.0)
    weight = national_variance / whole
    value = weight * local.value + (1 - weight) * national.value
    deviation = math.sqrt(local_variance * national_variance / whole)
    return Shrunk(
        estimate=make_estimate(value, deviation / value if value else 0.0), local_weight=weight
    )
