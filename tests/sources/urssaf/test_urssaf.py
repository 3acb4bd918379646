from pathlib import Path

import pytest

from maillon.domain.errors import InvalidInput
from maillon.sources.urssaf import read_urssaf_ess

HEADER = (
    "region;champ_ess;famille_ess;secteur_na88;annee;code_region;nombre_d_etablissements;"
    "effectifs_salaries_moyens;masse_salariale"
)


def write(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "urssaf.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8-sig")
    return path


def test_totals_are_read_as_numbers(tmp_path: Path) -> None:
    row = "Région fictive;ESS;Association;88 Action;2024-01-01;99;12;34,5;1 000 000"
    (total,) = read_urssaf_ess(write(tmp_path, row)).table.to_pylist()
    assert total["year"] == 2024
    assert total["region_code"] == "99"
    numbers = ("establishment_count", "average_employee_count", "payroll_eur")
    assert [total[name] for name in numbers] == [12, 34.5, 1_000_000]


def test_a_total_under_secrecy_is_null_and_not_zero(tmp_path: Path) -> None:
    (total,) = read_urssaf_ess(write(tmp_path, "R;ESS;A;88;2024;99;2;;")).table.to_pylist()
    assert (total["establishment_count"], total["payroll_eur"]) == (2, None)


def test_a_value_that_is_no_number_is_listed(tmp_path: Path) -> None:
    reading = read_urssaf_ess(write(tmp_path, "R;ESS;A;88;2024;99;deux;;"))
    assert len(reading.table) == 0
    (reject,) = reading.rejects.to_pylist()
    assert (reject["column"], reject["value"]) == ("nombre_d_etablissements", "deux")


@pytest.mark.parametrize("column", HEADER.split(";"))
def test_each_lacking_column_is_named(tmp_path: Path, column: str) -> None:
    header = ";".join("autre" if name == column else name for name in HEADER.split(";"))
    with pytest.raises(InvalidInput) as caught:
        read_urssaf_ess(write(tmp_path, header=header))
    assert column in caught.value.for_user()
