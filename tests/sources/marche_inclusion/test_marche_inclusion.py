import csv
import json
from pathlib import Path
from typing import Any

import pytest

from maillon.domain.errors import InvalidInput
from maillon.sources.marche_inclusion import read_marche_inclusion

REAL = Path(__file__).resolve().parents[3] / "../shared/data/siae/siae.csv"


def make_item(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "siret": "73282932000074",
        "name": "Exemple fictif",
        "brand": "",
        "kind": "EI",
        "address": "1 rue fictive",
        "post_code": "99000",
        "city": "Ville fictive",
        "department": "99",
        "contact_email": "personne@exemple.invalid",
    } | changes


def write(tmp_path: Path, payload: object) -> Path:
    path = tmp_path / "structures.json"
    path.write_text(json.dumps(payload), "utf-8")
    return path


@pytest.mark.parametrize(
    "wrap", [lambda items: {"count": 1, "results": items}, lambda items: items]
)
def test_structures_come_without_their_contacts(tmp_path: Path, wrap: Any) -> None:
    reading = read_marche_inclusion(write(tmp_path, wrap([make_item()])))
    (structure,) = reading.table.to_pylist()
    assert structure == {
        "siret": "73282932000074",
        "siren": "732829320",
        "name": "Exemple fictif",
        "brand": None,
        "kind": "EI",
        "address": "1 rue fictive",
        "post_code": "99000",
        "city": "Ville fictive",
        "departement_code": "99",
    }


def test_test_records_are_set_aside(tmp_path: Path) -> None:
    items = [make_item(siret="00000000000018"), make_item(siret=None), make_item()]
    reading = read_marche_inclusion(write(tmp_path, {"results": items}))
    assert len(reading.table) == 1
    assert [row["row_number"] for row in reading.rejects.to_pylist()] == [1, 2]


def test_an_establishment_keeps_its_two_kinds_apart(tmp_path: Path) -> None:
    items = [make_item(), make_item(kind="ACI")]
    reading = read_marche_inclusion(write(tmp_path, {"results": items}))
    assert reading.table["kind"].to_pylist() == ["EI", "ACI"]


def test_a_lacking_field_is_named(tmp_path: Path) -> None:
    item = make_item()
    del item["kind"]
    with pytest.raises(InvalidInput) as caught:
        read_marche_inclusion(write(tmp_path, {"results": [item]}))
    assert "kind" in caught.value.for_user()


@pytest.mark.parametrize("payload", [{"detail": "jeton absent"}, ["texte"], {"results": 3}])
def test_another_json_is_refused(tmp_path: Path, payload: object) -> None:
    with pytest.raises(InvalidInput, match="no results"):
        read_marche_inclusion(write(tmp_path, payload))


@pytest.mark.parametrize("content", ["{coupé", "[1,"])
def test_a_cut_json_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "structures.json"
    path.write_text(content, "utf-8")
    with pytest.raises(InvalidInput, match="cannot read"):
        read_marche_inclusion(path)


def test_an_absent_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        read_marche_inclusion(tmp_path / "absent.json")


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="the real data are not beside the project")
def test_the_public_list_loses_only_its_wrong_numbers() -> None:
    with REAL.open(encoding="utf-8", newline="") as file:
        count = sum(1 for _row in csv.DictReader(file))
    reading = read_marche_inclusion(REAL)
    assert len(reading.table) + len(reading.rejects) == count == 3853
    assert len(reading.rejects) == 13
