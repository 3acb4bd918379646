import gzip
import zipfile
from pathlib import Path

import pytest

from maillon.domain.errors import InvalidInput
from maillon.sources.rna import read_rna

HEADER = "id;siret;titre;objet;adrs_codeinsee;adrg_declarant;dir_civilite;position"
ACTIVE = (
    '"W991000001";"73282932000074";"Exemple fictif";"collecte de\nvélos ; tri";'
    '"99001";"Une Personne";"M";"A"'
)
DISSOLVED = "W991000002;;Exemple dissous;objet;99001;;;D"
WRONG = "991000003;;Exemple faux;objet;99001;;;A"


def write(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "rna.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return path


def test_active_associations_come_with_their_object_and_without_persons(tmp_path: Path) -> None:
    reading = read_rna(write(tmp_path, ACTIVE, DISSOLVED, WRONG))
    assert reading.table.to_pylist() == [
        {
            "rna_id": "W991000001",
            "siret": "73282932000074",
            "name": "Exemple fictif",
            "object": "collecte de vélos ; tri",
            "commune_code": "99001",
        }
    ]
    assert "Une Personne" not in str(reading.table.to_pylist())
    assert [row["value"] for row in reading.rejects.to_pylist()] == ["991000003"]
    assert any("1 association dissoute" in note for note in reading.notes)
    assert any("Alsace-Moselle" in note for note in reading.notes)


def test_a_wrong_siret_does_not_lose_the_association(tmp_path: Path) -> None:
    reading = read_rna(write(tmp_path, ACTIVE.replace("73282932000074", "73282932000079")))
    assert reading.table["siret"].to_pylist() == [None]


def test_the_files_by_departement_of_a_zip_are_read_together(tmp_path: Path) -> None:
    path = tmp_path / "rna.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in (1, 2):
            row = ACTIVE.replace("W991000001", f"W99100000{number}")
            archive.writestr(f"dpt_{number}.csv", f"{HEADER}\n{row}\n")
    assert read_rna(path).table["rna_id"].to_pylist() == ["W991000001", "W991000002"]


def test_a_compressed_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rna.csv.gz"
    path.write_bytes(gzip.compress(f"{HEADER}\n{ACTIVE}\n".encode()))
    assert len(read_rna(path).table) == 1


def test_a_large_register_is_read_by_batches(tmp_path: Path) -> None:
    rows = [f"W{number:09d};;Exemple {number};objet;99001;;;A" for number in range(60_000)]
    reading = read_rna(write(tmp_path, *rows))
    assert len(reading.table) == 60_000
    assert reading.table["name"].num_chunks == 2


def test_a_lacking_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rna.csv"
    path.write_text(HEADER.replace("objet", "but") + "\n", "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_rna(path)
    assert "objet" in caught.value.for_user()
