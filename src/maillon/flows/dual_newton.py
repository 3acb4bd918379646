"""Solve bounded least squares from the side of the balances: few unknowns, fast steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.flows.problems import NearestProblem, find_local_variance
from maillon.flows.symmetric import solve_symmetric

__all__ = ["DualPoint", "climb"]

Array = NDArray[np.float64]
# How freely what is not measured moves at each stage, in variances of the measures around, and
# how well the equations must hold before the next one. The last stage is repeated.
_STAGES = ((1e2, 1e-2), (1e4, 1e-3), (1e4, 1e-4), (1e4, 1e-6), (1e4, 1e-9))
_MOST_STAGES = 40
_MOST_STEPS = 60
_STILL = 5e-8
_CLOSED = 1e-12
_LOOSE = 1e-6


@dataclass(frozen=True, kw_only=True, slots=True)
class DualPoint:
    """A point, and the multipliers of the equations that lead to it."""

    point: Array
    multipliers: Array


def climb(problem: NearestProblem) -> DualPoint | None:
    """
    Return the nearest point, or `None` when the climb does not end: it says nothing then.

    Notes
    -----
    The multipliers y of the equations give each measure its place, `value + sigma² Aᵀy` brought
    back within its bounds; those that close the equations are where a concave function, quadratic
    by pieces, is the greatest. Newton's steps find the pieces, and the search along each step is
    exact. What is not measured is held to its last place by a weak pull, taken again from where it
    went until it stays: the proximal method of multipliers.

    References
    ----------
    Qi and Sun (2006), SIAM Journal on Matrix Analysis 28, for Newton on such a dual.
    Rockafellar (1976), Mathematics of Operations Research 1, for the proximal method.
    """
    local = find_local_variance(problem)
    measured = problem.measured
    size = problem.scale * np.sqrt(len(problem.right))
    place = np.where(measured, problem.value, np.clip(0.0, problem.lower, problem.upper))
    multipliers = np.zeros(len(problem.right))
    is_all_measured = bool((measured | problem.constant).all())
    hill = _Hill.of(problem)
    for freedom, precision in _iter_stages(is_all_measured=is_all_measured):
        weight = np.where(measured, local, freedom * local)
        with np.errstate(over="ignore", invalid="ignore"):
            found = _climb_once(hill, place, weight, multipliers, (precision * size, _LOOSE * size))
        if found is None:
            return None
        multipliers, point = found
        moved = np.abs(point - place)[~measured] / (freedom * np.sqrt(local[~measured]))
        place = np.where(measured, problem.value, point)
        is_last = precision <= _STAGES[-1][1]
        if is_last and moved.max(initial=0.0) <= _STILL:
            return DualPoint(point=point, multipliers=multipliers)
    return None


def _iter_stages(*, is_all_measured: bool) -> Iterator[tuple[float, float]]:
    if is_all_measured:
        yield (1.0, _CLOSED)
        return
    yield from _STAGES
    for _stage in range(_MOST_STAGES):
        yield (_STAGES[-1][0], _CLOSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Hill:
    """The equations and bounds, in the forms that each step needs."""

    matrix: Any
    transposed: Any
    right: Array
    lower: Array
    upper: Array

    @classmethod
    def of(cls, problem: NearestProblem) -> "_Hill":
        from scipy.sparse import csr_array

        matrix = csr_array(problem.matrix)
        return cls(
            matrix=matrix,
            transposed=csr_array(matrix.T),
            right=problem.right,
            lower=problem.lower,
            upper=problem.upper,
        )

    def weigh(self, weight: Array) -> Any:  # noqa: ANN401 - scipy publishes no types
        """Return the products of the equations with each other, each variable with its weight."""
        from scipy.sparse import csr_array

        matrix = self.matrix
        entries = matrix.data * weight[matrix.indices]
        weighted = csr_array((entries, matrix.indices, matrix.indptr), shape=matrix.shape)
        return weighted @ self.transposed


def _climb_once(
    hill: _Hill, place: Array, weight: Array, multipliers: Array, limits: tuple[float, float]
) -> tuple[Array, Array] | None:
    """
    Return the multipliers that close the equations, and the point they lead to.

    Parameters
    ----------
    limits
        Size of the gaps to reach, and the one to be content with when rounding allows no better.
    """
    drawn = place + weight * (hill.transposed @ multipliers)
    point = np.clip(drawn, hill.lower, hill.upper)
    limit, loose = limits
    last_size = np.inf
    for _step in range(_MOST_STEPS):
        gap = hill.right - hill.matrix @ point
        size = float(np.linalg.norm(gap))
        # Rounding may stop the gap from falling further: what is left is then closed apart.
        is_stuck = size <= loose and size > 0.5 * last_size
        if size <= limit or is_stuck:
            return multipliers, point
        if not np.isfinite(size):
            return None
        last_size = size
        moving = np.where((drawn > hill.lower) & (drawn < hill.upper), weight, 0.0)
        step = solve_symmetric(
            hill.weigh(moving),
            gap,
            precision=min(1e-2, max(0.3 * limit / size, 1e-10)),
        )
        pull = hill.transposed @ step
        slope = float(gap @ step)
        if slope <= 0 or not np.isfinite(slope):
            return None
        length = _search(hill, drawn, weight * pull, pull, slope)
        multipliers = multipliers + length * step
        drawn = place + weight * (hill.transposed @ multipliers)
        point = np.clip(drawn, hill.lower, hill.upper)
    return None


def _search(hill: _Hill, drawn: Array, speed: Array, pull: Array, slope: float) -> float:
    """Return how far along a step to go: to the summit, or the whole step while it rises."""
    at_start = np.clip(drawn, hill.lower, hill.upper)
    at_end = np.clip(drawn + speed, hill.lower, hill.upper)
    if slope - float((at_end - at_start) @ pull) >= -1e-9 * slope:
        return 1.0
    is_moving = np.abs(speed) > 0
    rate = speed[is_moving]
    ends = np.stack([hill.lower - drawn, hill.upper - drawn])[:, is_moving] / rate
    starts, stops = np.clip(ends.min(axis=0), 0, 1), np.clip(ends.max(axis=0), 0, 1)
    bend = rate * pull[is_moving]
    times = np.concatenate([starts, stops])
    order = np.argsort(times)
    times = np.append(times[order], 1.0)
    bends = np.cumsum(np.concatenate([bend, -bend])[order])
    falls = np.concatenate([[0.0], np.cumsum(bends * np.diff(times))])
    place = int(np.searchsorted(falls, slope))
    if place == 0 or place >= len(falls):
        return 1.0
    return float(times[place - 1] + (slope - falls[place - 1]) / bends[place - 1])
