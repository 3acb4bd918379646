"""Read the sheets of one document from their YAML file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maillon.domain.provenance import Provenance
from maillon.domain.sheets import Sheet, SheetKind, build_sheet
from maillon.reference.cases.marked import MarkedFile, read_schema
from maillon.reference.experiences.checks import KnownKeys, check_keys_together, check_sheets
from maillon.reference.experiences.fields import FieldType, get_words, list_fields
from maillon.reference.filieres.catalogue import list_filieres
from maillon.reference.method.catalogue import get_method

__all__ = ["SheetsFile", "build_file", "list_known_keys", "load_sheets_file", "open_checked"]

_SCHEMA = Path(__file__).parent.parent / "schemas" / "sheet.schema.json"
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetsFile:
    """The sheets of one document, in the order of the file."""

    document: Provenance
    sheets: tuple[Sheet, ...]


def load_sheets_file(path: Path) -> SheetsFile:
    """
    Read one file of sheets.

    Parameters
    ----------
    path
        YAML file that follows `reference/schemas/sheet.schema.json`.

    Raises
    ------
    InvalidInput
        If the file cannot be read; `details` holds every problem with its line and its remedy.
    """
    file = open_checked(path, list_known_keys())
    check_keys_together([file])
    file.raise_problems()
    return build_file(file, stem=path.stem)


def list_known_keys() -> KnownKeys:
    """Return what the bundled sheets may name."""
    method = get_method()
    return KnownKeys(
        stages={
            filiere.key: {stage.key for stage in filiere.stages} for filiere in list_filieres()
        },
        steps=[step.key for step in method.steps],
        levers=[lever.key for lever in method.levers],
        words=get_words(),
    )


def open_checked(path: Path, known: KnownKeys) -> MarkedFile:
    """
    Return a file of sheets whose shape is right, with the other problems it holds.

    Raises
    ------
    InvalidInput
        If its shape is wrong: nothing more can be said of it.
    """
    file = MarkedFile(path, read_schema(_SCHEMA))
    file.raise_problems()
    check_sheets(file, known)
    return file


def build_file(file: MarkedFile, *, stem: str) -> SheetsFile:
    """
    Build the sheets of a file that holds no problem.

    Parameters
    ----------
    file
        Checked file.
    stem
        Key of its document when it does not give one.
    """
    document = _build_document(file.content["document"], stem, len(file.content["sheets"]))
    return SheetsFile(
        document=document,
        sheets=tuple(_build_sheet(entry, document) for entry in file.content["sheets"]),
    )


def _build_document(entry: Mapping[str, Any], stem: str, count: int) -> Provenance:
    return Provenance(
        key=entry.get("key", stem),
        label=entry["title"],
        publisher=entry["publisher"],
        vintage=entry["date"],
        licence=entry["licence_note"],
        address=entry["file"],
        row_count=count,
    )


def _build_sheet(entry: Mapping[str, Any], document: Provenance) -> Sheet:
    details = _tidy_details(entry.get("details", {}), SheetKind(entry["kind"]))
    return build_sheet(
        {
            **entry,
            "steps": _list_steps(entry),
            "details": details,
            "provenance": document.key,
            "written_on": _find_day(
                entry.get("written_on", ""),
                details.get("as_of", ""),
                details.get("date", ""),
                document.vintage,
            ),
        }
    )


def _list_steps(entry: Mapping[str, Any]) -> list[str]:
    """Return the steps named, then those of the levers named: a lever belongs to one step."""
    method = get_method()
    own = (method.get_lever(key).step for key in entry.get("levers", ()))
    return list(dict.fromkeys([*entry.get("steps", ()), *own]))


def _tidy_details(details: Mapping[str, Any], kind: SheetKind) -> dict[str, Any]:
    """Return the details that say something, lists as tuples: one word alone is a list of one."""
    types = {field.key: field.type for field in list_fields(kind)}
    tidy: dict[str, Any] = {}
    for name, value in details.items():
        if value is None or value in ("", []):
            continue
        if types[name] is FieldType.LIST:
            tidy[name] = (value,) if isinstance(value, str) else tuple(value)
        else:
            tidy[name] = value
    return tidy


def _find_day(*candidates: str) -> str:
    return next((text for text in candidates if _DAY.match(text)), "")
