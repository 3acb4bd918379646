"""The fields that a document may quote: one table feeds the checks, the help and the filling."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

__all__ = ["FieldKind", "PaperField", "list_paper_fields"]

_FILE = Path(__file__).with_name("fields.yaml")


class FieldKind(StrEnum):
    """What a field holds, hence how it is written."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    NUMBER = "number"
    EUROS = "euros"
    TEXTS = "texts"
    LIST = "list"


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperField:
    """
    A field.

    Attributes
    ----------
    path
        Name, dotted: `plan.objectives.title` is a field of each objective.
    label
        What it is, as a person reads it; also what a blank asks for.
    example
        A value as it is shown; empty for a list.
    origin
        Where it is filled.
    """

    path: str
    label: str
    kind: FieldKind
    example: str
    origin: str


@cache
def _read() -> tuple[PaperField, ...]:
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        PaperField(
            path=path,
            label=entry["label"],
            kind=FieldKind(entry["kind"]),
            example=entry.get("example", ""),
            origin=entry["origin"],
        )
        for path, entry in content["fields"].items()
    )


def list_paper_fields() -> list[PaperField]:
    """Return every field, groups together, in the order of the help."""
    return list(_read())
