import csv
from collections import Counter
from pathlib import Path

import pytest

from maillon.domain.visibility import Visibility
from maillon.reference.territories import find_commune, resolve_commune_code
from maillon.sources.lists import ListReading, read_list

DATA = Path(__file__).resolve().parents[3] / "../shared/data"
SIAE = DATA / "siae" / "siae.csv"
THIRD_PLACES = DATA / "ess_numerique" / "03_tiers_lieux.csv"

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not SIAE.exists(), reason="the real data are not beside the project"),
]


@pytest.fixture(scope="module")
def reading() -> ListReading:
    return read_list(
        SIAE,
        key="siae",
        visibility=Visibility.PUBLIC,
        locate=find_commune,
        resolve_commune=resolve_commune_code,
    )


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with SIAE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_structure_is_lost(reading: ListReading, rows: list[dict[str, str]]) -> None:
    assert reading.row_count == len(rows) == 3853
    assert len(reading.table) + reading.merged_count + reading.empty_count == 3853
    assert (reading.merged_count, reading.empty_count) == (11, 0)
    assert {row["siret"] for row in rows} >= set(reading.table["siret"].drop_null().to_pylist())


def test_the_thirteen_wrong_numbers_and_the_twelve_repeated_are_shown(reading: ListReading) -> None:
    reasons = Counter(
        "check"
        if "clé de contrôle" in row["reason"]
        else ("elsewhere" if "autre département" in row["reason"] else "merged")
        for row in reading.rejects.to_pylist()
        if row["column"] == "siret"
    )
    assert reasons == {"check": 13, "merged": 11, "elsewhere": 1}
    assert reading.table["siret"].null_count == 14
    assert all(reading.rejects["kept"].to_pylist())


def test_counts_by_departement_and_kind_equal_those_of_another_reader(
    reading: ListReading, rows: list[dict[str, str]]
) -> None:
    expected = Counter((row["department"], row["kind"]) for row in rows)
    found = Counter(
        (actor["departement_code"], kind)
        for actor in reading.table.to_pylist()
        for kind in actor["inclusive_kinds"].split(";")
    )
    assert found == expected


def test_every_activity_code_takes_its_dot(
    reading: ListReading, rows: list[dict[str, str]]
) -> None:
    filled = sum(bool(row["naf"]) for row in rows)
    codes = reading.table["naf_code"].drop_null().to_pylist()
    assert all(code[2] == "." for code in codes)
    assert filled - reading.merged_count <= len(codes) <= filled


@pytest.mark.skipif(not THIRD_PLACES.exists(), reason="the file is not there")
def test_a_list_of_third_places_without_siret_is_read() -> None:
    reading = read_list(
        THIRD_PLACES,
        key="tiers-lieux",
        visibility=Visibility.PUBLIC,
        locate=lambda **_known: None,
        resolve_commune=lambda code: code,
    )
    with THIRD_PLACES.open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    assert reading.row_count == len(expected)
    nameless = sum(not (row["NOM"] or row["siren"]) for row in expected)
    assert len(reading.table) == len(expected) - nameless
    assert reading.empty_count == nameless
    assert {"NOM", "Insee", "ADRESSE", "CODPOST", "VILLE", "siren"} <= set(reading.mapping)
    assert reading.table["siren"].drop_null().to_pylist() == [
        row["siren"].removesuffix(".0").zfill(9) for row in expected if row["siren"]
    ]
