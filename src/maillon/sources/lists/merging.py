"""Rows of a list that speak of the same establishment become one actor."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.domain.text import fold

__all__ = ["Merger"]

# Columns where several rows add up; in the others, the first value found is kept.
_JOINED = {
    "other_names": " | ",
    "inclusive_kinds": ";",
    "declared_stages": ";",
    "declared_activity": " | ",
}
# A place is taken whole: half of one row and half of another would be nowhere.
_PLACE = ("commune_code", "departement_code", "post_code", "address", "lat", "lon")


@dataclass(slots=True)
class Merger:
    """
    Knows the actors by SIRET and completes them with the rows that come again.

    Attributes
    ----------
    count
        Rows merged into an earlier one.
    """

    count: int = 0
    _index_by_siret: dict[int, int] = field(default_factory=dict)
    _row_numbers: "array[int]" = field(default_factory=lambda: array("q"))
    _departements: list[str | None] = field(default_factory=list)
    _additions: dict[int, dict[str | None, dict[str, Any]]] = field(default_factory=dict)

    @property
    def row_numbers(self) -> Sequence[int]:
        """Number of the row of each actor, in the order in which they came."""
        return self._row_numbers

    def find_elsewhere(self, values: dict[str, Any]) -> int | None:
        """
        Return the row that gives the same SIRET in another département, `None` when none does.

        An establishment has one place: one of the two rows bears the SIRET of another.
        """
        known = self._find(values["siret"])
        if known is None:
            return None
        departements = {self._departements[known], values["departement_code"]} - {None}
        return self._row_numbers[known] if len(departements) > 1 else None

    def _find(self, siret: str | None) -> int | None:
        return None if siret is None else self._index_by_siret.get(int(siret))

    def find_first_row(self, values: dict[str, Any], row_number: int) -> int | None:
        """
        Return the row that already brought this establishment and complete its actor.

        `None` when the row is a new actor, which is then known.
        """
        siret = values["siret"]
        known = self._find(siret)
        if known is None:
            if siret is not None:
                self._index_by_siret[int(siret)] = len(self._row_numbers)
            self._row_numbers.append(row_number)
            self._departements.append(values["departement_code"])
            return None
        self.count += 1
        by_filiere = self._additions.setdefault(known, {})
        filiere = values["declared_filiere"]
        if filiere in by_filiere:
            _complete(by_filiere[filiere], values)
        else:
            by_filiere[filiere] = values
        return self._row_numbers[known]

    def apply(self, table: pa.Table) -> pa.Table:
        """Return the table of actors with what the merged rows add."""
        if not self._additions:
            return table
        indices = pa.array(sorted(self._additions), type=pa.int64())
        actors = table.take(indices).to_pylist()
        for index, actor in zip(indices.to_pylist(), actors, strict=True):
            for addition in self._additions[index].values():
                _complete(actor, addition)
        completed = pa.Table.from_pylist(actors, schema=table.schema)
        mask = np.zeros(len(table), dtype=bool)
        mask[indices.to_numpy()] = True
        columns = [
            pc.replace_with_mask(table[name], pa.array(mask), completed[name].combine_chunks())
            for name in table.column_names
        ]
        return pa.table(columns, schema=table.schema)


def _complete(actor: dict[str, Any], addition: dict[str, Any]) -> None:
    other_filiere = addition["declared_filiere"] not in (None, actor["declared_filiere"])
    is_better_placed = actor["commune_code"] is None and addition["commune_code"] is not None
    for name, value in addition.items():
        if name in _PLACE:
            actor[name] = value if is_better_placed else actor[name]
        elif value is None or (name == "declared_stages" and other_filiere):
            continue
        elif name in _JOINED:
            actor[name] = _join(actor[name], value, _JOINED[name])
        elif actor[name] is None:
            actor[name] = value
    if addition["name"] and fold(addition["name"]) != fold(actor["name"]):
        actor["other_names"] = _join(actor["other_names"], addition["name"], " | ")


def _join(first: str | None, second: str, separator: str) -> str:
    parts = [*(first.split(separator) if first else []), *second.split(separator)]
    distinct = list(dict.fromkeys(parts))
    return separator.join(sorted(distinct) if separator == ";" else distinct)
