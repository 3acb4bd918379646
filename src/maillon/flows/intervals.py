"""Between which values a quantity that the measures do not tell must lie."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.flows.corners import Corners
from maillon.flows.routing import group_rows

__all__ = ["Intervals", "find_intervals"]

Array = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, slots=True)
class Intervals:
    """
    Least and greatest value of each free variable, in the order asked.

    Attributes
    ----------
    lows, highs
        Infinite where nothing limits.
    low_slopes, high_slopes
        Sparse, one row per free variable, one column per variable: how the end moves with the
        value of each known variable. Nothing where a bound makes the end.
    """

    lows: Array
    highs: Array
    low_slopes: Any
    high_slopes: Any


def find_intervals(
    matrix: Any,  # noqa: ANN401 - scipy publishes no types
    *,
    point: Array,
    free: Places,
    lower: Array,
    upper: Array,
    scale: float,
) -> Intervals:
    """
    Return what each free variable can be while the others keep their value.

    Parameters
    ----------
    matrix
        Sparse equations that `point` satisfies.
    free
        Places of the free variables.
    scale
        Order of magnitude of the quantities.

    Notes
    -----
    Stages joined by circuits without limit are first taken as one: what goes around in them has
    no greatest value, and the others are asked of a smaller network. What is left falls into
    pieces, each asked apart by linear programs that start from each other's end.
    """
    columns = matrix.tocsc()[:, free]
    ends = _Ends(
        start=point[free] / scale,
        floor=lower[free] / scale,
        ceiling=upper[free] / scale,
        rows=matrix.shape[0],
    )
    groups = group_rows(columns, ends.floor, ends.ceiling)
    adding = groups.adding
    ends.find(adding @ columns, np.flatnonzero(~groups.within), adding)
    # What goes both ways makes a circuit with itself, which says nothing of its ends.
    ends.highs[groups.within & ~np.isneginf(ends.floor)] = np.inf
    if np.isnan(ends.lows).any():
        ends.find(columns, np.arange(len(free)), None)
    known = matrix.tocsc(copy=True)
    is_free = np.isin(np.repeat(np.arange(known.shape[1]), np.diff(known.indptr)), free)
    known.data[is_free] = 0.0
    return Intervals(
        lows=np.clip(ends.lows * scale, lower[free], point[free]),
        highs=np.clip(ends.highs * scale, point[free], upper[free]),
        low_slopes=-(_stack(ends.prices[0], ends) @ known),
        high_slopes=-(_stack(ends.prices[1], ends) @ known),
    )


@dataclass(kw_only=True, slots=True)
class _Ends:
    """Free variables, and the ends found so far."""

    start: Array
    floor: Array
    ceiling: Array
    rows: int
    lows: Array = field(init=False)
    highs: Array = field(init=False)
    prices: tuple[list["_Price"], list["_Price"]] = field(init=False)

    def __post_init__(self) -> None:
        self.lows, self.highs = (np.full(len(self.start), np.nan) for _end in range(2))
        self.prices = ([], [])

    def find(self, columns: Any, places: Places, adding: Any) -> None:  # noqa: ANN401 - as above
        """
        Find the ends that are still missing among some variables.

        Parameters
        ----------
        columns
            Equations about all of them.
        adding
            How these equations were added up from the first ones; `None` if they were not.
        """
        columns = columns.tocsc()[:, places]
        columns.eliminate_zeros()
        is_missing = np.isnan(self.lows) | np.isnan(self.highs)
        for rows, members in _iter_pieces(columns):
            chosen = places[members]
            if not is_missing[chosen].any():
                continue
            corners = Corners(
                system=columns[:, members][rows].tocsc(),
                start=self.start[chosen],
                floor=self.floor[chosen],
                ceiling=self.ceiling[chosen],
            )
            corners.lows[:], corners.highs[:] = self.lows[chosen], self.highs[chosen]
            corners.find_ends(range(len(chosen)))
            self.lows[chosen], self.highs[chosen] = corners.lows, corners.highs
            for found, kept in zip(corners.prices, self.prices, strict=True):
                for place, price in found:
                    spread = _Price.of(int(chosen[place]), rows, price)
                    kept.append(spread if adding is None else spread.share(adding))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Price:
    """How the end of a free variable moves with the right side of some equations."""

    place: int
    rows: Places
    values: Array

    @classmethod
    def of(cls, place: int, rows: Places, values: Array) -> "_Price":
        kept = np.abs(values) > 1e-9
        return cls(place=place, rows=rows[kept], values=values[kept])

    def share(self, adding: Any) -> "_Price":  # noqa: ANN401 - as above
        """Return the price of the equations that were added up: that of their sum."""
        sizes = np.diff(adding.indptr)[self.rows]
        starts = np.repeat(adding.indptr[self.rows] - np.cumsum(sizes) + sizes, sizes)
        rows = adding.indices[starts + np.arange(len(starts))]
        return _Price(place=self.place, rows=rows, values=np.repeat(self.values, sizes))


def _iter_pieces(columns: Any) -> Iterator[tuple[Places, Places]]:  # noqa: ANN401 - as above
    """Return the rows and the columns of each set of variables that share no equation."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    entries = columns.tocoo()
    rows, count = columns.shape
    links = coo_array(
        (np.ones(len(entries.row)), (entries.row, entries.col + rows)), shape=(rows + count,) * 2
    )
    number, labels = connected_components(links, directed=False)
    order = np.argsort(labels, kind="stable")
    ends = np.searchsorted(labels[order], np.arange(number + 1))
    for start, stop in pairwise(ends):
        members = order[start:stop]
        if members[-1] >= rows:
            yield members[members < rows], members[members >= rows] - rows


def _stack(prices: list[_Price], ends: _Ends) -> Any:  # noqa: ANN401 - as above
    from scipy.sparse import csr_array

    nothing = np.zeros(0, dtype=np.intp)
    places = np.concatenate([nothing, *(np.full(len(one.rows), one.place) for one in prices)])
    columns = np.concatenate([nothing, *(one.rows for one in prices)])
    values = np.concatenate([np.zeros(0), *(one.values for one in prices)])
    return csr_array((values, (places, columns)), shape=(len(ends.start), ends.rows))
