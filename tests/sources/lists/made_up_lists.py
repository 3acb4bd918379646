"""Made-up lists for tests: every name says so."""

import csv
import io
from pathlib import Path
from typing import Any

import xlsxwriter
from stdnum import luhn

from maillon.domain.visibility import Visibility
from maillon.sources.lists import ListReading, read_list


def make_siret(root: int, place: int = 1) -> str:
    """Return a SIRET whose check digits hold, of an organisation that is made up."""
    siren = f"{root:08d}"
    siren += luhn.calc_check_digit(siren)
    siret = f"{siren}{place:04d}"
    return siret + luhn.calc_check_digit(siret)


def write_csv(
    path: Path, rows: list[list[str]], *, delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    workbook = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
    workbook.close()
    return path


def read(path: Path, **changes: Any) -> ListReading:
    """Read a list of the fictional département 99, where every city is commune 99001."""
    arguments: dict[str, Any] = {
        "key": "exemple",
        "visibility": Visibility.MEMBERS,
        "locate": lambda **known: "99001" if known["city"] or known["post_code"] else None,
        "resolve_commune": lambda code: code if code.startswith("99") else None,
    }
    return read_list(path, **(arguments | changes))


def read_rows(tmp_path: Path, rows: list[list[str]], **changes: Any) -> ListReading:
    return read(write_csv(tmp_path / "liste.csv", rows), **changes)
