"""Sets of stages between which anything can be sent: they count as one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Groups", "group_rows"]

Array = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, slots=True)
class Groups:
    """
    Equations that add up to one.

    Attributes
    ----------
    label
        The group of each row; -1 for those that hold whatever the others do.
    within
        By column: whether it goes from a row to another of the same group, and has no limit.
    """

    label: Places
    within: NDArray[np.bool_]

    @property
    def adding(self) -> Any:  # noqa: ANN401 - scipy publishes no types
        """Matrix that adds the rows of each group; one row per group."""
        from scipy.sparse import csr_array

        rows = np.flatnonzero(self.label >= 0)
        count = int(self.label.max(initial=-1)) + 1
        return csr_array(
            (np.ones(len(rows)), (self.label[rows], rows)), shape=(count, len(self.label))
        )


def group_rows(columns: Any, lower: Array, upper: Array) -> Groups:  # noqa: ANN401 - as above
    """
    Find the rows that circuits of unlimited flows join, the outside being one more row.

    Parameters
    ----------
    columns
        Sparse equations by columns. A flow is a column with -1 in a row and 1 in another, or only
        one of the two: the other end is then outside.

    Notes
    -----
    Along a circuit of flows without maximum, any surplus of one row can be carried to any other.
    Whatever the other columns do, the rows of the circuit can then be met if their sum is; and if
    the outside is among them, they always can.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    rows, count = columns.shape
    sizes = np.diff(columns.indptr)
    owner = np.repeat(np.arange(count), sizes)
    source, target = np.full(count, rows), np.full(count, rows)
    gives, takes = columns.data == -1, columns.data == 1
    source[owner[gives]], target[owner[takes]] = columns.indices[gives], columns.indices[takes]
    has_one_end = np.bincount(owner[gives], minlength=count) <= 1
    has_one_end &= np.bincount(owner[takes], minlength=count) <= 1
    is_flow = has_one_end & (np.bincount(owner[gives | takes], minlength=count) == sizes)
    is_flow &= sizes > 0
    forward, backward = is_flow & np.isposinf(upper), is_flow & np.isneginf(lower)
    starts = np.concatenate([source[forward], target[backward]])
    ends = np.concatenate([target[forward], source[backward]])
    links = csr_array((np.ones(len(starts)), (starts, ends)), shape=(rows + 1, rows + 1))
    _number, labels = connected_components(links, directed=True, connection="strong")
    within = forward & (labels[source] == labels[target])
    is_held = labels[:rows] != labels[rows]
    label = np.full(rows, -1)
    label[is_held] = np.unique(labels[:rows][is_held], return_inverse=True)[1]
    return Groups(label=label, within=within)
