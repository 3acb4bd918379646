"""Carry the uncertainty of the measures through the equations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillon.flows.classes import ReducedSystem, factor_gram, multiply_rows, solve_lower

__all__ = ["Spread", "propagate"]

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """
    Covariance after reconciliation, kept as factors: the whole matrix is never written.

    Attributes
    ----------
    given
        Variance of each measured variable before.
    lost
        Factor K of what the constraints take away: the covariance of the measured variables is
        `diag(given) - K Kᵀ`.
    measured, determined
        Variance of the measured, then of the determined variables of the reduced system.
    """

    given: Array
    lost: Array
    measured: Array
    determined: Array


def propagate(reduced: ReducedSystem, sigma: Array) -> Spread:
    """
    Return the uncertainty left once the constraints are taken into account.

    Parameters
    ----------
    sigma
        Standard error of every variable; only those of the measured ones are read.

    Notes
    -----
    Gaussian propagation, first order, bounds left aside: a variable that a bound holds is to be
    given as a constant.
    """
    given = sigma[reduced.measured] ** 2
    lost = _factor_loss(reduced.constraints, given)
    measured = np.clip(given - (lost**2).sum(axis=1), 0.0, given)
    transfer = reduced.transfer
    determined = (transfer**2) @ given - ((transfer @ lost) ** 2).sum(axis=1)
    return Spread(given=given, lost=lost, measured=measured, determined=np.maximum(determined, 0.0))


def _factor_loss(constraints: Array, given: Array) -> Array:
    spread = constraints * np.sqrt(given)
    size = np.sqrt((spread**2).sum(axis=1))
    spread = spread / np.where(size > 0, size, 1.0)[:, None]
    factor, kept, _left = factor_gram(multiply_rows(spread))
    if not len(kept):
        return np.zeros((len(given), 0))
    loss = solve_lower(factor, spread[kept])
    return np.asarray((loss * np.sqrt(given)).T)
