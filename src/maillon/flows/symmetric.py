"""Solve the symmetric systems that balances lead to, singular or nearly so."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["solve_symmetric"]

Array = NDArray[np.float64]
# Beyond, a factorisation wakes several threads: on a busy machine they wait for each other.
_DENSE_ROWS = 80
_MOST_TURNS = 600
_REGULAR = 1e-11


def solve_symmetric(gram: Any, right: Array, *, precision: float) -> Array:  # noqa: ANN401 - scipy publishes no types
    """
    Return about the least x such that `gram @ x = right`, or leads there.

    Parameters
    ----------
    gram
        Sparse by rows, symmetric, without negative direction.
    precision
        Largest gap left, over the size of `right`; only aimed at when the system is singular.

    Notes
    -----
    Each equation is first divided by the root of its diagonal. Small systems are factored. Large
    ones are solved by conjugate gradients, which suits dense networks; long chains, which these
    follow slowly, are factored as they stay sparse.
    """
    from scipy.sparse import csr_array

    diagonal = gram.diagonal()
    largest = float(diagonal.max(initial=0.0)) or 1.0
    unit = 1 / np.sqrt(np.where(diagonal > 0, diagonal, largest))
    entries = gram.data * np.repeat(unit, np.diff(gram.indptr)) * unit[gram.indices]
    normed = csr_array((entries, gram.indices, gram.indptr), shape=gram.shape)
    gap = right * unit
    if len(right) <= _DENSE_ROWS:
        return unit * _solve_dense(normed.toarray(), gap)
    found = _turn(normed, gap, precision)
    return unit * (_factor_sparse(normed, gap) if found is None else found)


def _solve_dense(gram: Array, right: Array) -> Array:
    from scipy.linalg import lapack

    for regular in (_REGULAR, 1e3 * _REGULAR, 1e6 * _REGULAR):
        _factor, found, info = lapack.dposv(gram + regular * np.eye(len(right)), right)
        if info == 0:
            return np.asarray(found)
    return right


def _turn(gram: Any, right: Array, precision: float) -> Array | None:  # noqa: ANN401 - as above
    """Return the answer by conjugate gradients, or `None` if they are slow."""
    found, gap, way = np.zeros(len(right)), right.copy(), right.copy()
    height = float(gap @ gap)
    limit = precision**2 * height
    for _turn in range(min(_MOST_TURNS, 2 * len(right))):
        image = gram @ way
        bend = float(way @ image)
        if bend <= 0:
            return found if found.any() else None
        length = height / bend
        found += length * way
        image *= length
        gap -= image
        last_height, height = height, float(gap @ gap)
        if height <= limit:
            return found
        way *= height / last_height
        way += gap
    return None


def _factor_sparse(gram: Any, right: Array) -> Array:  # noqa: ANN401 - as above
    from scipy.sparse import csc_array, diags_array
    from scipy.sparse.linalg import splu

    regular = csc_array(gram + diags_array(np.full(len(right), _REGULAR)))
    factor = splu(regular, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
    return np.asarray(factor.solve(right))
