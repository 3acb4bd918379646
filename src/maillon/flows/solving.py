"""Find the quantities nearest to the measures that satisfy equations and bounds."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.flows.classes import factor_gram

__all__ = ["NearestProblem", "NearestSolution", "UnbalanceableError", "find_nearest_point"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
_DENSE_ROWS = 3_000
_RESIDUAL = 1e-11
# The second serves when rounding keeps the first out of reach.
_TOLERANCES = (1e-10, 1e-8)
# Beyond this many variables, a factorisation on several threads pays for itself.
_MANY = 2_000


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


def find_nearest_point(problem: NearestProblem) -> NearestSolution:
    """
    Solve by the closed form when everything is measured and no bound holds, by clarabel otherwise.

    Raises
    ------
    UnbalanceableError
        If nothing satisfies the equations within the bounds.
    """
    is_known = problem.measured | problem.constant
    if is_known.all() and problem.matrix.shape[0] <= _DENSE_ROWS:
        point = _project(problem)
        margin = 1e-12 * problem.scale
        is_inside = (point >= problem.lower - margin) & (point <= problem.upper + margin)
        if is_inside.all() and _measure_residual(problem, point) <= 1e-9:
            point = np.clip(point, problem.lower, problem.upper)
            return NearestSolution(point=point, is_at_bound=np.zeros(len(point), dtype=bool))
    return _solve_bounded(problem)


def _project(problem: NearestProblem) -> Array:
    """Return the nearest point without bounds, all being measured."""
    from scipy.linalg import cho_solve
    from scipy.sparse import diags_array

    start = np.where(problem.constant, problem.lower, problem.value)
    variance = np.where(problem.constant, 0.0, problem.sigma**2)
    matrix = problem.matrix
    gram = (matrix @ diags_array(variance) @ matrix.T).toarray()
    size = np.sqrt(np.where(gram.diagonal() > 0, gram.diagonal(), 1.0))
    factor, kept, _left = factor_gram(gram / np.outer(size, size))
    point = start
    for _step in range(2):  # the second corrects the rounding of the first
        gap = (matrix @ point - problem.right) / size
        multipliers = np.zeros(len(size))
        if len(kept):
            multipliers[kept] = cho_solve((factor, True), gap[kept])
        point = point - variance * (matrix.T @ (multipliers / size))
    return np.asarray(point)


def _measure_residual(problem: NearestProblem, point: Array) -> float:
    """Return the largest gap of an equation, relative to what passes through it."""
    through = abs(problem.matrix) @ np.abs(point) + np.abs(problem.right)
    gaps = np.abs(problem.matrix @ point - problem.right)
    floor = 1e-12 * problem.scale
    return float((gaps / np.maximum(through, floor)).max(initial=0.0))


def _solve_bounded(problem: NearestProblem) -> NearestSolution:
    import clarabel
    from scipy.sparse import csc_array, csc_matrix, diags_array, vstack

    count, scale = len(problem.value), problem.scale
    weight = np.where(problem.measured, (scale / np.where(problem.measured, problem.sigma, 1)), 0)
    weight = weight**2
    if problem.measured.any():
        weight = weight / np.median(weight[problem.measured])
    target = np.where(problem.measured, problem.value / scale, 0.0)
    below, above = _list_bounded(problem)
    unit = csc_array(diags_array(np.ones(count)))
    rows = vstack([problem.matrix, unit[problem.constant], -unit[below], unit[above]], format="csc")
    equalities = problem.matrix.shape[0] + int(problem.constant.sum())
    right = np.concatenate(
        [
            problem.right / scale,
            problem.lower[problem.constant] / scale,
            -problem.lower[below] / scale,
            problem.upper[above] / scale,
        ]
    )
    bounds = len(right) - equalities
    cones = [clarabel.ZeroConeT(equalities)]
    if bounds:
        cones.append(clarabel.NonnegativeConeT(bounds))
    quadratic = csc_matrix(diags_array(weight, format="csc"))
    for tolerance in _TOLERANCES:
        solver = clarabel.DefaultSolver(
            quadratic,
            -weight * target,
            csc_matrix(rows),
            right,
            cones,
            _choose_settings(count, tolerance),
        )
        answer = solver.solve()
        if answer.status == clarabel.SolverStatus.Solved:
            break
    if "Infeasible" in str(answer.status) or not np.isfinite(answer.x).all():
        raise UnbalanceableError(_find_gaps(problem))
    slack, dual = np.array(answer.s)[equalities:], np.array(answer.z)[equalities:]
    is_held = (dual > slack) & (slack < 1e-6)
    held = np.concatenate([np.flatnonzero(below), np.flatnonzero(above)])[is_held]
    is_at_bound = np.zeros(count, dtype=bool)
    is_at_bound[held] = True
    point = np.array(answer.x) * scale
    return _polish(problem, point, is_at_bound)


def _choose_settings(count: int, tolerance: float) -> Any:  # noqa: ANN401 - clarabel publishes no types
    import clarabel

    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = tolerance
    if count > _MANY:
        settings.direct_solve_method = "faer"
    else:
        settings.max_threads = 1
    return settings


def _list_bounded(problem: NearestProblem) -> tuple[Mask, Mask]:
    moving = ~problem.constant
    return np.isfinite(problem.lower) & moving, np.isfinite(problem.upper) & moving


def _polish(problem: NearestProblem, point: Array, is_at_bound: Mask) -> NearestSolution:
    """Close the equations to the last digits without leaving the bounds."""
    near_low = np.abs(point - problem.lower) <= np.abs(point - problem.upper)
    bound = np.where(near_low, problem.lower, problem.upper)
    point = np.where(is_at_bound | problem.constant, bound, point)
    point = np.clip(point, problem.lower, problem.upper)
    for _step in range(4):
        if _measure_residual(problem, point) <= _RESIDUAL:
            break
        room = np.minimum(point - problem.lower, problem.upper - point)
        room = np.minimum(room, problem.scale)
        room[is_at_bound | problem.constant] = 0.0
        point = np.clip(point + _close(problem, point, room), problem.lower, problem.upper)
    if _measure_residual(problem, point) > 1e-6:
        raise UnbalanceableError(_find_gaps(problem))
    return NearestSolution(point=point, is_at_bound=is_at_bound)


def _close(problem: NearestProblem, point: Array, room: Array) -> Array:
    """Return the step that closes the equations, each variable moving as it has room."""
    from scipy.sparse import csc_array, diags_array
    from scipy.sparse.linalg import splu

    matrix = problem.matrix
    gram = matrix @ diags_array(room**2) @ matrix.T
    diagonal = gram.diagonal()
    size = np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    normed = diags_array(1 / size) @ gram @ diags_array(1 / size)
    regular = csc_array(normed + diags_array(np.full(len(size), 1e-13)))
    multipliers = splu(regular).solve((problem.right - matrix @ point) / size)
    return np.asarray(room**2 * (matrix.T @ (multipliers / size)))


def _find_gaps(problem: NearestProblem) -> Array:
    """Return what each equation lacks when the sum of the gaps is the least."""
    from scipy.optimize import linprog
    from scipy.sparse import eye_array, hstack

    rows, count = problem.matrix.shape
    scale = problem.scale
    slack = eye_array(rows, format="csr")
    bounds = [*zip(problem.lower / scale, problem.upper / scale, strict=True)]
    answer = linprog(
        np.concatenate([np.zeros(count), np.ones(2 * rows)]),
        A_eq=hstack([problem.matrix, slack, -slack], format="csr"),
        b_eq=problem.right / scale,
        bounds=[*bounds, *[(0, None)] * (2 * rows)],
        method="highs",
    )
    gaps = answer.x[count : count + rows] - answer.x[count + rows :]
    return np.asarray(gaps * scale)
