"""The lines that are shown, as a file: no cell of it is a formula."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import IO

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.reports.tables import protect
from maillon_web.weighings.models import Weighing
from maillon_web.weighings.words import DIRECTIONS, say_channel

__all__ = ["iter_csv", "write_xlsx"]

Cell = str | float | date | None
# The mark by which French spreadsheets know the encoding.
_MARK = "\ufeff"
_SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CHUNK = 2000


def _list_titles() -> list[str]:
    """Return the titles of the columns, which an import reads again."""
    return [
        _("Date"),
        _("Site"),
        _("Entrée / sortie"),
        _("Catégorie"),
        _("Poids (kg)"),
        _("Origine ou destination"),
        _("Ticket"),
        _("Remarque"),
        _("Saisie le"),
        _("Comptée"),
    ]


def _iter_rows(lines: QuerySet[Weighing]) -> Iterator[list[Cell]]:
    for line in lines.select_related("site").iterator(chunk_size=_CHUNK):
        yield [
            line.weighed_on,
            line.site.name,
            str(DIRECTIONS[line.direction]),
            line.category,
            float(line.kilograms),
            say_channel(line.direction, line.channel),
            line.ticket,
            line.note,
            timezone.localtime(line.entered_at).date(),
            _("non, remplacée par une correction") if line.is_replaced else _("oui"),
        ]


def iter_csv(lines: QuerySet[Weighing]) -> Iterator[str]:
    """Yield the lines as text that French spreadsheets open: semicolons, decimal commas."""
    yield _MARK
    yield _write_line(_list_titles())
    for row in _iter_rows(lines):
        yield _write_line([_write_cell(cell) for cell in row])


def _write_cell(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}".replace(".", ",")
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(protect(cell) or "")


def _write_line(cells: Iterable[str]) -> str:
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def write_xlsx(lines: QuerySet[Weighing], file: IO[bytes]) -> None:
    """Write the lines as a workbook: days as days, weights as numbers, no formula."""
    with xlsxwriter.Workbook(file, _SAFE) as book:
        sheet = book.add_worksheet(_("Pesées"))
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 9, 18)
        sheet.write_row(0, 0, _list_titles(), bold)
        for number, row in enumerate(_iter_rows(lines), start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write_number(number, place, cell)
