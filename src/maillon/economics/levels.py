"""Totals and their parts: money is counted once, where the detail is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from maillon.domain.nesting import iter_upwards
from maillon.economics.fields import FieldReader
from maillon.economics.quantities import Row

__all__ = ["Levels", "leave_out_totals", "read_levels"]

Name = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels:
    """What a stage and what a matter stand in, by key."""

    stages: Mapping[str, str]
    matters: Mapping[str, str]

    def iter_above(self, name: Name) -> Iterator[Name]:
        """Yield the names of the flows that would hold a flow, itself first."""
        source, target, matter = name
        yield from product(
            iter_upwards(source, self.stages),
            iter_upwards(target, self.stages),
            iter_upwards(matter, self.matters),
        )


def read_levels(reader: FieldReader, values: Mapping[str, Any]) -> Levels:
    """Return the levels of a model; nothing stands in anything when it does not say."""
    found = []
    for part in ("stages", "matters"):
        rows = [row for _path, row in reader.read_list(values, "", part)]
        found.append({str(row.get("key")): str(row["parent"]) for row in rows if row.get("parent")})
    return Levels(stages=found[0], matters=found[1])


def leave_out_totals(rows: list[Row], levels: Levels) -> list[Row]:
    """Return the flows but those that are the sum of others: they would be paid twice."""
    if not levels.stages and not levels.matters:
        return rows
    names = [_name(row) for _path, row in rows]
    above = {held for name in names for held in levels.iter_above(name) if held != name}
    return [one for one, name in zip(rows, names, strict=True) if name not in above]


def _name(row: Mapping[str, Any]) -> Name:
    return (str(row.get("from")), str(row.get("to")), str(row.get("matter")))
