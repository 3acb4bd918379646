import csv
import gzip
import zipfile
from pathlib import Path

import pytest
from tests.store.conftest import PLACES, UNITS
from tests.store.made_up_stock import (
    COMMUNES,
    FORMS,
    import_rows,
    place,
    to_csv,
    unit,
    write_parquet,
)

from maillon.domain.errors import InvalidInput
from maillon.sources.sirene import build_plan
from maillon.store import Store

REAL = Path(__file__).resolve().parents[2] / "../shared/data/sirene"


def ingest(store, key, path):
    return store.ingest([build_plan(key, path)], forms=FORMS, current_communes=COMMUNES)[key]


def write_csv(folder: Path, kind: str, rows) -> Path:
    text = to_csv(rows)
    path = folder / f"stock.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("stock.csv", text)
    elif kind == "gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding=kind.removesuffix(".csv"))
    return path


@pytest.mark.parametrize("kind", ["utf-8.csv", "utf-8-sig.csv", "utf-16.csv", "zip", "gz"])
def test_a_csv_says_the_same_as_the_parquet(store, tmp_path, kind):
    other = Store(tmp_path / "other")
    ingest(other, "sirene-etablissements", write_csv(tmp_path, kind, PLACES))
    ingest(other, "sirene-unites-legales", write_csv(tmp_path, kind, UNITS))
    told = store.read_establishments().drop_columns("source_keys").sort_by("siret")
    assert other.read_establishments().drop_columns("source_keys").sort_by("siret").equals(told)
    assert other.find_closed(["66666666600016"]) == store.find_closed(["66666666600016"])


def test_zeros_lost_by_a_spreadsheet_are_put_back(home, tmp_path):
    row = place("00111111100011", "01004") | {
        "siren": 1111111,
        "siret": 111111100011,
        "codeCommuneEtablissement": 1004,
        "codePostalEtablissement": 1500,
    }
    store = Store(home)
    ingest(store, "sirene-etablissements", write_parquet(tmp_path / "a.parquet", [row]))
    found = store.read_establishments(commune_codes=["01004"]).to_pylist()[0]
    assert (found["siret"], found["siren"]) == ("00111111100011", "001111111")
    assert (found["post_code"], found["departement_code"]) == ("01500", "01")


def test_a_former_commune_counts_under_the_current_one(home, tmp_path):
    store = Store(home)
    import_rows(store, tmp_path, places=[place("11111111100011", "14712")])
    assert store.read_establishments(commune_codes=["14654"])["siret"].to_pylist() == [
        "11111111100011"
    ]


def test_an_unreadable_commune_becomes_a_place_unknown(home, tmp_path):
    store = Store(home)
    import_rows(store, tmp_path, places=[place("11111111100011", "../..")])
    assert store.read_establishments().to_pylist()[0]["commune_code"] is None


def test_refused_rows_are_written_with_their_reason(home, tmp_path):
    rows = [
        PLACES[0],
        place("1111111110001X", "23096"),
        place("22222222200014", "23096", siren="999999999"),
        place("", "23096", siren="333333333"),
    ]
    store = Store(home)
    report = ingest(store, "sirene-etablissements", write_parquet(tmp_path / "a.parquet", rows))
    assert (report.row_count, report.rejected_count) == (1, 3)
    path = store.find_reject_path("sirene-etablissements")
    assert path is not None
    with path.open(encoding="utf-8", newline="") as file:
        reasons = {row["identifiant"]: row["raison"] for row in csv.DictReader(file)}
    assert "14 chiffres" in reasons["1111111110001X"]
    assert "début du SIRET" in reasons["22222222200014"]
    assert len(reasons) == 3


def test_refused_units_are_counted_too(home, tmp_path):
    store = Store(home)
    rows = [*UNITS, unit("12E456789", "EXEMPLE FICTIF ILLISIBLE")]
    report = ingest(store, "sirene-unites-legales", write_parquet(tmp_path / "a.parquet", rows))
    assert (report.row_count, report.rejected_count) == (6, 1)


def test_lines_with_missing_cells_are_counted(home, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(to_csv(PLACES) + "11111111100099,A\n", encoding="utf-8")
    report = ingest(Store(home), "sirene-etablissements", path)
    assert report.rejected_count == 1
    assert any("en-tête" in note for note in report.notes)


def test_a_csv_in_an_old_encoding_is_refused(home, tmp_path):
    rows = [place("11111111100011", "23096", enseigne1Etablissement="Éxemple fictif")]
    path = tmp_path / "a.csv"
    path.write_bytes(to_csv(rows).encode("latin-1"))
    with pytest.raises(InvalidInput) as caught:
        ingest(Store(home), "sirene-etablissements", path)
    assert "UTF-8" in caught.value.for_user()
    assert not Store(home).has("sirene-etablissements")


def test_a_file_before_the_recent_columns_still_comes_in(home, tmp_path):
    recent = ("activitePrincipaleNAF25Etablissement", "statutDiffusionEtablissement")
    rows = [{k: v for k, v in row.items() if k not in recent} for row in PLACES]
    store = Store(home)
    ingest(store, "sirene-etablissements", write_parquet(tmp_path / "a.parquet", rows))
    table = store.read_establishments()
    assert table["naf25_code"].null_count == len(table)
    assert all(table["is_diffusible"].to_pylist())


def test_without_a_state_everything_counts_as_active(home, tmp_path):
    rows = [{k: v for k, v in row.items() if not k.startswith("etat")} for row in PLACES]
    store = Store(home)
    report = ingest(store, "sirene-etablissements", write_parquet(tmp_path / "a.parquet", rows))
    assert report.row_count == len(PLACES)
    assert store.find_closed(["66666666600016"]) == {}


def test_dates_said_to_be_1900_are_unknown(home, tmp_path):
    rows = [place("11111111100011", "23096", dateCreationEtablissement="1900-01-01")]
    store = Store(home)
    ingest(store, "sirene-etablissements", write_parquet(tmp_path / "a.parquet", rows))
    assert store.read_establishments()["created_date"].to_pylist() == [None]


def test_a_file_without_any_usable_row_is_refused(home, tmp_path):
    path = write_parquet(tmp_path / "a.parquet", [place("X", "23096")])
    with pytest.raises(InvalidInput, match="no usable row"):
        ingest(Store(home), "sirene-etablissements", path)


POSITION = {
    "plg_qp24": "QN02301M",
    "plg_code_commune": "23096",
    "qualite_xy": 11,
    "y_latitude": 46.17,
    "x_longitude": 1.87,
}


def test_positions_show_for_organisations_and_never_for_persons(store, tmp_path):
    rows = [
        {"siret": siret, **POSITION}
        for siret in ("11111111100011", "33333333300017", "44444444400010")
    ]
    rows[2]["plg_code_commune"] = "2A004"
    ingest(store, "sirene-geolocalisation", write_parquet(tmp_path / "geo.parquet", rows))
    told = {row["siret"]: row for row in store.read_establishments().to_pylist()}
    shown = told["11111111100011"]
    assert (shown["lat"], shown["lon"], shown["position_quality"]) == (46.17, 1.87, "precise")
    assert "sirene-geolocalisation" in shown["source_keys"]
    for siret in ("33333333300017", "44444444400010"):
        assert (told[siret]["lat"], told[siret]["position_quality"]) == (None, None)
        assert told[siret]["qpv_code"] == "QN02301M"
    assert told["22222222200014"]["lat"] is None


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="real data absent")
def test_the_real_extract_comes_in_whole(home):
    path = REAL / "etablissements_titulaires_2022.csv"
    store = Store(home)
    report = ingest(store, "sirene-etablissements", path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert report.row_count + report.rejected_count == len(rows)
    assert report.rejected_count == 0
    assert any("compté comme actif" in note for note in report.notes)
    first = store.read_establishments(sirets=["00705006500015"]).to_pylist()[0]
    assert (first["siren"], first["commune_code"]) == ("007050065", "04143")
    assert first["naf_code"] == "43.12A"
