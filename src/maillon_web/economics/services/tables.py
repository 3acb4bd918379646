"""A table of exchanges between sectors, as a workbook: read, with every problem and its cell."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from maillon.domain.errors import InvalidInput
from maillon.domain.text import fold
from maillon_web.directory.models import ListImport
from maillon_web.directory.services.list_files import find_path, remove_file, store_upload

__all__ = ["MOST_SECTORS", "read_table", "write_template"]

MOST_SECTORS = 80
_FEWEST_SECTORS = 2
_SHOWN = 20
_SECTOR = "SECTEUR"
_COLUMNS = {
    "output": ("Production (€)", "PRODUCTION"),
    "region": ("Emplois dans la région", "EMPLOIS DANS LA REGION"),
    "country": ("Emplois dans le pays", "EMPLOIS DANS LE PAYS"),
    "demand": ("Demande finale (€)", "DEMANDE FINALE"),
}
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook has no time zone; the same template, the same file
Row = Sequence[Any]


def read_table(upload: "UploadedFile[bytes]") -> dict[str, Any]:
    """
    Return the table that a workbook holds.

    Raises
    ------
    InvalidInput
        If it cannot be read, with one sentence each cell that is wrong.
    """
    stored = store_upload(upload)
    kept = ListImport(stored_as=stored.stored_as)
    try:
        if not stored.stored_as.endswith(".xlsx"):
            raise InvalidInput("not a workbook", user=_("Choisissez un classeur .xlsx."))
        return _read(_read_rows(find_path(kept)))
    finally:
        remove_file(kept)


def _read_rows(path: Path) -> Sequence[Row]:
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, IndexError) as error:
        raise InvalidInput(
            f"unreadable workbook: {error!r}",
            user=_("Ce classeur ne peut pas être lu : enregistrez-le de nouveau en .xlsx."),
        ) from error


def _read(rows: Sequence[Row]) -> dict[str, Any]:
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    places = {_name(cell): place for place, cell in enumerate(header) if cell}
    missing = [said for said, word in _COLUMNS.values() if word not in places]
    if _SECTOR not in places or missing:
        raise InvalidInput(
            f"columns {header}",
            user=_("Il manque des colonnes : partez du modèle. Absentes : {names}.").format(
                names=", ".join([*([] if _SECTOR in places else [_("Secteur")]), *missing])
            ),
        )
    taken = {places[_SECTOR], *(places[word] for _said, word in _COLUMNS.values())}
    buyers = {cell: place for place, cell in enumerate(header) if cell and place not in taken}
    body = [
        (rank, row)
        for rank, row in enumerate(rows[1:], start=1)
        if str(row[places[_SECTOR]]).strip()
    ]
    sellers = [str(row[places[_SECTOR]]).strip() for _rank, row in body]
    _check_sectors(sellers, list(buyers))
    problems: list[str] = []
    reader = _Reader(problems)
    table: dict[str, Any] = {"sectors": sellers}
    table["transactions"] = [
        [reader.read(row, rank, buyers[name]) for name in sellers] for rank, row in body
    ]
    for key, (_said, word) in _COLUMNS.items():
        table[key] = [reader.read(row, rank, places[word]) for rank, row in body]
    if problems:
        left = len(problems) - _SHOWN
        more = [_("… et {count} autres cases.").format(count=left)] if left > 0 else []
        raise InvalidInput(
            f"{len(problems)} wrong cells",
            user=_("Le tableau est à corriger :"),
            details=[*problems[:_SHOWN], *more],
        )
    return table


def _name(cell: str) -> str:
    """Return a header without its unit, ready to be compared."""
    return " ".join(fold(cell.partition("(")[0]).split())


def _check_sectors(sellers: Sequence[str], buyers: Sequence[str]) -> None:
    if not _FEWEST_SECTORS <= len(sellers) <= MOST_SECTORS:
        raise InvalidInput(
            f"{len(sellers)} sectors",
            user=_("Le tableau doit avoir entre {fewest} et {most} secteurs.").format(
                fewest=_FEWEST_SECTORS, most=MOST_SECTORS
            ),
        )
    apart = sorted(set(sellers) ^ set(buyers))
    if apart or len(set(sellers)) < len(sellers):
        raise InvalidInput(
            f"sectors {apart}",
            user=_(
                "Les secteurs doivent être les mêmes en lignes et en colonnes, une fois chacun. "
                "À vérifier : {names}."
            ).format(names=", ".join(apart[:_SHOWN]) or _("un nom qui revient")),
        )


class _Reader:
    """Reads amounts, and keeps the cells that hold none."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems

    def read(self, row: Row, rank: int, place: int) -> float:
        """Return the amount of a cell; nought when it is a problem."""
        value = row[place] if place < len(row) else ""
        cell = xl_rowcol_to_cell(rank, place)
        if isinstance(value, str) and not value.strip():
            self.problems.append(
                _("{cell} est vide : écrivez 0 s’il n’y a rien.").format(cell=cell)
            )
            return 0.0
        number = float(value) if isinstance(value, int | float) else math.nan
        if isinstance(value, bool) or not 0 <= number < math.inf:
            self.problems.append(
                _("{cell} : « {value} » n’est pas un nombre positif.").format(
                    cell=cell, value=str(value)[:40]
                )
            )
            return 0.0
        return number


def write_template() -> bytes:
    """Return an empty workbook with the columns to fill, for three sectors."""
    buffer = BytesIO()
    sectors = [_("Secteur {number}").format(number=number) for number in range(1, 4)]
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet("Tableau")
        sheet.write_row(0, 0, list(_iter_headers(sectors)))
        sheet.write_column(1, 0, sectors)
        sheet.set_column(0, len(sectors) + len(_COLUMNS), 22)
        sheet.freeze_panes(1, 1)
    return buffer.getvalue()


def _iter_headers(sectors: Sequence[str]) -> Iterator[str]:
    yield "Secteur"
    yield from sectors
    for said, _word in _COLUMNS.values():
        yield said
