"""The shown set as a file: for spreadsheets, for other programs, for maps."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import IO, Any

import xlsxwriter

from maillon.reports.tables import Cell, protect
from maillon_web.directory.models import Presence
from maillon_web.directory.selectors.rows import ActorRow

__all__ = ["COLUMNS", "iter_csv", "iter_geojson", "write_xlsx"]

# The mark by which French spreadsheets know the encoding.
_MARK = "\ufeff"
_SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_TEXTS = (
    "name",
    "other_names",
    "kind",
    "siret",
    "siren",
    "rna_id",
    "address",
    "post_code",
    "commune_code",
    "commune_name",
    "qpv_code",
    "naf_code",
    "naf_label",
    "legal_category_code",
    "band_code",
    "declared_activity",
    "website",
    "phone",
    "email",
)
COLUMNS = (
    "id",
    *_TEXTS,
    "size",
    "stages",
    "confidences",
    "reasons",
    "ess_status",
    "ess_family",
    "ess_rule",
    "inclusive_kinds",
    "sources",
    "visibility",
    "checked_on",
    "closed_on",
    "lat",
    "lon",
    "position_quality",
)
"""Stable names of the columns, the same in every format and every language."""
_DECIMALS = 6  # a decimetre: more would pretend


def iter_csv(rows: Iterable[ActorRow]) -> Iterator[str]:
    """Yield the set as comma-separated text; no cell of it is a formula."""
    yield _MARK
    yield _write_line(COLUMNS)
    for row in rows:
        cells = _read(row)
        yield _write_line([protect(cells[name]) for name in COLUMNS])


def write_xlsx(rows: Iterable[ActorRow], file: IO[bytes]) -> None:
    """Write the set as a workbook: codes as text, positions as numbers, no formula."""
    with xlsxwriter.Workbook(file, _SAFE) as book:
        sheet = book.add_worksheet("acteurs")
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 2)
        sheet.write_row(0, 0, COLUMNS, bold)
        for number, row in enumerate(rows, start=1):
            cells = _read(row)
            for place, name in enumerate(COLUMNS):
                _write_cell(sheet, number, place, cells[name])


def iter_geojson(rows: Iterable[ActorRow]) -> Iterator[str]:
    """Yield the actors that have a place as GeoJSON (RFC 7946), each with how precise it is."""
    yield '{"type": "FeatureCollection", "features": ['
    separator = "\n"
    for row in rows:
        cells = _read(row)
        if cells["lat"] is None or cells["lon"] is None:
            continue
        yield separator + json.dumps(_make_feature(cells), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _make_feature(cells: dict[str, Cell]) -> dict[str, Any]:
    apart = {"id", "lat", "lon"}
    return {
        "type": "Feature",
        "id": cells["id"],
        "geometry": {"type": "Point", "coordinates": [cells["lon"], cells["lat"]]},
        "properties": {name: value for name, value in cells.items() if name not in apart},
    }


def _read(row: ActorRow) -> dict[str, Cell]:
    actor, presence = row.actor, row.presence
    cells: dict[str, Cell] = {name: str(getattr(actor, name)) for name in _TEXTS}
    cells |= {
        "id": actor.external_id,
        "size": row.size,
        "stages": ";".join(line.stage.key for line in row.stages),
        "confidences": ";".join(line.confidence for line in row.stages),
        "reasons": " | ".join(text for line in row.stages for text in line.reasons),
        "ess_status": presence.ess_status,
        "ess_family": presence.ess_family,
        "ess_rule": presence.ess_rule,
        "inclusive_kinds": ";".join(actor.inclusive_kinds),
        "sources": ";".join(actor.sources),
        "visibility": actor.visibility,
        "checked_on": _write_day(presence),
        "closed_on": actor.closed_on.isoformat() if actor.closed_on else "",
        "position_quality": actor.position_quality,
        "lat": _round(actor.lat),
        "lon": _round(actor.lon),
    }
    for name in row.hidden:
        if name in cells:
            cells[name] = None if name in {"lat", "lon"} else ""
    if "band_code" in row.hidden:
        cells["size"] = ""
    return cells


def _write_day(presence: Presence) -> str:
    return presence.checked_on.isoformat() if presence.checked_on else ""


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _write_line(cells: Iterable[Cell]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, number: int, place: int, cell: Cell) -> None:
    if cell in (None, ""):
        return
    if isinstance(cell, str):
        sheet.write_string(number, place, cell)
    else:
        sheet.write_number(number, place, cell)
