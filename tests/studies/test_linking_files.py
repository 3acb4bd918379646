import csv
from io import BytesIO, StringIO

import pyarrow as pa
from python_calamine import CalamineWorkbook

from maillon.studies.linking.files import render_table, render_workbook

TABLE = pa.table(
    {"Nom": ["=1+1", "été", None], "Probabilité": [0.5, None, 1.0], "Long": ["x" * 40_000, "", "y"]}
)


def test_a_csv_holds_every_cell_and_no_formula() -> None:
    text = render_table(TABLE)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0] == ["Nom", "Probabilité", "Long"]
    assert [row[:2] for row in rows[1:]] == [["'=1+1", "0.5"], ["été", ""], ["", "1.0"]]
    assert len(rows[1][2]) == 40_000


def test_a_workbook_keeps_texts_as_texts_and_numbers_as_numbers() -> None:
    content = render_workbook({"Lignes": TABLE, "Vide": pa.table({"Nom": pa.array([], "string")})})
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["Lignes", "Vide"]
    rows = book.get_sheet_by_name("Lignes").to_python()
    assert rows[1][:2] == ["=1+1", 0.5]
    assert len(rows[1][2]) == 32_767
    assert rows[3][1] == 1.0
