"""Go from corner to corner of what equations and bounds allow, to find how far each side goes."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Corners"]

Array = NDArray[np.float64]
_PRIMAL_SIMPLEX, _ANY_SIMPLEX = 4, 0
_MOST_TURNS = 50


class Corners:
    """
    Variables that share equations, and the ends found so far.

    Attributes
    ----------
    lows, highs
        Of each variable; NaN when it was not asked, infinite without limit.
    prices
        For lows, then for highs: the place of a variable, and how its end moves with the right
        side of each equation. Nothing where a bound makes the end.

    Notes
    -----
    One linear program for each end at most. Only the objective changes, so that each starts where
    the one before ended: a corner from which the primal simplex goes on.
    """

    def __init__(self, *, system: Any, start: Array, floor: Array, ceiling: Array) -> None:  # noqa: ANN401 - scipy publishes no types
        self.lows, self.highs = np.full(len(start), np.nan), np.full(len(start), np.nan)
        self.prices: tuple[list[tuple[int, Array]], list[tuple[int, Array]]] = ([], [])
        self._floor, self._ceiling = floor, ceiling
        self._solver = _open_solver(system, system @ start, floor, ceiling)

    def find_ends(self, places: Iterable[int]) -> None:
        """Find both ends of some; a corner that was visited may give them for nothing."""
        for place in places:
            if np.isnan(self.lows[place]):
                self.lows[place] = self._find_end(place, 1.0, self.prices[0])
            if np.isnan(self.highs[place]):
                self.highs[place] = -self._find_end(place, -1.0, self.prices[1])

    def _find_end(self, place: int, cost: float, prices: list[tuple[int, Array]]) -> float:
        """Return the least of a cost times the variable; minus infinity without limit."""
        import highspy

        solver, status = self._solver, highspy.HighsModelStatus
        solver.changeColCost(place, cost)
        solver.run()
        if solver.getModelStatus() not in {status.kOptimal, status.kUnbounded}:
            _start_again(solver)
        is_found = solver.getModelStatus() == status.kOptimal
        if solver.getModelStatus() == status.kUnbounded:
            self._follow_ray()
        solver.changeColCost(place, 0.0)
        if not is_found:
            return float("-inf")
        answer = solver.getSolution()
        corner = np.array(answer.col_value)
        is_low, is_high = corner <= self._floor, corner >= self._ceiling
        self.lows[is_low] = self._floor[is_low]
        self.highs[is_high] = self._ceiling[is_high]
        if not (is_low[place] if cost > 0 else is_high[place]):
            prices.append((place, cost * np.array(answer.row_dual)))
        return cost * float(corner[place])

    def _follow_ray(self) -> None:
        """Note all that goes without limit together with the variable that was asked."""
        _status, is_found, ray = self._solver.getPrimalRay()
        if is_found:
            way = np.array(ray)
            threshold = 1e-9 * float(np.abs(way).max(initial=0.0))
            self.highs[way > threshold] = np.inf
            self.lows[way < -threshold] = -np.inf


def _open_solver(system: Any, right: Array, lower: Array, upper: Array) -> Any:  # noqa: ANN401 - highspy publishes no types
    import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver takes it by place
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("solver", "simplex")
    # Left to itself the solver takes the dual simplex, which throws the last corner away.
    solver.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)
    # Not to move the bounds either: it saves finding the way back. Were it to turn in circles,
    # this limit ends it.
    solver.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)
    solver.setOptionValue("simplex_iteration_limit", _MOST_TURNS * sum(system.shape))
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


def _start_again(solver: Any) -> None:  # noqa: ANN401 - as above
    """Solve from nothing, as the solver sees fit."""
    solver.clearSolver()
    solver.setOptionValue("simplex_strategy", _ANY_SIMPLEX)
    limit = solver.getOptionValue("simplex_iteration_limit")[1]
    solver.setOptionValue("simplex_iteration_limit", 2**31 - 1)
    solver.run()
    solver.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)
    solver.setOptionValue("simplex_iteration_limit", limit)
