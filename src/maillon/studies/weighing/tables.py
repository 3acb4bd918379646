"""Open the spreadsheet of somebody who weighs: its sheets, its header, its columns."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import python_calamine

from maillon.domain.errors import InvalidInput
from maillon.domain.language import mark
from maillon.domain.language import translate as _
from maillon.studies.weighing.cells import read_day, read_weight
from maillon.studies.weighing.words import find_direction, read_header

__all__ = [
    "COLUMN_ROLES",
    "TableColumn",
    "TableLayout",
    "list_column_roles",
    "name_column",
    "open_tables",
    "recognise",
]

COLUMN_ROLES: Mapping[str, str] = {
    "": mark("Ne pas lire"),
    "date": mark("Date de la pesée"),
    "weight": mark("Poids"),
    "weight_in": mark("Poids entrant"),
    "weight_out": mark("Poids sortant"),
    "weight_stock": mark("Poids en stock (inventaire)"),
    "category": mark("Catégorie"),
    "direction": mark("Entrée ou sortie"),
    "origin": mark("Origine"),
    "destination": mark("Destination"),
    "channel": mark("Origine ou destination, selon le sens"),
    "site": mark("Site"),
    "ticket": mark("Ticket ou bon"),
    "unit": mark("Unité"),
    "note": mark("Remarque"),
    "counted": mark("Comptée, oui ou non (export de Maillon)"),
    "of_category": mark("Poids de la catégorie qui est dans l’en-tête"),
}
"""What a column may hold, with the French words of the choice."""

_HEADER_ROWS = 20
_SAMPLE_ROWS = 200
_CERTAIN_SHARE = 0.8
_MOST_ROWS = 100_000
_MOST_CELLS = 3_000_000
_MOST_COLUMNS = 150
_DELIMITERS = ";\t,|"


@dataclass(frozen=True, kw_only=True, slots=True)
class TableColumn:
    """
    One column.

    Attributes
    ----------
    role
        Key of `COLUMN_ROLES`.
    unit
        `kg`, `t`, or empty when the header does not say.
    category, direction
        Of a column that bears the name of a category, or of one way only.
    """

    place: int
    header: str
    role: str = ""
    unit: str = ""
    category: str = ""
    direction: str = ""

    @property
    def letter(self) -> str:
        """Its name in a spreadsheet."""
        return name_column(self.place)


@dataclass(frozen=True, kw_only=True, slots=True)
class TableLayout:
    """Where a table has its header, counted from 0, and what its columns hold."""

    header_row: int
    columns: tuple[TableColumn, ...]

    @property
    def is_wide(self) -> bool:
        """Whether each category has its column."""
        return any(column.role == "of_category" for column in self.columns)

    def has(self, role: str) -> bool:
        """Tell whether a column holds that."""
        return any(column.role == role for column in self.columns)


def list_column_roles() -> list[tuple[str, str]]:
    """Return what a column may hold, in the words of the reader."""
    return [(key, _(label)) for key, label in COLUMN_ROLES.items()]


def name_column(place: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters, left = "", place + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def open_tables(content: bytes, name: str) -> dict[str, list[list[Any]]]:
    """
    Open a workbook (.xlsx, .ods, .xls) or a text table (.csv).

    Returns
    -------
    dict
        Rows by name of sheet, those that hold something only.

    Raises
    ------
    InvalidInput
        If it does not open, holds nothing, or has more than 100,000 rows or three million cells.
    """
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix in {"csv", "txt", "tsv"}:
        tables = {name: _read_text(content)}
    else:
        tables = _read_workbook(content, name)
    filled = {title: rows for title, rows in tables.items() if any(any(row) for row in rows)}
    if not filled:
        raise InvalidInput(
            f"{name} holds nothing",
            user=_("Le fichier « {name} » est vide.").format(name=name),
        )
    return filled


def _read_workbook(content: bytes, name: str) -> dict[str, list[list[Any]]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables, cells = {}, 0
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            cells += sheet.total_height * sheet.total_width
            if sheet.total_height > _MOST_ROWS or cells > _MOST_CELLS:
                raise _refuse_size(name)
            tables[title] = sheet.to_python(skip_empty_area=False)
    except (OSError, ValueError, python_calamine.CalamineError) as error:
        raise InvalidInput(
            f"cannot read {name}: {error!r}",
            user=_(
                "Le fichier « {name} » ne s’ouvre pas : donnez un classeur .xlsx ou .ods, ou un "
                "fichier .csv, sans mot de passe."
            ).format(name=name),
        ) from error
    return tables


def _read_text(content: bytes) -> list[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = "\n".join(text.splitlines()[:_HEADER_ROWS])
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows: list[list[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InvalidInput(
            f"not a table of text: {error}",
            user=_("Ce fichier ne se lit pas comme un tableau : enregistrez-le en .csv ou .xlsx."),
        ) from error
    if len(rows) > _MOST_ROWS or sum(map(len, rows)) > _MOST_CELLS:
        raise _refuse_size("csv")
    return rows


def _refuse_size(name: str) -> InvalidInput:
    return InvalidInput(
        f"{name} has more than {_MOST_ROWS} rows or {_MOST_CELLS} cells",
        user=_(
            "Ce tableau a plus de 100 000 lignes, ou trop de colonnes : coupez-le en plusieurs "
            "fichiers."
        ),
    )


def recognise(rows: Sequence[Sequence[Any]]) -> TableLayout:
    """
    Guess where the header is and what each column holds, by its words and its cells.

    Notes
    -----
    Columns whose header names no known role, and whose cells are numbers, bear a category each
    when the table has no column of weights.
    """
    number = _find_header(rows)
    header = rows[number][:_MOST_COLUMNS] if rows else []
    columns = [_guess(place, cell) for place, cell in enumerate(header)]
    sample = rows[number + 1 : number + 1 + _SAMPLE_ROWS]
    columns = _read_samples(_keep_first(columns), sample)
    if not any(column.role.startswith("weight") for column in columns):
        columns = [
            replace(column, role="of_category") if _bears_category(column, sample) else column
            for column in columns
        ]
    return TableLayout(header_row=number, columns=tuple(columns))


def _find_header(rows: Sequence[Sequence[Any]]) -> int:
    best, best_count = 0, 0
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        roles = {
            (header.role, header.direction)
            for header in (read_header(cell) for cell in row if isinstance(cell, str))
            if header.role
        }
        # A row of titles has few words; a row of data has no date in words.
        count = len(roles) + (2 if ("date", "") in roles else 0)
        if count > best_count:
            best, best_count = number, count
    return best


def _guess(place: int, cell: object) -> TableColumn:
    text = " ".join(str(cell).split()) if cell is not None else ""
    header = read_header(text)
    role = header.role
    if role == "weight" and header.direction:
        role = f"weight_{header.direction}"
    return TableColumn(
        place=place,
        header=text,
        role=role,
        unit=header.unit,
        category="" if header.role or header.is_unread else (header.rest or text),
        direction=header.direction,
    )


def _keep_first(columns: Sequence[TableColumn]) -> list[TableColumn]:
    """Leave each role to one column: the first, but a net weight before what may be a count."""
    taken: dict[str, TableColumn] = {}
    for column in columns:
        held = taken.get(column.role)
        if column.role and (held is None or _weigh(column) > _weigh(held)):
            taken[column.role] = column
    return [
        column if taken.get(column.role, column) is column else replace(column, role="")
        for column in columns
    ]


def _weigh(column: TableColumn) -> int:
    words = column.header.lower()
    return 2 * (" net" in words) + ("poids" in words or bool(column.unit))


def _read_samples(
    columns: Sequence[TableColumn], sample: Sequence[Sequence[Any]]
) -> list[TableColumn]:
    """Give a role by its cells to a column whose header says nothing, if it is still missing."""
    found = list(columns)
    for role, holds in _SHAPES.items():
        if any(column.role == role for column in found):
            continue
        for rank, column in enumerate(found):
            cells = _list_filled(column, sample)
            if not column.role and cells and _share(cells, holds) >= _CERTAIN_SHARE:
                found[rank] = replace(column, role=role, category="")
                break
    return found


def _list_filled(column: TableColumn, sample: Sequence[Sequence[Any]]) -> list[Any]:
    cells = [row[column.place] for row in sample if column.place < len(row)]
    return [cell for cell in cells if cell is not None and str(cell).strip(" -–—/")]


def _share(cells: Sequence[Any], holds: Callable[[Any], bool]) -> float:
    return sum(map(holds, cells)) / len(cells)


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "date": lambda cell: not isinstance(cell, int | float) and read_day(cell) is not None,
    "direction": lambda cell: isinstance(cell, str) and bool(find_direction(cell)),
}


def _bears_category(column: TableColumn, sample: Sequence[Sequence[Any]]) -> bool:
    if column.role or not column.category:
        return False
    cells = _list_filled(column, sample)
    return bool(cells) and _share(cells, _is_weight) >= _CERTAIN_SHARE


def _is_weight(cell: Any) -> bool:  # noqa: ANN401 - whatever a cell holds
    return read_weight(cell) is not None
