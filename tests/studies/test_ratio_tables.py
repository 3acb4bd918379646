"""One's own table of ratios is read as people write it; what is wrong is told with its cell."""

from pathlib import Path

import pytest
import python_calamine

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import ActivityKind, RatioScope
from maillon.studies.gisements.ratio_columns import COLUMNS, write_template
from maillon.studies.gisements.ratio_tables import build_ratio_table, read_ratio_table

HEADERS = ["Matière", "Activité", "Code NAF", "Valeur", "Unité", "CV", "Minimum", "Maximum",
           "Qualité", "Année", "Source", "Moment", "Filières"]  # fmt: skip
ROW = ["bois", "salarié", "16", "1,2", "t", "30 %", "", "", "", 2021.0, "Table fictive", "", "bois"]


def change(**cells: object) -> list[object]:
    return [cells.get(header, value) for header, value in zip(HEADERS, ROW, strict=True)]


def read_problems(*rows: list[object]) -> tuple[str, ...]:
    with pytest.raises(InvalidInput) as caught:
        build_ratio_table([HEADERS, *rows], name="Table fictive")
    return caught.value.details


def test_numbers_words_and_codes_are_read_as_people_write_them() -> None:
    other = change(**{"Activité": "m²", "Code NAF": "", "Moment": "mis en marché", "CV": 0.2})
    table = build_ratio_table([["Titre fictif"], HEADERS, ROW, other], name="Table fictive")
    first, second = table.ratios
    assert (first.value, first.cv, first.year) == (1.2, pytest.approx(0.3), 2021)
    assert (first.activity, first.naf_code, first.filieres) == (
        ActivityKind.EMPLOYEE,
        "16",
        ("bois",),
    )
    assert (second.activity, second.scope) == (
        ActivityKind.SQUARE_METRE,
        RatioScope.PLACED_ON_MARKET,
    )
    assert first.cell == "Ratios!A3"
    assert not first.is_verified


@pytest.mark.parametrize(
    ("cells", "cell", "word"),
    [
        ({"Source": ""}, "Ratios!K2", "source"),
        ({"Année": ""}, "Ratios!J2", "année"),
        ({"Année": "hier"}, "Ratios!J2", "année"),
        ({"Valeur": "beaucoup"}, "Ratios!D2", "nombre"),
        ({"Valeur": "-1"}, "Ratios!D2", "négatif"),
        ({"Unité": "brouettes"}, "Ratios!E2", "brouettes"),
        ({"Activité": "nuage"}, "Ratios!B2", "habitant"),
        ({"Code NAF": "99.99X"}, "Ratios!C2", "NAF"),
        ({"Activité": "habitant"}, "Ratios!C2", "salarié"),
        ({"CV": ""}, "Ratios!D2", "incertitude"),
        ({"CV": 30}, "Ratios!F2", "0,3"),
        ({"CV": "", "Minimum": 5, "Maximum": 9}, "Ratios!D2", "incertitude"),
        ({"Qualité": "bonne"}, "Ratios!I2", "note"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(
    cells: dict[str, object], cell: str, word: str
) -> None:
    problems = read_problems(change(**cells))
    assert any(problem.startswith(cell) and word in problem for problem in problems)


def test_all_problems_come_at_once_and_nothing_is_kept() -> None:
    problems = read_problems(change(Source=""), ROW, change(Valeur="x"), ROW)
    assert len(problems) == 3
    assert "Ratios!A3" in problems[-1]


def test_a_missing_column_and_an_empty_table_are_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        build_ratio_table([HEADERS[:-4], ROW[:-4]], name="Table fictive")
    assert "Source" in caught.value.for_user()
    with pytest.raises(InvalidInput, match="no ratio"):
        build_ratio_table([HEADERS], name="Table fictive")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_template_is_read_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"ratios{suffix}"
    path.write_bytes(write_template(suffix))
    with pytest.raises(InvalidInput, match="no ratio"):
        read_ratio_table(path)
    if suffix == ".xlsx":
        sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        assert sheet.to_python()[0] == [column.label for column in COLUMNS]
    with pytest.raises(InvalidInput):
        write_template(".doc")


def test_a_csv_of_a_french_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ratios.csv"
    lines = [";".join(HEADERS), ";".join("2021" if cell == 2021.0 else str(cell) for cell in ROW)]
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    (ratio,) = read_ratio_table(path).ratios
    assert (ratio.matter, ratio.cell) == ("bois", "A2")


def test_a_file_that_does_not_open_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ratios.xlsx"
    path.write_bytes(b"pas un classeur")
    with pytest.raises(InvalidInput) as caught:
        read_ratio_table(path)
    assert "ne s’ouvre pas" in caught.value.for_user()
