"""Tell what the equations say of each quantity: redundant, measured, determined or free."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.flows.results import FlowClass

__all__ = ["ReducedSystem", "factor_gram", "multiply_rows", "reduce_system", "solve_lower"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
_TINY = 1e-9
_DRAWN = 12
_NO_MOVE = 3e-4
_FILLED = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class ReducedSystem:
    """
    The equations once what is not measured is eliminated.

    Attributes
    ----------
    measured, unmeasured
        Places of the variables on either side; constants are on neither.
    constraints
        Rows that bind measures alone, one column per measured variable; full rank.
    combination
        How the equations were combined into `constraints`.
    redundant
        By measured variable: whether a constraint holds it.
    determined
        By unmeasured variable: whether the equations give it.
    transfer
        Determined variables (rows) from measured ones (columns), up to a constant.
    moves
        How each unmeasured variable (rows) moves in a few ways drawn at random (columns) among
        those that the equations leave: not at all if it is determined.
    """

    measured: NDArray[np.intp]
    unmeasured: NDArray[np.intp]
    constraints: Array
    combination: Array
    redundant: Mask
    determined: Mask
    transfer: Array
    moves: Array

    @property
    def rank(self) -> int:
        """How many independent constraints bind the measures."""
        return int(self.constraints.shape[0])

    def list_classes(self, count: int) -> list[FlowClass]:
        """Return the class of each variable; a constant is determined."""
        classes = [FlowClass.DETERMINED] * count
        for place, is_redundant in zip(self.measured, self.redundant, strict=True):
            classes[place] = FlowClass.REDUNDANT if is_redundant else FlowClass.MEASURED
        for place, is_determined in zip(self.unmeasured, self.determined, strict=True):
            if not is_determined:
                classes[place] = FlowClass.FREE
        return classes


def reduce_system(matrix: Any, *, measured: Mask, constant: Mask) -> ReducedSystem:  # noqa: ANN401 - scipy publishes no types
    """
    Eliminate what is not measured.

    Parameters
    ----------
    matrix
        Sparse equations.
    measured, constant
        By variable; a constant, held by its bounds, is neither measured nor unknown.

    References
    ----------
    Veverka and Madron (1997), Material and Energy Balancing in the Process Industries, ch. 7.
    """
    scale = np.asarray(abs(matrix).max(axis=0).todense()).ravel()
    scale[scale == 0] = 1.0
    is_measured, is_unknown = measured & ~constant, ~measured & ~constant
    places_m, places_u = np.flatnonzero(is_measured), np.flatnonzero(is_unknown)
    known = matrix[:, places_m]
    unknown = matrix[:, places_u] / scale[places_u]
    factor, kept, left = factor_gram((unknown @ unknown.T).toarray())
    combination = _eliminate(unknown, factor, kept, left)
    constraints = np.asarray(combination @ known)
    constraints[np.abs(constraints) < _TINY] = 0.0
    if constraints.shape[0]:
        size = np.where(np.abs(constraints).max(axis=1) > 0, np.abs(constraints).max(axis=1), 1.0)
        normed = constraints / size[:, None]
        _factor, independent, _left = factor_gram(multiply_rows(normed))
        constraints, combination = constraints[independent], combination[independent]
    moves = _draw_moves(unknown[kept], factor)
    determined = np.linalg.norm(moves, axis=1) < _NO_MOVE * np.sqrt(_DRAWN)
    weights = _solve(factor, unknown[kept][:, determined].toarray())
    transfer = -(known[kept].T @ weights).T / scale[places_u][determined, None]
    transfer[np.abs(transfer) < _TINY] = 0.0
    return ReducedSystem(
        measured=places_m,
        unmeasured=places_u,
        constraints=constraints,
        combination=combination,
        redundant=np.asarray((np.abs(constraints) > 0).any(axis=0)),
        determined=np.asarray(determined),
        transfer=transfer,
        moves=moves,
    )


def _draw_moves(rows: Any, factor: Array) -> Array:  # noqa: ANN401 - as above
    """Draw ways to move that leave the equations closed: random ones, less what would open them."""
    moves = np.random.default_rng(0).standard_normal((rows.shape[1], _DRAWN))
    for _step in range(2):  # the second corrects the rounding of the first
        moves -= rows.T @ _solve(factor, rows @ moves)
    return np.asarray(moves)


def _solve(factor: Array, right: Array) -> Array:
    """Return `(factor factorᵀ)⁻¹ right`."""
    return solve_lower(factor, solve_lower(factor, right), is_transposed=True)


def _eliminate(
    unknown: Any,  # noqa: ANN401 - as above
    factor: Array,
    kept: NDArray[np.intp],
    left: NDArray[np.intp],
) -> Array:
    """Return the combinations of equations in which no unknown is left."""
    count = unknown.shape[0]
    combination = np.zeros((len(left), count))
    combination[np.arange(len(left)), left] = 1.0
    if len(kept) and len(left):
        cross = (unknown[kept] @ unknown[left].T).toarray()
        combination[:, kept] = -_solve(factor, cross).T
        combination[np.abs(combination) < _TINY] = 0.0
    return combination


def factor_gram(gram: Array) -> tuple[Array, NDArray[np.intp], NDArray[np.intp]]:
    """
    Factor a matrix of inner products whose rows may depend on each other.

    Returns
    -------
    tuple
        Lower triangular factor of the independent rows, their places in the order of the factor,
        and the places of those that depend on them.
    """
    from scipy.linalg import lapack

    size = gram.shape[0]
    nothing = np.zeros(0, dtype=np.intp)
    if not size:
        return np.zeros((0, 0)), nothing, nothing
    tolerance = 1e-10 * max(float(gram.diagonal().max()), 1e-300)
    packed, order, rank, _info = lapack.dpstrf(gram, lower=1, tol=tolerance)
    places = np.asarray(order, dtype=np.intp) - 1
    return np.tril(packed[:rank, :rank]), places[:rank], places[rank:]


def solve_lower(factor: Array, right: Array, *, is_transposed: bool = False) -> Array:
    """Return `factor⁻¹ right`, or with its transpose, for a lower triangular factor."""
    from scipy.linalg import blas

    if not right.size:
        return np.zeros(right.shape)
    # Not `solve_triangular`: on small arrays, it wakes threads that a busy machine makes wait.
    return np.asarray(blas.dtrsm(1.0, factor, right, lower=1, trans_a=int(is_transposed)))


def multiply_rows(rows: Array) -> Array:
    """Return the products of the rows with each other, without multiplying what is empty."""
    from scipy.sparse import csr_array

    if np.count_nonzero(rows) > _FILLED * rows.size:
        return np.asarray(rows @ rows.T)
    sparse = csr_array(rows)
    return np.asarray((sparse @ sparse.T).toarray())
