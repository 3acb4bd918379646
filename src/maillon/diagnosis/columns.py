"""Read columns of an Arrow table as arrays that arithmetic accepts."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "BoolArray",
    "FloatArray",
    "IntArray",
    "as_mask",
    "equals",
    "is_among",
    "read_mask",
    "read_numbers",
    "read_text",
]

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


def read_text(table: pa.Table, name: str) -> pa.Array:
    """Return a text column in one piece, dictionaries decoded; all null when it is absent."""
    if name not in table.column_names:
        return pa.nulls(len(table), pa.string())
    return pa.concat_arrays(
        [chunk.cast(pa.string()) for chunk in table.column(name).chunks]
        or [pa.array([], pa.string())]
    )


def read_mask(table: pa.Table, name: str) -> BoolArray:
    """Return a yes-no column, null read as no; all no when it is absent."""
    if name not in table.column_names:
        return np.zeros(len(table), dtype=bool)
    return as_mask(table.column(name))


def as_mask(values: pa.Array | pa.ChunkedArray) -> BoolArray:
    """Return yes-no values as a mask, null read as no."""
    return np.asarray(pc.fill_null(values, fill_value=False).to_numpy(zero_copy_only=False), bool)


def read_numbers(table: pa.Table, name: str) -> FloatArray:
    """Return a column of numbers, null read as NaN."""
    values = table.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.asarray(values, dtype=np.float64)


def equals(values: pa.Array, wanted: str) -> BoolArray:
    """Tell where a text equals the wanted one, null read as no."""
    return as_mask(pc.equal(values, wanted))


def is_among(values: pa.Array, wanted: pa.Array) -> BoolArray:
    """Tell where a text is one of the wanted ones, null read as no."""
    return as_mask(pc.is_in(values, value_set=wanted, skip_nulls=True))
