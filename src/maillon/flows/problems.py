"""The problem that reconciliation solves, and what counts as having solved it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "NearestProblem",
    "NearestSolution",
    "UnbalanceableError",
    "find_local_variance",
    "find_violation",
    "measure_residual",
]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


class UnbalanceableError(Exception):
    """
    No quantities satisfy the equations within the bounds.

    Parameters
    ----------
    gaps
        What is missing in each equation, at best.
    """

    def __init__(self, gaps: Array) -> None:
        super().__init__("equations and bounds exclude each other")
        self.gaps = gaps


@dataclass(frozen=True, kw_only=True, slots=True)
class NearestProblem:
    """
    Minimise the sum of ((x - value) / sigma)² where `matrix @ x = right` within bounds.

    Attributes
    ----------
    value, sigma
        NaN for what is not measured.
    """

    matrix: Any
    right: Array
    value: Array
    sigma: Array
    lower: Array
    upper: Array

    @property
    def constant(self) -> Mask:
        """Variables that their bounds hold at one value."""
        return np.asarray(self.lower == self.upper)

    @property
    def measured(self) -> Mask:
        """Variables that have a measure and may move."""
        return ~np.isnan(self.value) & ~self.constant

    @property
    def scale(self) -> float:
        """Order of magnitude of the quantities."""
        known = np.abs(np.where(np.isnan(self.value), self.lower, self.value))
        known = known[np.isfinite(known) & (known > 0)]
        return float(np.median(known)) if known.size else 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class NearestSolution:
    """The point found, and which variables a bound holds against their measure."""

    point: Array
    is_at_bound: Mask


def measure_residual(problem: NearestProblem, point: Array) -> float:
    """Return the largest gap of an equation, relative to what passes through it."""
    through = abs(problem.matrix) @ np.abs(point) + np.abs(problem.right)
    gaps = np.abs(problem.matrix @ point - problem.right)
    floor = 1e-12 * problem.scale
    return float((gaps / np.maximum(through, floor)).max(initial=0.0))


def find_local_variance(problem: NearestProblem) -> Array:
    """Return the variance of each measure; of another variable, that of the measures around."""
    from scipy.sparse import csr_array

    measured = problem.measured
    given = np.where(measured, problem.sigma, 0.0) ** 2
    usual = float(np.median(given[measured])) if measured.any() else problem.scale**2
    links = csr_array(problem.matrix, copy=True)
    links.data = np.ones(len(links.data))
    counts = links @ measured.astype(float)
    around = np.where(counts > 0, (links @ given) / np.maximum(counts, 1.0), usual)
    ends = np.maximum(links.T @ np.ones(links.shape[0]), 1.0)
    return np.where(measured, given, np.maximum((links.T @ around) / ends, 1e-12 * usual))


def find_violation(problem: NearestProblem, point: Array, multipliers: Array) -> float:
    """
    Return how far a point is from being the optimum, in standard errors; about 0 at the optimum.

    Parameters
    ----------
    multipliers
        Of the equations, such that a measure moves by its variance times what they pull.

    Notes
    -----
    The conditions of Karush, Kuhn and Tucker, necessary and sufficient here: a variable stands
    where its measure and the multipliers pull it, or at the bound that stops it. The equations
    are to be checked apart (`measure_residual`); out of the bounds, the answer is infinite.
    """
    if ((point < problem.lower) | (point > problem.upper)).any():
        return float("inf")
    variance = find_local_variance(problem)
    centre = np.where(problem.measured, problem.value, point)
    drawn = np.clip(
        centre + variance * (problem.matrix.T @ multipliers), problem.lower, problem.upper
    )
    rounding = 1e-13 * (problem.scale + np.abs(point))
    gaps = np.maximum(np.abs(drawn - point) - rounding, 0.0) / np.sqrt(variance)
    return float(gaps[~problem.constant].max(initial=0.0))
