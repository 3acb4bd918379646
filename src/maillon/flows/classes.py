"""Tell what the equations say of each quantity: redundant, measured, determined or free."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.flows.results import FlowClass

__all__ = ["ReducedSystem", "factor_gram", "reduce_system"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
_TINY = 1e-9


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
    pulled
        One column per unmeasured variable, such that `I - pulledᵀ pulled` projects on the moves
        that the equations leave to them.
    """

    measured: NDArray[np.intp]
    unmeasured: NDArray[np.intp]
    constraints: Array
    combination: Array
    redundant: Mask
    determined: Mask
    transfer: Array
    pulled: Array

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
    from scipy.linalg import solve_triangular

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
        _factor, independent, _left = factor_gram(normed @ normed.T)
        constraints, combination = constraints[independent], combination[independent]
    pulled = solve_triangular(factor, unknown[kept].toarray(), lower=True)
    determined = np.abs((pulled**2).sum(axis=0) - 1.0) < 1e-7
    given = solve_triangular(factor, known[kept].toarray(), lower=True)
    transfer = -(pulled[:, determined].T @ given) / scale[places_u][determined, None]
    transfer[np.abs(transfer) < _TINY] = 0.0
    return ReducedSystem(
        measured=places_m,
        unmeasured=places_u,
        constraints=constraints,
        combination=combination,
        redundant=np.asarray((np.abs(constraints) > 0).any(axis=0)),
        determined=np.asarray(determined),
        transfer=transfer,
        pulled=np.asarray(pulled),
    )


def _eliminate(
    unknown: Any,  # noqa: ANN401 - as above
    factor: Array,
    kept: NDArray[np.intp],
    left: NDArray[np.intp],
) -> Array:
    """Return the combinations of equations in which no unknown is left."""
    from scipy.linalg import cho_solve

    count = unknown.shape[0]
    combination = np.zeros((len(left), count))
    combination[np.arange(len(left)), left] = 1.0
    if len(kept) and len(left):
        cross = (unknown[kept] @ unknown[left].T).toarray()
        combination[:, kept] = -cho_solve((factor, True), cross).T
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
