import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.sources.annuaire import read_annuaire

UNITS = pa.table(
    {
        "siren": ["732829320", "552032534", "356000000", "732829321"],
        "nom": ["Exemple fictif"] * 4,
        "est_ess": [True, False, False, True],
        "est_siae": [True, True, False, False],
        "type_siae": ["['EI', 'ACI', 'EI']", "['ESAT']", None, None],
    }
)
EXPECTED = [
    {"siren": "552032534", "is_ess": False, "is_siae": True, "inclusive_kinds": "ESAT"},
    {"siren": "732829320", "is_ess": True, "is_siae": True, "inclusive_kinds": "ACI;EI"},
]


def write_parquet(tmp_path: Path, table: pa.Table) -> Path:
    path = tmp_path / "unités d'essai.parquet"
    pq.write_table(table, path)
    return path


def test_flagged_units_are_kept_with_their_kinds(tmp_path: Path) -> None:
    reading = read_annuaire(write_parquet(tmp_path, UNITS))
    assert reading.table.to_pylist() == EXPECTED
    assert [row["value"] for row in reading.rejects.to_pylist()] == ["732829321"]
    assert "Colonnes non reprises : nom." in [plain(note) for note in reading.notes]


def test_the_compressed_csv_says_the_same_as_the_parquet(tmp_path: Path) -> None:
    lines = ["siren,nom,est_ess,est_siae,type_siae"]
    for unit in UNITS.to_pylist():
        kinds = f'"{unit["type_siae"]}"' if unit["type_siae"] else ""
        lines.append(f"{unit['siren']},Exemple,{unit['est_ess']},{unit['est_siae']},{kinds}")
    path = tmp_path / "unites.csv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert read_annuaire(path).table.to_pylist() == EXPECTED


def test_a_siren_stored_as_a_number_takes_its_zeros_back(tmp_path: Path) -> None:
    units = pa.table(
        {"siren": [55800296], "est_ess": [True], "est_siae": [None], "type_siae": [None]},
        schema=pa.schema(
            [
                ("siren", pa.int64()),
                ("est_ess", pa.bool_()),
                ("est_siae", pa.bool_()),
                ("type_siae", pa.string()),
            ]
        ),
    )
    assert read_annuaire(write_parquet(tmp_path, units)).table["siren"].to_pylist() == ["055800296"]


@pytest.mark.parametrize("column", ["siren", "est_ess", "est_siae", "type_siae"])
def test_each_lacking_column_is_named(tmp_path: Path, column: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_annuaire(write_parquet(tmp_path, UNITS.drop_columns([column])))
    assert column in caught.value.for_user()


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.parquet"
    path.write_bytes(b"PAR1 cut")
    with pytest.raises(InvalidInput, match="cannot read"):
        read_annuaire(path)


def test_an_absent_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        read_annuaire(tmp_path / "absent.parquet")
