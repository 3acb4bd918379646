"""Rows of the sheet of a workbook that looks most like a list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.sources.lists.cells import cell_text
from maillon.sources.lists.encodings import HEADER_SEARCH_ROWS, find_header_row
from maillon.sources.lists.headers import match_headers

__all__ = ["ChosenSheet", "choose_sheet"]

_PROGRESS_ROWS = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class ChosenSheet:
    """
    A sheet, how many rows it has, and why it was chosen.

    Attributes
    ----------
    row_count
        Rows up to the last one that holds something.
    notes
        French sentences; filled when the workbook has several sheets.
    sheets
        Names of the filled sheets, in the order of the workbook.
    """

    row_count: int
    notes: tuple[str, ...]
    sheets: tuple[str, ...]
    sheet: Any

    @property
    def name(self) -> str:
        """Name of the sheet."""
        return str(self.sheet.name)

    def iter_rows(self, advance: Callable[[float], None]) -> Iterator[list[str]]:
        """Yield every row as text, from the first line of the sheet on."""
        for number, row in enumerate(self.sheet.iter_rows(), start=1):
            if number % _PROGRESS_ROWS == 0:
                advance(_PROGRESS_ROWS)
            yield [cell_text(value) for value in row]


def choose_sheet(path: Path, wanted: str = "") -> ChosenSheet:
    """
    Open a workbook and take the sheet with the most known headers, then the longest.

    Parameters
    ----------
    wanted
        Name of the sheet that a person chose; empty lets the content tell.

    Raises
    ------
    InvalidInput
        If the file is protected, damaged, or has no filled sheet, or none of that name.
    """
    sheets = _open_sheets(path)
    if not sheets:
        raise InvalidInput(
            f"no filled sheet in {path.name}",
            user=_("Le classeur « {name} » est vide : vérifiez le fichier.").format(name=path.name),
        )
    best = _get_sheet(sheets, wanted) if wanted else max(sheets, key=_score)
    notes = []
    if len(sheets) > 1 and not wanted:
        notes.append(
            _("Le classeur a {count} feuilles remplies : « {name} » a été lue.").format(
                count=len(sheets), name=best.name
            )
        )
    return ChosenSheet(
        row_count=best.end[0] + 1,
        notes=tuple(notes),
        sheets=tuple(str(sheet.name) for sheet in sheets),
        sheet=best,
    )


def _get_sheet(sheets: list[Any], wanted: str) -> Any:  # noqa: ANN401 - as in `_score`
    for sheet in sheets:
        if sheet.name == wanted:
            return sheet
    raise InvalidInput(
        f"no filled sheet {wanted!r}",
        user=_("Le classeur n’a pas de feuille remplie « {name} » : il a {known}.").format(
            name=wanted, known=", ".join(f"« {sheet.name} »" for sheet in sheets)
        ),
    )


def _open_sheets(path: Path) -> list[Any]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    except python_calamine.PasswordError as error:
        raise InvalidInput(
            f"{path.name} is protected",
            user=_(
                "Le classeur « {name} » est protégé par un mot de passe : enregistrez une copie"
                " sans protection, puis relancez l’import."
            ).format(name=path.name),
        ) from error
    except python_calamine.CalamineError as error:
        raise InvalidInput(
            f"{path.name} cannot be read: {error}",
            user=_(
                "Le classeur « {name} » ne s’ouvre pas : enregistrez-le à nouveau en .xlsx ou en"
                " .csv depuis votre tableur, puis relancez l’import."
            ).format(name=path.name),
        ) from error
    return [sheet for sheet in sheets if sheet.height]


def _score(sheet: Any) -> tuple[bool, int, int]:  # noqa: ANN401 - calamine publishes no class to name
    rows = [
        [cell_text(value) for value in row]
        for row, _unused in zip(sheet.iter_rows(), range(HEADER_SEARCH_ROWS), strict=False)
    ]
    match = match_headers(rows[find_header_row(rows)])
    return match.is_usable, len(match.positions), sheet.height
