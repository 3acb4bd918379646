"""The actors of cases enter the table of establishments."""

import csv
from pathlib import Path

import pytest
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.reference.cases import actors_table, get_case, list_cases

COLUMNS = Path(__file__).resolve().parents[3] / "src/maillon/reference/tables/establishments.csv"


def _describe_columns() -> list[dict[str, str]]:
    with COLUMNS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_table_has_exactly_the_described_columns() -> None:
    assert actors_table().column_names == [row["column"] for row in _describe_columns()]


def test_no_required_column_has_a_hole() -> None:
    table = actors_table()
    for row in _describe_columns():
        if row["required"] == "yes":
            assert table.column(row["column"]).null_count == 0, row["column"]


def test_each_actor_of_each_case_has_one_row() -> None:
    identifiers = actors_table().column("actor_id").to_pylist()
    assert len(identifiers) == len(set(identifiers))
    assert len(identifiers) == sum(len(case.actors) for case in list_cases())


def test_an_actor_of_one_filiere_has_it_once_and_its_stages_alone() -> None:
    rows = {row["actor_id"]: row for row in actors_table(["lorraine-laine"]).to_pylist()}
    row = rows["case:lorraine-laine:mos-laine"]
    assert row["declared_filiere"] == "laine"
    assert row["declared_stages"] == "collecte;fabrication"
    assert row["declared_ess"] == "oui"
    assert row["source_keys"] == "cas-lorraine-laine"


def test_an_actor_of_several_filieres_has_its_stages_prefixed() -> None:
    rows = actors_table(["paris-economie-circulaire"]).to_pylist()
    row = next(row for row in rows if row["actor_id"].endswith(":les-canaux"))
    assert row["declared_filiere"] is None
    assert row["declared_stages"].split(";")[0] == "textile_tlc/soutien"
    assert all("/" in stage for stage in row["declared_stages"].split(";"))


def test_an_actor_to_place_has_no_stage() -> None:
    rows = actors_table(["occitanie-recyclocc"]).to_pylist()
    row = next(row for row in rows if row["actor_id"].endswith(":vertex"))
    assert row["declared_stages"] is None
    assert row["declared_ess"] is None


def test_a_public_actor_is_declared_out_of_the_ess() -> None:
    rows = actors_table(["creuse-art-textile"]).to_pylist()
    row = next(row for row in rows if row["actor_id"].endswith(":departement-creuse"))
    assert row["declared_ess"] == "non"


def test_the_departement_comes_from_the_commune_or_from_the_document() -> None:
    rows = {row["actor_id"]: row for row in actors_table().to_pylist()}
    assert rows["case:creuse-art-textile:lainamac"]["departement_code"] == "23"
    halage = rows["case:plaine-commune-alimentation:halage"]
    assert halage["commune_code"] is None
    assert halage["departement_code"] == "93"


def test_the_evidence_names_the_document_and_quotes_it() -> None:
    case = get_case("creuse-art-textile")
    evidence = actors_table([case.key]).column("evidence").to_pylist()
    assert all(case.source.document in text and "« " in plain(text) for text in evidence)


def test_an_unknown_case_is_refused() -> None:
    with pytest.raises(InvalidInput):
        actors_table(["inconnu"])
