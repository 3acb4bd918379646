"""Read the workbook that a person brings: our own export, or a plain table of actions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from maillon.domain.errors import InvalidInput
from maillon_web.directory.models import ListImport
from maillon_web.directory.services.list_files import find_path, remove_file, store_upload
from maillon_web.plan.services.workbook.cells import Cell, to_cell
from maillon_web.plan.services.workbook.columns import (
    ACTIONS,
    SHEETS,
    Sheet,
    find_year_column,
    fold,
)
from maillon_web.ui.formatting import format_number

__all__ = ["ReadBook", "ReadRow", "ReadSheet", "read_upload"]

_MEGABYTE = 1024 * 1024
_MOST_BYTES = 5 * _MEGABYTE
_MOST_ROWS = 3_000
_MOST_COLUMNS = 120
_MOST_SHEETS = 30
_HEADER_ROWS = 15
_LEAST_HEADERS = 2
_NOTES = "lisez moi"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: its number in the file, its cells by column key, its sums by year."""

    number: int
    cells: dict[str, Cell]
    years: dict[str, Cell] = field(default_factory=dict)
    others: dict[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """
    One sheet, as one of ours.

    Attributes
    ----------
    places
        Letter of the column of each key.
    is_ours
        Whether it bears the name of one of our sheets; otherwise it is a plain table of actions.
    """

    kind: str
    name: str
    places: dict[str, str]
    rows: list[ReadRow]
    is_ours: bool

    def locate(self, row: ReadRow, key: str) -> str:
        """Return where a cell is, as a spreadsheet says it."""
        place = self.places.get(key, "A")
        return _("{cell} de « {sheet} »").format(cell=f"{place}{row.number}", sheet=self.name)


@dataclass(frozen=True, slots=True)
class ReadBook:
    """What a workbook holds, and the sheets that say nothing of a plan."""

    file_name: str
    sheets: list[ReadSheet]
    skipped: list[str]

    def to_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "file": self.file_name,
            "skipped": self.skipped,
            "sheets": [
                [
                    sheet.kind,
                    sheet.name,
                    sheet.places,
                    sheet.is_ours,
                    [[row.number, row.cells, row.years, row.others] for row in sheet.rows],
                ]
                for sheet in self.sheets
            ],
        }

    @classmethod
    def from_plain(cls, given: Mapping[str, Any]) -> "ReadBook":
        """Return what `to_plain` gave."""
        return cls(
            file_name=given["file"],
            skipped=given["skipped"],
            sheets=[
                ReadSheet(kind, name, places, [ReadRow(*row) for row in rows], is_ours)
                for kind, name, places, is_ours, rows in given["sheets"]
            ],
        )


def read_upload(upload: "UploadedFile[bytes]") -> ReadBook:
    """
    Read a workbook, and keep nothing of it on the server.

    Raises
    ------
    InvalidInput
        If it is no workbook, too large, or says nothing of a plan.
    """
    if (upload.size or 0) > _MOST_BYTES:
        raise InvalidInput(
            f"workbook of {upload.size} bytes",
            user=_(
                "Ce classeur pèse {size} Mo et la limite est de {limit} Mo : enlevez les images et "
                "les feuilles inutiles."
            ).format(
                size=format_number((upload.size or 0) / _MEGABYTE, 1),
                limit=format_number(_MOST_BYTES / _MEGABYTE, 0),
            ),
        )
    # What an upload really holds is checked where lists are: one place for that.
    stored = store_upload(upload)
    kept = ListImport(stored_as=stored.stored_as)
    try:
        if not stored.stored_as.endswith(".xlsx"):
            raise InvalidInput(
                "not a workbook",
                user=_(
                    "Choisissez un classeur .xlsx : depuis votre tableur, « Enregistrer sous »."
                ),
            )
        return _read_book(find_path(kept), stored.file_name)
    finally:
        remove_file(kept)


def _read_book(path: Path, name: str) -> ReadBook:
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        tables = [
            (title, _read_table(book.get_sheet_by_name(title), title))
            for title in book.sheet_names[:_MOST_SHEETS]
        ]
    except python_calamine.CalamineError as error:
        raise InvalidInput(
            f"calamine: {error!r}",
            user=_(
                "Le classeur « {name} » ne s’ouvre pas : enregistrez-le à nouveau en .xlsx, sans "
                "mot de passe."
            ).format(name=name),
        ) from error
    ours = list(_iter_ours(tables))
    known = {sheet.name for sheet in ours}
    sheets = [*ours, *_iter_plain([entry for entry in tables if entry[0] not in known])]
    if not sheets:
        raise InvalidInput(
            "no table of actions",
            user=_(
                "Aucune feuille de « {name} » n’a de colonne « Action » : donnez ce nom à la "
                "colonne des intitulés, ou partez du modèle."
            ).format(name=name),
        )
    read = {sheet.name for sheet in sheets}
    skipped = [
        title for title, table in tables if title not in read and table and fold(title) != _NOTES
    ]
    return ReadBook(file_name=name, sheets=sheets, skipped=skipped)


Table = list[list[Cell]]


def _read_table(sheet: Any, title: str) -> Table:  # noqa: ANN401 - calamine publishes no class to name
    if sheet.start is None:
        return []
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height > _MOST_ROWS or width > _MOST_COLUMNS:
        raise InvalidInput(
            f"sheet of {height} rows and {width} columns",
            user=_(
                "La feuille « {sheet} » a {rows} lignes et {columns} colonnes ; la limite est de "
                "{most} lignes et {most_columns} colonnes. Enlevez les lignes vides et les "
                "feuilles inutiles."
            ).format(
                sheet=title,
                rows=format_number(height),
                columns=format_number(width),
                most=format_number(_MOST_ROWS),
                most_columns=_MOST_COLUMNS,
            ),
        )
    # The reader gives the empty rows above the table, and not the empty columns before it.
    before: list[Cell] = [""] * sheet.start[1]
    return [[*before, *(to_cell(value) for value in row)] for row in sheet.iter_rows()]


def _iter_ours(tables: Sequence[tuple[str, Table]]) -> Iterator[ReadSheet]:
    by_name = {fold(sheet.name): sheet for sheet in SHEETS}
    for title, table in tables:
        sheet = by_name.get(fold(title))
        if sheet is None or not table:
            continue
        keys = {sheet.match(str(cell)) for cell in table[0]} - {""}
        # A plain table may well be called « Actions »: ours has references.
        if sheet.name_key in keys and ("ref" in keys or sheet is not ACTIONS):
            yield _take(sheet, title, table, 0, is_ours=True)


def _iter_plain(tables: Sequence[tuple[str, Table]]) -> Iterator[ReadSheet]:
    for title, table in tables:
        header = _find_header(table)
        if header is not None:
            yield _take(ACTIONS, title, table, header, is_ours=False)


def _find_header(table: Table) -> int | None:
    """Return the row that names the most columns, the name of the action among them."""
    scores = []
    for number, row in enumerate(table[:_HEADER_ROWS]):
        keys = {ACTIONS.match(str(cell)) for cell in row} - {""}
        if ACTIONS.name_key in keys:
            years = sum(find_year_column(str(cell)) is not None for cell in row)
            scores.append((len(keys) + years, -number))
    best = max(scores, default=(0, 0))
    return -best[1] if best[0] >= _LEAST_HEADERS else None


def _take(sheet: Sheet, title: str, table: Table, header: int, *, is_ours: bool) -> ReadSheet:
    keys: dict[int, str] = {}
    years: dict[int, str] = {}
    others: dict[int, str] = {}
    for place, cell in enumerate(table[header]):
        text = str(cell)
        key = sheet.match(text)
        year = None if is_ours else find_year_column(text)
        if key and key not in keys.values():
            keys[place] = key
        elif year is not None:
            years[place] = f"{year[0]}:{year[1]}"
        elif text.strip():
            others[place] = text.strip()
    places = {name: _letter(place) for place, name in (keys | years | others).items()}
    rows = [
        ReadRow(
            number=number,
            cells=_pick(row, keys),
            years=_pick(row, years),
            others={name: cell for name, cell in _pick(row, others).items() if cell != ""},
        )
        for number, row in enumerate(table[header + 1 :], start=header + 2)
        if any(cell != "" for cell in row)
    ]
    return ReadSheet(kind=sheet.key, name=title, places=places, rows=rows, is_ours=is_ours)


def _pick(row: Sequence[Cell], places: Mapping[int, str]) -> dict[str, Cell]:
    return {name: row[place] if place < len(row) else "" for place, name in places.items()}


def _letter(place: int) -> str:
    return str(xl_rowcol_to_cell(0, place)).rstrip("0123456789")
