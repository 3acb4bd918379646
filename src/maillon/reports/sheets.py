"""The result as a workbook: one sheet a question, numbers as numbers, codes as text."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.reports.sheet_tables import (
    list_actors,
    list_figures,
    list_notes,
    list_sources,
    list_stages,
    list_summary,
)
from maillon.reports.tables import Cell
from maillon.reports.wording import in_language_of

__all__ = ["render_xlsx", "write_xlsx"]

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MANY_ROWS = 5000


def write_xlsx(document: dict[str, Any], path: Path) -> None:
    """
    Write the workbook.

    Raises
    ------
    InvalidInput
        If the file cannot be written, for instance because it is open elsewhere.
    """
    content = render_xlsx(document)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidInput(
            f"cannot write {path}: {error!r}",
            user=_(
                "Le fichier {name} ne peut pas être écrit : fermez-le s’il est ouvert, ou "
                "choisissez un autre emplacement."
            ).format(name=path),
        ) from error


def render_xlsx(document: dict[str, Any]) -> bytes:
    """Return the workbook as bytes; the same result gives the same workbook."""
    buffer = BytesIO()
    is_long = len(document["actors"]) > _MANY_ROWS
    with (
        in_language_of(document),
        xlsxwriter.Workbook(buffer, {**_SAFE, "constant_memory": is_long}) as book,
    ):
        book.set_properties(
            {
                "title": f"{document['filiere']['label']} – {document['territory']['name']}",
                "created": datetime.fromisoformat(document["generated_on"]).replace(tzinfo=UTC),
            }
        )
        writer = _SheetWriter(book)
        writer.add(_("Synthèse"), *list_summary(document), widths=[34, 16, 22, 90])
        writer.add(_("Maillons"), *list_stages(document), widths=[34, 16, 50])
        writer.add(_("Acteurs"), *list_actors(document), widths=[44, 18, 14, 24, 40, 26])
        writer.add(
            _("Chiffres expliqués"),
            *list_figures(document),
            widths=[50, 16, 22, 60, 60, 44, 44, 60],
        )
        writer.add(_("Sources"), *list_sources(document), widths=[40, 26, 18, 24, 18, 14, 14, 60])
        writer.add(_("Lisez-moi"), *list_notes(document), widths=[110])
    return buffer.getvalue()


class _SheetWriter:
    """Writes tables in one style: header frozen, filter, long texts wrapped."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._head = book.add_format(
            {"bold": True, "bg_color": "#E8F2F6", "text_wrap": True, "valign": "top", "border": 1}
        )
        self._body = book.add_format({"text_wrap": True, "valign": "top"})

    def add(
        self,
        name: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        widths: Sequence[int],
    ) -> None:
        """Add one sheet; the columns without a width get a middling one."""
        sheet = self._book.add_worksheet(name)
        for rank in range(len(columns)):
            sheet.set_column(rank, rank, widths[rank] if rank < len(widths) else 18)
        for rank, title in enumerate(columns):
            sheet.write_string(0, rank, title, self._head)
        for number, row in enumerate(rows, start=1):
            for rank, cell in enumerate(row):
                self._write(sheet, number, rank, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _write(
        self, sheet: xlsxwriter.worksheet.Worksheet, number: int, rank: int, cell: Cell
    ) -> None:
        if cell is None:
            sheet.write_blank(number, rank, None, self._body)
        elif isinstance(cell, str):
            sheet.write_string(number, rank, cell, self._body)
        else:
            sheet.write_number(number, rank, cell, self._body)
