"""Read the ESS totals of Urssaf."""

from pathlib import Path

import pyarrow as pa

from maillon.domain.language import translate as _
from maillon.sources.register_files import open_register
from maillon.sources.rejects import RegisterReading, RejectBook

__all__ = ["read_urssaf_ess"]

_TEXTS = {
    "region": "region_name",
    "champ_ess": "ess_field",
    "famille_ess": "ess_family",
    "secteur_na88": "sector",
    "code_region": "region_code",
}
_NUMBERS = {
    "annee": "year",
    "nombre_d_etablissements": "establishment_count",
    "effectifs_salaries_moyens": "average_employee_count",
    "masse_salariale": "payroll_eur",
}
_COLUMNS = (*_TEXTS, *_NUMBERS)
_SCHEMA = pa.schema(
    [(name, pa.string()) for name in _TEXTS.values()]
    + [("year", pa.int32())]
    + [(name, pa.float64()) for name in list(_NUMBERS.values())[1:]]
)


def read_urssaf_ess(path: Path) -> RegisterReading:
    """
    Return the totals by region, family and sector.

    Returns
    -------
    RegisterReading
        Table: `region_name`, `ess_field`, `ess_family`, `sector`, `region_code`, `year`,
        `establishment_count`, `average_employee_count`, `payroll_eur`; a total under statistical
        secrecy is null. Rejects: rows with a value that is no number, not kept.

    Raises
    ------
    InvalidInput
        If the file lacks a column.
    """
    book = RejectBook()
    rows = []
    with open_register(path, _COLUMNS) as register:
        for number, values in register.rows:
            cells = dict(zip(_COLUMNS, values, strict=True))
            row: dict[str, str | float | int | None] = {
                name: cells[column] or None for column, name in _TEXTS.items()
            }
            if (wrong := _add_numbers(row, cells)) is None:
                rows.append(row)
                continue
            book.add(
                row_number=number,
                reason=_("Ce n’est pas un nombre : la ligne n’est pas reprise."),
                column=wrong,
                value=cells[wrong],
                kept=False,
            )
    table = pa.Table.from_pylist(rows, schema=_SCHEMA)
    return RegisterReading(table=table, rejects=book.to_table(), notes=list(register.notes))


def _add_numbers(row: dict[str, str | float | int | None], cells: dict[str, str]) -> str | None:
    """Fill the numbers of a row; return the column that holds something else."""
    for column, name in _NUMBERS.items():
        text = cells[column].replace(",", ".").replace("\u202f", "").replace(" ", "")
        try:
            value = float(text[:4] if name == "year" else text) if text else None
        except ValueError:
            return column
        row[name] = int(value) if name == "year" and value is not None else value
    return None
