"""Quantities of many matters by place, from establishments and ratios: one count, one product."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["FloatArray", "IntArray", "spread_by_place"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.integer]

# Beyond it the full table of places and activities no longer fits in the cache of a processor.
_MOST_CELLS = 1_000_000


def spread_by_place(
    places: IntArray,
    activities: IntArray,
    sizes: FloatArray,
    ratios: FloatArray,
    *,
    place_count: int,
) -> FloatArray:
    """
    Return the quantity of each matter in each place.

    Parameters
    ----------
    places, activities
        Ranks of the place and of the activity of each establishment, or of each group of them.
    sizes
        Employees of each.
    ratios
        Quantity per employee: a row an activity, a column a matter.
    place_count
        Number of places.

    Returns
    -------
    array
        A row a place, a column a matter.

    Notes
    -----
    For few places, employees are added up by place and activity in a full table, and the product
    bears on that table. For many, most of it would be empty: the table is sparse.
    """
    activity_count = ratios.shape[0]
    cell_count = place_count * activity_count
    if cell_count > _MOST_CELLS:
        table = _sort_by_place(places, activities, sizes, place_count, activity_count)
        return np.asarray(table @ ratios)
    cells = places.astype(np.int64) * activity_count + activities
    counted = np.bincount(cells, weights=sizes, minlength=cell_count)
    return np.asarray(counted.reshape(place_count, activity_count) @ ratios)


def _sort_by_place(
    places: IntArray,
    activities: IntArray,
    sizes: FloatArray,
    place_count: int,
    activity_count: int,
) -> "csr_array":
    """Return the sparse table of places and activities, one entry an establishment."""
    from scipy.sparse import csr_array

    # Numbers of two bytes are sorted digit by digit, in one pass over them.
    order = np.argsort(places.astype(np.min_scalar_type(place_count)), kind="stable")
    starts = np.zeros(place_count + 1, dtype=np.intc)
    np.cumsum(np.bincount(places, minlength=place_count), out=starts[1:])
    return csr_array(
        (sizes[order], activities.astype(np.intc)[order], starts),
        shape=(place_count, activity_count),
    )
