"""One model, two readings: what a person may write of flows, as the accounts expect it."""

from collections.abc import Mapping
from typing import Any

from maillon.domain.flows import OUTSIDE
from maillon.domain.text import fold
from maillon.studies.flowing.fields import OUTSIDE_WORDS

__all__ = ["settle_names"]

_ENDS = {"flows": ("from", "to"), "prices": ("from", "to"), "yields": ("from", "to")}


def settle_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model whose stages are objects, and where the outside has one name only."""
    settled = dict(values)
    for part, names in _ENDS.items():
        rows = values.get(part)
        if isinstance(rows, list):
            settled[part] = [_settle_ends(row, names) for row in rows]
    stages = values.get("stages")
    if isinstance(stages, list):
        settled["stages"] = [
            {"key": stage} if isinstance(stage, str) else stage for stage in stages
        ]
    return settled


def _settle_ends(row: object, names: tuple[str, ...]) -> object:
    if not isinstance(row, Mapping):
        return row
    outer = {
        name: OUTSIDE
        for name in names
        if isinstance(row.get(name), str) and fold(row[name]) in OUTSIDE_WORDS
    }
    return {**row, **outer} if outer else row
