import gzip
import zipfile
from pathlib import Path

import pytest
from tests.store.made_up_stock import place, to_csv, unit, write_parquet

from maillon.domain.errors import InvalidInput
from maillon.domain.ingestion import FileFormat
from maillon.sources.sirene import KEYS, build_plan
from maillon.sources.sirene.files import inspect_file

PLACES = [place("11111111100011", "23096")]
UNITS = [unit("111111111", "EXEMPLE FICTIF")]
ETABLISSEMENTS, UNITES, GEO = KEYS


def test_the_format_is_found_from_the_content_and_not_from_the_name(tmp_path):
    path = write_parquet(tmp_path / "stock.csv", PLACES)
    assert inspect_file(path).format is FileFormat.PARQUET
    assert inspect_file(path).row_count == 1


@pytest.mark.parametrize(
    ("name", "encoding"), [("a.csv", "utf-8"), ("b.csv", "utf-8-sig"), ("c.csv", "utf-16")]
)
def test_csv_columns_are_read_in_each_encoding(tmp_path, name, encoding):
    path = tmp_path / name
    path.write_text(to_csv(PLACES), encoding=encoding)
    assert inspect_file(path).columns == tuple(PLACES[0])


def test_compressed_csv_are_opened(tmp_path):
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(to_csv(PLACES).encode()))
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("StockEtablissement_utf8.csv", to_csv(PLACES))
    for path, kind in ((packed, "gzip"), (archive, "zip")):
        found = inspect_file(path)
        assert (found.compression, found.columns) == (kind, tuple(PLACES[0]))


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def test_files_cut_short_are_refused(tmp_path):
    whole = write_parquet(tmp_path / "a.parquet", PLACES).read_bytes()
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.csv", to_csv(PLACES))
    for name, content in {
        "a.parquet": cut(whole),
        "b.zip": cut(archive.read_bytes()),
        "c.gz": cut(gzip.compress(to_csv(PLACES).encode())),
    }.items():
        path = tmp_path / f"cut-{name}"
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match="truncated") as caught:
            inspect_file(path)
        assert "Téléchargez-le à nouveau" in caught.value.for_user()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "est vide"),
        (b"\xd0\xcf\x11\xe0 old workbook", "ni un fichier Parquet ni un CSV"),
        (b"%PDF-1.7\n%binary\0\0", "ni un fichier Parquet ni un CSV"),
        (b"just one line of words", "ni un fichier Parquet ni un CSV"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, words):
    path = tmp_path / "fichier"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        inspect_file(path)
    assert words in caught.value.for_user()


def test_an_absent_file_or_a_folder_is_refused(tmp_path):
    for path, words in (
        (tmp_path / "absent.parquet", "introuvable"),
        (tmp_path, "donnez un fichier"),
    ):
        with pytest.raises(InvalidInput) as caught:
            inspect_file(path)
        assert words in caught.value.for_user()


def test_an_archive_of_several_csv_is_refused(tmp_path):
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.csv", to_csv(PLACES))
        file.writestr("b.csv", to_csv(PLACES))
    with pytest.raises(InvalidInput, match="2 CSV members"):
        inspect_file(archive)


@pytest.mark.parametrize(
    ("key", "rows", "found", "wanted"),
    [
        (ETABLISSEMENTS, UNITS, "StockUniteLegale", "StockEtablissement"),
        (UNITES, PLACES, "StockEtablissement", "StockUniteLegale"),
        (GEO, PLACES, "StockEtablissement", "GeolocalisationEtablissement"),
    ],
)
def test_a_file_given_for_another_is_named(tmp_path, key, rows, found, wanted):
    path = write_parquet(tmp_path / "stock.parquet", rows)
    with pytest.raises(InvalidInput) as caught:
        build_plan(key, path)
    assert found in caught.value.for_user()
    assert wanted in caught.value.for_user()


def test_a_missing_required_column_is_named(tmp_path):
    rows = [{k: v for k, v in PLACES[0].items() if k != "codeCommuneEtablissement"}]
    path = write_parquet(tmp_path / "stock.parquet", rows)
    with pytest.raises(InvalidInput) as caught:
        build_plan(ETABLISSEMENTS, path)
    assert "codeCommuneEtablissement" in caught.value.for_user()
    assert len(caught.value.details) == 1


def test_missing_and_unknown_columns_are_told(tmp_path):
    absent = ("etatAdministratifEtablissement", "activitePrincipaleNAF25Etablissement")
    rows = [{k: v for k, v in PLACES[0].items() if k not in absent} | {"colonneNouvelle": 1}]
    notes = build_plan(ETABLISSEMENTS, write_parquet(tmp_path / "a.parquet", rows)).notes
    assert any("compté comme actif" in note for note in notes)
    assert any("activitePrincipaleNAF25Etablissement" in note for note in notes)
    assert any("colonneNouvelle" in note for note in notes)


def test_the_date_in_the_file_name_is_the_vintage(tmp_path):
    for name, vintage in {
        "StockEtablissement_2026-08-01.parquet": "2026-08-01",
        "StockEtablissement_202608.parquet": "2026-08",
        "StockEtablissement_utf8.parquet": "",
    }.items():
        path = write_parquet(tmp_path / name, PLACES)
        assert build_plan(ETABLISSEMENTS, path).provenance.vintage == vintage
    assert build_plan(ETABLISSEMENTS, path, vintage="2025").provenance.vintage == "2025"


def test_the_address_kept_is_a_file_name_and_never_a_path(tmp_path: Path):
    path = write_parquet(tmp_path / "stock.parquet", PLACES)
    assert build_plan(ETABLISSEMENTS, path).provenance.address == "stock.parquet"
