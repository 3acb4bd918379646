"""Closed forms: what a corridor of prices or a take-or-pay is worth on average."""

from dataclasses import dataclass
from math import inf, isinf, sqrt

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["CorridorPrice", "expect_corridor_price", "expect_take_or_pay_volume"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CorridorPrice:
    """Mean and standard deviation of the price paid, in the unit of the price."""

    mean: float
    standard_deviation: float


def expect_corridor_price(
    mean: float, standard_deviation: float, *, floor: float | None, ceiling: float | None
) -> CorridorPrice:
    """
    Return the mean and the spread of a normal market price held between two bounds.

    Parameters
    ----------
    mean, standard_deviation
        Of the market price.
    floor, ceiling
        `None` for no bound.

    Notes
    -----
    With a = (floor - mean) / sd and b = (ceiling - mean) / sd, the mean is
    floor Φ(a) + ceiling (1 - Φ(b)) + mean (Φ(b) - Φ(a)) - sd (φ(b) - φ(a)).
    """
    low = -inf if floor is None else floor
    high = inf if ceiling is None else ceiling
    if not standard_deviation > 0 or low > high:
        raise InvalidInput(
            f"sd {standard_deviation}, floor {floor}, ceiling {ceiling}",
            user=_(
                "Le prix plancher ne dépasse pas le prix plafond, et l’écart type du prix de "
                "marché est strictement positif."
            ),
        )
    a, b = (low - mean) / standard_deviation, (high - mean) / standard_deviation
    first, second = _moments(a, b)
    # A bound that does not exist is never paid.
    low_z, high_z = (0.0 if isinf(a) else a), (0.0 if isinf(b) else b)
    below, above = _area(a), 1 - _area(b)
    centre = low_z * below + high_z * above + first
    square = low_z**2 * below + high_z**2 * above + second
    return CorridorPrice(
        mean=mean + standard_deviation * centre,
        standard_deviation=standard_deviation * sqrt(max(0.0, square - centre**2)),
    )


def _moments(a: float, b: float) -> tuple[float, float]:
    """Return the first two moments of a standard normal between a and b, zero beyond."""
    edge_a = 0.0 if isinf(a) else a * _density(a)
    edge_b = 0.0 if isinf(b) else b * _density(b)
    return _density(a) - _density(b), _area(b) - _area(a) + edge_a - edge_b


def _density(z: float) -> float:
    from math import exp, pi

    return exp(-z * z / 2) / sqrt(2 * pi)


def _area(z: float) -> float:
    from math import erfc

    return erfc(-z / sqrt(2)) / 2


def expect_take_or_pay_volume(firm: float, *, lowest: float, highest: float) -> float:
    """
    Return the mean volume paid when the volume taken is uniform and at least `firm` is paid.

    Raises
    ------
    InvalidInput
        If the bounds are crossed or negative.
    """
    if not 0 <= lowest < highest or firm < 0:
        raise InvalidInput(
            f"firm {firm}, volume between {lowest} and {highest}",
            user=_("Les volumes sont positifs, et le plus petit ne dépasse pas le plus grand."),
        )
    held = min(max(firm, lowest), highest)
    paid_firm = firm * (held - lowest)
    taken = (highest**2 - held**2) / 2
    return (paid_firm + taken) / (highest - lowest)
