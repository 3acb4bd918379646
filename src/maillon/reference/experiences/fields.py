"""What each kind of sheet has, and the words of the lists: for checks, forms and documentation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from maillon.domain.sheets import SheetKind
from maillon.reference.cases.marked import MarkedFile, read_schema

__all__ = [
    "FieldType",
    "SheetField",
    "SheetWords",
    "get_words",
    "list_fields",
    "list_kinds",
    "list_resource_types",
    "list_territory_kinds",
    "load_words_file",
]

_SCHEMA = Path(__file__).parent.parent / "schemas" / "sheet.schema.json"
_BUNDLED = Path(__file__).with_name("fields.yaml")


class FieldType(StrEnum):
    """How a detail is written; a date is `2023`, `2023-11` or `2023-11-27`."""

    TEXT = "text"
    LIST = "list"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetField:
    """A detail of one kind of sheet; the same key may be required of another kind and not here."""

    key: str
    label: str
    help: str
    type: FieldType
    is_required: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetWords:
    """The words of the sheets: lists of values with their French labels, and details by kind."""

    kinds: Mapping[str, str]
    territory_kinds: Mapping[str, str]
    resource_types: Mapping[str, str]
    fields: Mapping[SheetKind, tuple[SheetField, ...]]


def list_fields(kind: SheetKind) -> tuple[SheetField, ...]:
    """Return the details of a kind of sheet, in the order to ask for them."""
    return get_words().fields[kind]


def list_kinds() -> Mapping[str, str]:
    """Return the kinds of sheet and their French labels."""
    return get_words().kinds


def list_territory_kinds() -> Mapping[str, str]:
    """Return the kinds of territory and their French labels."""
    return get_words().territory_kinds


def list_resource_types() -> Mapping[str, str]:
    """Return the types of resource and their French labels."""
    return get_words().resource_types


@cache
def get_words() -> SheetWords:
    """Return the bundled words."""
    return load_words_file(_BUNDLED)


def load_words_file(path: Path) -> SheetWords:
    """
    Read the words of the sheets.

    Parameters
    ----------
    path
        YAML file that follows `fields_file` of `reference/schemas/sheet.schema.json`.

    Raises
    ------
    InvalidInput
        If the file cannot be read; `details` holds every problem with its line and its remedy.
    """
    definitions = read_schema(_SCHEMA)["$defs"]
    file = MarkedFile(path, {"$ref": "#/$defs/fields_file", "$defs": definitions})
    file.raise_problems()
    content = file.content
    return SheetWords(
        kinds=MappingProxyType(content["kinds"]),
        territory_kinds=MappingProxyType(content["territory_kinds"]),
        resource_types=MappingProxyType(content["resource_types"]),
        fields=MappingProxyType(
            {kind: tuple(_iter_fields(content["fields"], kind)) for kind in SheetKind}
        ),
    )


def _iter_fields(entries: Sequence[dict[str, Any]], kind: SheetKind) -> Iterator[SheetField]:
    for entry in entries:
        if kind in entry["kinds"]:
            yield SheetField(
                key=entry["key"],
                label=entry["label"],
                help=entry["help"],
                type=FieldType(entry["type"]),
                is_required=kind in entry.get("required_for", ()),
            )
