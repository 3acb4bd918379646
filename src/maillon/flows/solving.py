"""Find the quantities nearest to the measures that satisfy equations and bounds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.flows.classes import factor_gram
from maillon.flows.dual_newton import climb
from maillon.flows.problems import (
    NearestProblem,
    NearestSolution,
    UnbalanceableError,
    find_local_variance,
    find_violation,
    measure_residual,
)
from maillon.flows.symmetric import solve_symmetric

__all__ = ["find_nearest_point", "solve_by_climbing", "solve_by_interior_points"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
_DENSE_ROWS = 250
_RESIDUAL = 1e-11
_CLOSED = 1e-9
# In standard errors: how far a bound must stop a variable to be said to hold it, and how far
# from the conditions of the optimum a point may be.
_BEYOND = 1e-6
_FREEDOM = 100.0
_PROVED = 1e-7
_NEAR = 1e-2
# The second serves when rounding keeps the first out of reach.
_TOLERANCES = (1e-10, 1e-8)
# Beyond this many variables, a factorisation on several threads pays for itself.
_MANY = 2_000


def find_nearest_point(problem: NearestProblem) -> NearestSolution:
    """
    Return the optimum: in closed form, or by Newton's steps, or else by clarabel.

    Raises
    ------
    UnbalanceableError
        If nothing satisfies the equations within the bounds.

    Notes
    -----
    The closed form serves small problems in which everything is measured and no bound holds. What
    Newton's steps find is kept only if it satisfies the conditions that make it the optimum.
    """
    is_known = problem.measured | problem.constant
    if is_known.all() and problem.matrix.shape[0] <= _DENSE_ROWS:
        point = _project(problem)
        margin = 1e-12 * problem.scale
        is_inside = (point >= problem.lower - margin) & (point <= problem.upper + margin)
        if is_inside.all() and measure_residual(problem, point) <= 1e-9:
            point = np.clip(point, problem.lower, problem.upper)
            return NearestSolution(point=point, is_at_bound=np.zeros(len(point), dtype=bool))
    return solve_by_climbing(problem) or solve_by_interior_points(problem)


def solve_by_climbing(problem: NearestProblem) -> NearestSolution | None:
    """Return the optimum found by Newton's steps, proved to be it, or `None`."""
    found = climb(problem)
    if found is None:
        return None
    variance = find_local_variance(problem)
    start = np.where(problem.measured, problem.value, found.point)
    drawn = start + variance * (problem.matrix.T @ found.multipliers)
    beyond = np.maximum(problem.lower - drawn, drawn - problem.upper) / np.sqrt(variance)
    is_at_bound = (beyond > _BEYOND) & ~problem.constant
    is_stopped = (found.point <= problem.lower) | (found.point >= problem.upper)
    # To move as the measures do keeps the conditions of the optimum while the equations close.
    room = np.sqrt(np.where(is_stopped, 0.0, variance))
    room[~problem.measured] *= _FREEDOM
    point, moved = _close_gaps(problem, found.point, room)
    violation = find_violation(problem, point, found.multipliers + moved)
    if measure_residual(problem, point) > _CLOSED or violation > _PROVED:
        return None
    return NearestSolution(point=point, is_at_bound=is_at_bound)


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


def solve_by_interior_points(problem: NearestProblem) -> NearestSolution:
    """
    Return the optimum found by clarabel.

    Raises
    ------
    UnbalanceableError
        If nothing satisfies the equations within the bounds.
    """
    import clarabel
    from scipy.sparse import csc_array, csc_matrix, diags_array, vstack

    count, scale = len(problem.value), problem.scale
    weight = np.where(problem.measured, (scale / np.where(problem.measured, problem.sigma, 1)), 0)
    weight = weight**2
    usual = float(np.median(weight[problem.measured])) if problem.measured.any() else 1.0
    weight = weight / usual
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
    bounded = np.concatenate([np.flatnonzero(below), np.flatnonzero(above)])
    variance = find_local_variance(problem)[bounded] * usual / scale**2
    # Held: it would go further beyond the bound than it is within.
    is_held = (variance * dual > slack) & (slack < _NEAR * np.sqrt(variance))
    held = bounded[is_held]
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
        room = np.minimum(point - problem.lower, problem.upper - point)
        room = np.minimum(room, problem.scale)
        room[is_at_bound | problem.constant] = 0.0
        point, _moved = _close_gaps(problem, point, room, most_steps=1)
    if measure_residual(problem, point) > 1e-6:
        raise UnbalanceableError(_find_gaps(problem))
    return NearestSolution(point=point, is_at_bound=is_at_bound)


def _close_gaps(
    problem: NearestProblem, point: Array, room: Array, *, most_steps: int = 4
) -> tuple[Array, Array]:
    """Return a point that closes the equations, each variable moving as it has room, and how."""
    from scipy.sparse import diags_array

    matrix, moved = problem.matrix, np.zeros(len(problem.right))
    gram = None
    for _step in range(most_steps):
        if measure_residual(problem, point) <= _RESIDUAL:
            break
        if gram is None:
            gram = (matrix @ diags_array(room**2) @ matrix.T).tocsr()
        gap = problem.right - matrix @ point
        step = solve_symmetric(gram, gap, precision=1e-9)
        moved += step
        point = np.clip(point + room**2 * (matrix.T @ step), problem.lower, problem.upper)
    return point, moved


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
