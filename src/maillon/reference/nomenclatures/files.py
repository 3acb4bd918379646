"""Read the tables of this folder and the sheets that describe them."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from maillon.domain.provenance import Provenance

__all__ = ["find_caveat", "list_nomenclatures", "read_table"]

_FOLDER = Path(__file__).parent


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of this folder, all columns as text."""
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _sheets() -> tuple[dict[str, Any], ...]:
    text = (_FOLDER / "manifest.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text)["nomenclatures"])


def list_nomenclatures() -> list[Provenance]:
    """Return where each bundled nomenclature comes from."""
    return [
        Provenance(
            key=sheet["key"],
            label=sheet["label"],
            publisher=sheet["publisher"],
            vintage=sheet["vintage"],
            licence=sheet["licence"],
            address=sheet["source"],
            retrieved_on=sheet["checked_on"],
            row_count=sheet["rows"],
        )
        for sheet in _sheets()
    ]


def find_caveat(key: str) -> str | None:
    """Return what a nomenclature does not say, `None` when there is no such nomenclature."""
    return next((sheet["caveat"] for sheet in _sheets() if sheet["key"] == key), None)
