"""Own lists about the made-up country: nothing in them exists."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from maillon.domain.visibility import Visibility
from maillon.studies.importing import ImportReport, import_list

DATE = "2026-03-31"


def write_list(path: Path, rows: Sequence[Mapping[str, str]], *, encoding: str = "utf-8") -> Path:
    """Write a list with French headers; a row may leave columns out."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, headers, delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def import_rows(
    home: Path,
    path: Path,
    rows: Sequence[Mapping[str, str]],
    *,
    label: str = "Exemple fictif",
    visibility: Visibility = Visibility.MEMBERS,
) -> ImportReport:
    """Import rows as an own list."""
    return import_list(
        write_list(path, rows), label=label, vintage=DATE, visibility=visibility, home=home
    )


def make_row(name: str, stage: str = "", **columns: str) -> dict[str, str]:
    """Return a row of Lille at a stage of the textile filière."""
    return {
        "Nom": name,
        "Commune": "Lille",
        "Code postal": "59000",
        "Filière": "textile_tlc" if stage else "",
        "Maillon": stage,
        **columns,
    }
