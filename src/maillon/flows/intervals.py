"""Between which values a quantity that the measures do not tell must lie."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["find_intervals"]

Array = NDArray[np.float64]


def find_intervals(
    matrix: Any,  # noqa: ANN401 - scipy publishes no types
    *,
    point: Array,
    free: NDArray[np.intp],
    lower: Array,
    upper: Array,
    scale: float,
) -> tuple[Array, Array]:
    """
    Return the least and greatest value of each free variable while the others keep theirs.

    Parameters
    ----------
    matrix
        Sparse equations that `point` satisfies.
    free
        Places of the free variables.
    scale
        Order of magnitude of the quantities.

    Returns
    -------
    tuple of arrays
        In the order of `free`; infinite where nothing limits.

    Notes
    -----
    Two linear programs for each variable. Each starts from where the one before ended, and is not
    simplified first: simplifying would throw that start away.
    """
    columns = matrix.tocsc()[:, free]
    rows = np.flatnonzero(np.diff(columns.tocsr().indptr))
    system = columns.tocsr()[rows].tocsc()
    right = (system @ point[free]) / scale
    floor, ceiling = lower[free] / scale, upper[free] / scale
    solver = _open_solver(system, right, floor, ceiling)
    # What some corner that was visited puts on its bound needs no program of its own.
    lows, highs = np.full(len(free), np.nan), np.full(len(free), np.nan)
    for place in range(len(free)):
        if np.isnan(lows[place]):
            lows[place], corner = _find_end(solver, place, 1.0)
            lows[corner <= floor] = floor[corner <= floor]
            highs[corner >= ceiling] = ceiling[corner >= ceiling]
        if np.isnan(highs[place]):
            end, corner = _find_end(solver, place, -1.0)
            highs[place] = -end
            lows[corner <= floor] = floor[corner <= floor]
            highs[corner >= ceiling] = ceiling[corner >= ceiling]
    lows = np.clip(lows * scale, lower[free], point[free])
    highs = np.clip(highs * scale, point[free], upper[free])
    return lows, highs


def _open_solver(system: Any, right: Array, lower: Array, upper: Array) -> Any:  # noqa: ANN401 - highspy publishes no types
    import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver takes it by place
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("threads", 1)
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = system.shape
    program.col_cost_ = np.zeros(system.shape[1])
    program.col_lower_, program.col_upper_ = lower, upper
    program.row_lower_ = program.row_upper_ = right
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = system.indptr
    program.a_matrix_.index_ = system.indices
    program.a_matrix_.value_ = system.data
    solver.passModel(program)
    return solver


def _find_end(solver: Any, place: int, cost: float) -> tuple[float, Array]:  # noqa: ANN401 - as above
    """
    Return the least of a cost times the variable, and the corner where it is.

    Without limit, it is minus infinity and no corner tells anything.
    """
    import highspy

    solver.changeColCost(place, cost)
    solver.run()
    is_found = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    corner = np.array(solver.getSolution().col_value)
    solver.changeColCost(place, 0.0)
    if is_found:
        return cost * float(corner[place]), corner
    return float("-inf"), np.full(len(corner), np.nan)
