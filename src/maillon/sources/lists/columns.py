"""Actors of a list as Arrow columns, filled by batches so that a large list stays small."""

from typing import Any

import pyarrow as pa

from maillon.domain.visibility import Visibility
from maillon.sources.described_tables import get_table_schema

__all__ = ["ActorTable"]

_BATCH = 20_000


class ActorTable:
    """
    Collects actors and gives them back as a table of `establishments`.

    Parameters
    ----------
    source_key
        Provenance of every row.
    visibility
        Visibility of every row.
    """

    def __init__(self, *, source_key: str, visibility: Visibility) -> None:
        self._schema = get_table_schema("establishments")
        self._constants: dict[str, Any] = {
            "in_ess_list": False,
            "in_annuaire_ess": False,
            "in_foundations": False,
            "is_diffusible": True,
            "is_natural_person": False,
            "source_keys": source_key,
            "visibility": visibility.value,
        }
        self._rows: list[dict[str, Any]] = []
        self._batches: list[pa.RecordBatch] = []

    def append(self, values: dict[str, Any]) -> None:
        """Add one actor."""
        self._rows.append(values)
        if len(self._rows) >= _BATCH:
            self._flush()

    def to_table(self) -> pa.Table:
        """Return the actors in the order in which they came."""
        self._flush()
        return pa.Table.from_batches(self._batches, schema=self._schema)

    def _flush(self) -> None:
        if self._rows:
            arrays = [self._column(field) for field in self._schema]
            self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
            self._rows = []

    def _column(self, field: pa.Field) -> pa.Array:
        count = len(self._rows)
        if field.name in self._constants:
            return pa.repeat(pa.scalar(self._constants[field.name], type=field.type), count)
        if field.name not in self._rows[0]:
            return pa.nulls(count, type=field.type)
        return pa.array([row[field.name] for row in self._rows], type=field.type)
