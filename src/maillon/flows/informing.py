"""Which measure, to be made or made again, would teach the most."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillon.flows.classes import ReducedSystem
from maillon.flows.propagation import Spread

__all__ = ["PossibleMeasure", "rank_measures", "rank_missing_measures"]

Array = NDArray[np.float64]
_MOST_TRIED = 60
# A new measure is taken to be twice as precise as what is known now.
_NEW_VARIANCE = 0.25
_SAME_WAY = 1e-3


@dataclass(frozen=True, kw_only=True, slots=True)
class PossibleMeasure:
    """A measure to make: the variable, and what it would bring (see `NextMeasure`)."""

    variable: int
    gain: float


def rank_missing_measures(reduced: ReducedSystem) -> list[PossibleMeasure]:
    """
    Return the free variables, those whose measure would settle the most free ones first.

    Notes
    -----
    Two free variables are settled together when, in all that the equations allow, they move in
    proportion: here, in a few ways drawn at random.
    """
    from scipy.spatial import KDTree

    free = np.flatnonzero(~reduced.determined)
    if not len(free):
        return []
    moves = reduced.moves[free]
    ways = moves / np.linalg.norm(moves, axis=1, keepdims=True)
    tree = KDTree(ways)
    counts = sum(
        tree.query_ball_point(sign * ways, _SAME_WAY, return_length=True) for sign in (1, -1)
    )
    order = np.argsort(-counts, kind="stable")
    return [
        PossibleMeasure(variable=int(reduced.unmeasured[free[k]]), gain=float(counts[k]))
        for k in order
    ]


def rank_measures(
    reduced: ReducedSystem, spread: Spread, *, networks: NDArray[np.intp]
) -> list[PossibleMeasure]:
    """
    Return the known variables by the share of the variance that a new measure would remove.

    Parameters
    ----------
    networks
        By variable: the network whose variances add up; negative for what does not add up with
        the others (a share).
    """
    settled = reduced.unmeasured[reduced.determined]
    candidates = [
        (variance, int(variable), row)
        for variance, variable, row in (
            *_list_rows(spread.measured, reduced.measured, None),
            *_list_rows(spread.determined, settled, reduced.transfer),
        )
        if networks[variable] >= 0 and variance > 0
    ]
    totals: dict[int, float] = defaultdict(float)
    for variance, variable, _row in candidates:
        totals[int(networks[variable])] += variance
    is_measured, is_determined = networks[reduced.measured] >= 0, networks[settled] >= 0
    candidates.sort(key=lambda candidate: -candidate[0])
    place_of = {int(variable): place for place, variable in enumerate(reduced.measured)}
    found = []
    for variance, variable, row in candidates[:_MOST_TRIED]:
        if row is None:
            row = np.zeros(len(reduced.measured))  # noqa: PLW2901 - a measure is its own row
            row[place_of[variable]] = 1.0
        shared = row * spread.given - spread.lost @ (row @ spread.lost)
        carried = reduced.transfer @ shared
        squares = (shared[is_measured] ** 2).sum() + (carried[is_determined] ** 2).sum()
        gain = squares / (variance * (1 + _NEW_VARIANCE)) / totals[int(networks[variable])]
        found.append(PossibleMeasure(variable=variable, gain=float(gain)))
    return sorted(found, key=lambda measure: -measure.gain)


def _list_rows(
    variances: Array, variables: NDArray[np.intp], transfer: Array | None
) -> list[tuple[float, int, Array | None]]:
    return [
        (float(variance), int(variable), None if transfer is None else transfer[rank])
        for rank, (variance, variable) in enumerate(zip(variances, variables, strict=True))
    ]
