import csv
from pathlib import Path

import pytest
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.sources.ess_france import read_ess_france

REAL = Path(__file__).resolve().parents[3] / "../shared/data/ess_numerique/01_ess_x_naf.csv"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("header", ["SIREN", "siren", "Siren"])
def test_the_list_reads_the_same_under_any_separator_and_case(
    tmp_path: Path, separator: str, header: str
) -> None:
    path = tmp_path / "ess.csv"
    path.write_text(f"Nom{separator}{header}\nExemple fictif{separator}732829320\n", "utf-8-sig")
    reading = read_ess_france(path)
    assert reading.table.to_pylist() == [{"siren": "732829320"}]
    assert [plain(note) for note in reading.notes] == ["Colonnes non reprises : Nom."]


def test_lost_zeros_come_back_and_each_siren_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "ess.csv"
    path.write_text("SIREN\n5880596\n005880596\n55 800 296\n", "utf-8")
    reading = read_ess_france(path)
    assert reading.table["siren"].to_pylist() == ["005880596", "055800296"]
    assert len(reading.rejects) == 0
    assert reading.notes == ["2 SIREN ont retrouvé leurs zéros de tête."]


def test_a_wrong_siren_is_listed_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "ess.csv"
    path.write_text("SIREN\n732829321\n000000000\n732829320\n", "utf-8")
    reading = read_ess_france(path)
    assert reading.table["siren"].to_pylist() == ["732829320"]
    assert [row["row_number"] for row in reading.rejects.to_pylist()] == [2, 3]
    assert not any(reading.rejects["kept"].to_pylist())


def test_a_file_without_siren_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "ess.csv"
    path.write_text("Nom\nExemple fictif\n", "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_ess_france(path)
    assert "siren" in caught.value.for_user()
    assert "Nom" in caught.value.details[0]


def test_an_absent_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot read"):
        read_ess_france(tmp_path / "absent.csv")


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="the real data are not beside the project")
def test_real_sirens_are_all_kept() -> None:
    with REAL.open(encoding="utf-8", newline="") as file:
        expected = {row["siren"].zfill(9) for row in csv.DictReader(file)}
    reading = read_ess_france(REAL)
    assert set(reading.table["siren"].to_pylist()) == expected
    assert len(reading.rejects) == 0
