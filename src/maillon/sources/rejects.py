"""The book of rows that need a look: which, why, and whether they were kept."""

from dataclasses import dataclass, field

import pyarrow as pa

__all__ = ["REJECT_SCHEMA", "RegisterReading", "RejectBook"]

REJECT_SCHEMA = pa.schema(
    [
        ("row_number", pa.int64()),
        ("reason", pa.string()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("kept", pa.bool_()),
    ]
)
_BATCH = 50_000
_LONGEST_VALUE = 200


@dataclass(slots=True)
class RejectBook:
    """Collects rejects and gives them back as a table of `REJECT_SCHEMA`."""

    _rows: list[tuple[int | None, str, str, str, bool]] = field(default_factory=list)
    _batches: list[pa.RecordBatch] = field(default_factory=list)

    def add(
        self, *, row_number: int | None, reason: str, column: str, value: str, kept: bool
    ) -> None:
        """Write down one row and its reason, a French sentence."""
        self._rows.append((row_number, reason, column, value[:_LONGEST_VALUE], kept))
        if len(self._rows) >= _BATCH:
            self._flush()

    def to_table(self) -> pa.Table:
        """Return every reject in the order in which they were added."""
        self._flush()
        return pa.Table.from_batches(self._batches, schema=REJECT_SCHEMA)

    def _flush(self) -> None:
        if not self._rows:
            return
        columns = zip(*self._rows, strict=True)
        arrays = [
            pa.array(values, type=kind.type)
            for values, kind in zip(columns, REJECT_SCHEMA, strict=True)
        ]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=REJECT_SCHEMA))
        self._rows.clear()


@dataclass(frozen=True, kw_only=True)
class RegisterReading:
    """
    What a register says, with what could not be taken.

    Attributes
    ----------
    table
        Rows kept; its columns are described by the function that reads the register.
    rejects
        Rows that need a look, see `REJECT_SCHEMA`.
    notes
        French sentences about the whole file.
    """

    table: pa.Table
    rejects: pa.Table
    notes: list[str] = field(default_factory=list)
