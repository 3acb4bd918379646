"""How far the ends of an interval may be from where the known quantities put them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.flows.classes import ReducedSystem
from maillon.flows.propagation import Spread

__all__ = ["find_end_errors"]

Array = NDArray[np.float64]
_ROWS_AT_ONCE = 400


def find_end_errors(reduced: ReducedSystem, spread: Spread, slopes: Any) -> Array:  # noqa: ANN401 - scipy publishes no types
    """
    Return the standard error of each end of an interval.

    Parameters
    ----------
    slopes
        Sparse, one row per end, one column per variable: how the end moves with it.

    Notes
    -----
    First order: the end is taken to move as the linear program says it starts to. What is
    determined moves as the measures that give it; what a bound holds does not move.
    """
    slopes = slopes.tocsr()
    direct = slopes[:, reduced.measured]
    through = slopes[:, reduced.unmeasured[reduced.determined]]
    carried = reduced.transfer @ spread.lost
    variances = np.zeros(slopes.shape[0])
    for start in range(0, slopes.shape[0], _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        moves = direct[rows].toarray() + through[rows] @ reduced.transfer
        lost = direct[rows] @ spread.lost + through[rows] @ carried
        variances[rows] = moves**2 @ spread.given - (lost**2).sum(axis=1)
    return np.sqrt(np.maximum(variances, 0.0))
