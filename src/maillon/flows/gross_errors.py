"""Find measures that contradict the others more than their uncertainty allows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.flows.balances import FlowSystem
from maillon.flows.results import BalanceTest, ConsistencyTest

__all__ = ["LEVEL", "Adjustment", "check_consistency", "compute_squares"]

Array = NDArray[np.float64]
LEVEL = 0.05
_SHOWN = 3
_RELATIVE_ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True, slots=True)
class Adjustment:
    """
    What reconciliation did to every variable.

    Attributes
    ----------
    point
        Values that close the balances.
    removed
        Variance that the constraints took away; NaN where nothing can be tested.
    rank
        Independent constraints that bind measures.
    """

    point: Array
    removed: Array
    rank: int


def check_consistency(system: FlowSystem, adjustment: Adjustment) -> ConsistencyTest:
    """
    Test the measures together, then one by one.

    Notes
    -----
    The level of each measure is corrected for their number (Šidák): in one model out of twenty
    where all is right, one measure at least is suspected.

    References
    ----------
    Narasimhan and Jordache (2000), Data Reconciliation and Gross Error Detection, ch. 7.
    """
    from scipy.special import chdtrc

    squares = compute_squares(system, adjustment.point)
    chi2, dof = float(np.nansum(squares)), adjustment.rank
    p_value = float(chdtrc(dof, chi2)) if dof else None
    is_consistent = p_value is None or p_value >= LEVEL
    statistics = _test_measures(system, adjustment)[: system.flow_count]
    return ConsistencyTest(
        chi2=chi2,
        dof=dof,
        p_value=p_value,
        level=LEVEL,
        is_consistent=is_consistent,
        suspects=_choose_suspects(statistics, is_consistent=is_consistent),
        statistics=tuple(None if np.isnan(value) else float(value) for value in statistics),
        balances=_test_balances(system),
    )


def compute_squares(system: FlowSystem, point: Array) -> Array:
    """Return the square of each correction in standard errors; NaN without a measure."""
    squares: Array = ((point - system.value) / system.sigma) ** 2
    return squares


def _test_measures(system: FlowSystem, adjustment: Adjustment) -> Array:
    removed = adjustment.removed
    is_tested = removed > _RELATIVE_ROUNDING * system.sigma**2
    safe = np.where(is_tested, removed, 1.0)
    tested: Array = np.where(
        is_tested, np.abs(system.value - adjustment.point) / np.sqrt(safe), np.nan
    )
    return tested


def _find_threshold(count: int) -> float:
    from scipy.special import ndtri

    each = 1 - (1 - LEVEL) ** (1 / max(count, 1))
    return float(-ndtri(each / 2))


def _choose_suspects(statistics: Array, *, is_consistent: bool) -> tuple[int, ...]:
    tested = np.flatnonzero(~np.isnan(statistics))
    order = tested[np.argsort(-statistics[tested], kind="stable")]
    threshold = _find_threshold(len(tested))
    suspects = [int(place) for place in order if statistics[place] > threshold]
    if not suspects and not is_consistent:
        suspects = [int(place) for place in order[:_SHOWN]]
    return tuple(suspects)


def _test_balances(system: FlowSystem) -> tuple[BalanceTest, ...]:
    matrix = system.matrix.tocsr()
    is_measured = ~np.isnan(system.value)
    rows = [
        row
        for row in range(len(system.balances))
        if is_measured[matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]].all()
    ]
    threshold = _find_threshold(len(rows))
    tests = [_test_balance(system, matrix, row, threshold) for row in rows]
    return tuple(sorted(tests, key=lambda test: -test.statistic))


def _test_balance(system: FlowSystem, matrix: Any, row: int, threshold: float) -> BalanceTest:  # noqa: ANN401 - scipy publishes no types
    span = slice(matrix.indptr[row], matrix.indptr[row + 1])
    columns, signs = matrix.indices[span], matrix.data[span]
    residual = float(signs @ system.value[columns])
    error = float(np.sqrt((signs**2) @ (system.sigma[columns] ** 2)))
    key = system.balances[row]
    statistic = abs(residual) / error
    return BalanceTest(
        stage=key.stage,
        matters=key.matters,
        year=key.year,
        residual=residual,
        statistic=statistic,
        is_suspect=statistic > threshold,
    )
