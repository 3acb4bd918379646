"""The rows of a list that need a look, with their own columns: mended, the file comes in again."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import IO

import xlsxwriter
from django.db.models import Q
from django.utils.translation import gettext as _

from maillon.reports.tables import protect
from maillon.studies.list_cells import open_list_cells
from maillon_web.directory.models import ImportRow, Likeness, ListImport, RowState
from maillon_web.directory.services.list_files import find_path

__all__ = ["count_rejects", "iter_csv", "write_xlsx"]

_SEPARATOR = " ; "
# The mark by which French spreadsheets know the encoding.
_MARK = "\ufeff"
_HELD = (RowState.REJECTED, RowState.SKIPPED, RowState.DUPLICATE)


def count_rejects(list_import: ListImport) -> int:
    """Return how many rows the file would hold."""
    return list_import.rows.filter(_needs_look()).count()


def iter_csv(list_import: ListImport) -> Iterator[str]:
    """Yield the file as text, line by line; no cell of it is a formula."""
    yield _MARK
    for cells in _iter_lines(list_import):
        line = StringIO()
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(
            [protect(cell) for cell in cells]
        )
        yield line.getvalue()


def write_xlsx(list_import: ListImport) -> IO[bytes]:
    """Return the file as a workbook whose every cell is a text."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to the answer, which closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(_("À revoir"))
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for number, cells in enumerate(_iter_lines(list_import)):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell, None if number else bold)
    file.seek(0)
    return file


def _needs_look() -> Q:
    return Q(state__in=_HELD) | Q(has_problems=True)


def _iter_lines(list_import: ListImport) -> Iterator[Sequence[str]]:
    """Yield the headers, then one line for each row: what is wrong, then the row as it was."""
    wanted = list_import.rows.filter(_needs_look()).order_by("number")
    rows = {row.number: row for row in wanted.iterator(chunk_size=1_000)}
    with open_list_cells(find_path(list_import), sheet=list_import.sheet) as cells:
        columns = list(cells.columns)
        yield [
            _("Ligne de la liste"),
            _("Suite donnée"),
            _("Colonnes à revoir"),
            _("Valeurs lues"),
            _("Pourquoi"),
            *columns,
        ]
        for number, original in cells.rows:
            row = rows.get(number)
            if row is not None:
                padded = [*original, *[""] * (len(columns) - len(original))]
                yield [*_explain(row), *padded[: len(columns)]]


def _explain(row: ImportRow) -> list[str]:
    problems = row.problems or [["", "", _explain_state(row)]]
    return [
        str(row.number),
        _say_state(row),
        *(
            _SEPARATOR.join(dict.fromkeys(filter(None, part)))
            for part in zip(*problems, strict=True)
        ),
    ]


def _say_state(row: ImportRow) -> str:
    match row.state:
        case RowState.REJECTED:
            return _("Refusée")
        case RowState.SKIPPED:
            return _("Laissée de côté")
        case RowState.DUPLICATE:
            return _("Pas encore tranchée")
    return _("Importée, à vérifier")


def _explain_state(row: ImportRow) -> str:
    if row.state == RowState.SKIPPED:
        return _("Vous l’avez laissée de côté.")
    likeness = str(Likeness(row.likeness).label) if row.likeness else ""
    return _("Ressemble à une fiche connue : {likeness}.").format(likeness=likeness)
