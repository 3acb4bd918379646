import zipfile
from pathlib import Path

import pytest

from maillon.domain.errors import InvalidInput
from maillon.sources.fondations import read_fondations

HEADER = "titre;numero_rnf;siret;date_creation;adresse;code_postal;ville;type_organisme"
ROWS = [
    "Fondation fictive;099-FDD-00001-01;73282932000074;2020-01-01;1 rue;99000;Ville fictive;FDD",
    "Fonds fictif;099-FDD-00002-01;;;;;;FDD",
]


def write_zip(tmp_path: Path, files: dict[str, str], encoding: str = "utf-8") -> Path:
    path = tmp_path / "rnf.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text.encode(encoding))
    return path


def test_every_csv_of_the_zip_is_read_and_no_foundation_is_lost(tmp_path: Path) -> None:
    files = {f"{n}.csv": f"{HEADER}\n{row}\n" for n, row in enumerate(ROWS)}
    reading = read_fondations(write_zip(tmp_path, files | {"lisez-moi.pdf": "x"}))
    assert reading.table["name"].to_pylist() == ["Fondation fictive", "Fonds fictif"]
    assert reading.table["siren"].to_pylist() == ["732829320", None]
    assert reading.rejects["kept"].to_pylist() == [True]


def test_a_plain_csv_is_read_too_in_the_encoding_of_windows(tmp_path: Path) -> None:
    path = tmp_path / "rnf.csv"
    path.write_bytes(f"{HEADER}\nFondation œuvre fictive é;R;;;;;;FE\n".encode("cp1252"))
    reading = read_fondations(path)
    assert reading.table["name"].to_pylist() == ["Fondation œuvre fictive é"]
    assert any("Windows" in note for note in reading.notes)


@pytest.mark.parametrize("column", HEADER.split(";"))
def test_each_lacking_column_is_named(tmp_path: Path, column: str) -> None:
    header = HEADER.replace(column, "autre")
    with pytest.raises(InvalidInput) as caught:
        read_fondations(write_zip(tmp_path, {"a.csv": header + "\n"}))
    assert column in caught.value.for_user()


def test_a_zip_without_csv_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        read_fondations(write_zip(tmp_path, {"a.pdf": "x"}))


def test_a_cut_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path, {"a.csv": f"{HEADER}\n{ROWS[0]}\n"})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InvalidInput, match="cannot read"):
        read_fondations(path)
