import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from maillon.domain.errors import InvalidInput
from maillon.sources.aides_entreprises import read_aides_entreprises

REAL = Path(__file__).resolve().parents[3] / "../shared/data/aides/programmes_entreprises_2026.json"


def make_item(**changes: Any) -> dict[str, Any]:
    return {
        "id": "exemple-fictif",
        "titre": "Exemple fictif",
        "promesse": "Réduisez vos **déchets**",
        "description": "Texte",
        "nature de l'aide": "étude",
        "opérateur de contact": "Opérateur fictif",
        "url": "https://exemple.invalid/aide ",
        "objectifs": [
            {"description": "Écrivez.", "liens": [{"lien": "mailto:personne@exemple.invalid"}]}
        ],
        "conditions d'éligibilité": {
            "taille de l'entreprise": ["Moins de 50 salariés"],
            "secteur géographique": ["Occitanie, Landes"],
        },
        "eligibilityData": {
            "company": {"allowedNafSections": ["C", "E"], "maxEmployees": "49"},
            "validity": {"start": "01/01/2023", "end": "31/12/2026"},
            "priorityObjectives": ["waste"],
        },
    } | changes


def write(tmp_path: Path, payload: object) -> Path:
    path = tmp_path / "programmes.json"
    path.write_text(json.dumps(payload), "utf-8")
    return path


def test_a_programme_is_read_with_its_rules(tmp_path: Path) -> None:
    (aid,) = read_aides_entreprises(write(tmp_path, [make_item()])).table.to_pylist()
    assert aid["aid_id"] == "exemple-fictif"
    assert aid["summary"] == "Réduisez vos déchets"
    assert (aid["employees_min"], aid["employees_max"]) == (None, 49)
    assert aid["naf_sections"] == "C\nE"
    assert (aid["opens_on"], aid["deadline"]) == (dt.date(2023, 1, 1), dt.date(2026, 12, 31))
    assert aid["perimeter_names"] == "Occitanie\nLandes"
    assert aid["eligibility"].split("\n")[0] == "Taille de l'entreprise : Moins de 50 salariés"
    assert aid["how_to"] == "Écrivez."
    assert aid["address"] == "https://exemple.invalid/aide"
    assert not any("@" in str(value) for value in aid.values())


def test_who_handles_requests_is_not_said_to_pay(tmp_path: Path) -> None:
    (aid,) = read_aides_entreprises(write(tmp_path, [make_item()])).table.to_pylist()
    assert aid["operators"] == "Opérateur fictif"
    assert aid["funders"] is None


def test_the_public_is_open_ended_and_administrations_come_when_said(tmp_path: Path) -> None:
    item = make_item()
    item["eligibilityData"]["company"]["openToPublicAdministration"] = True
    plain, public = read_aides_entreprises(
        write(tmp_path, [make_item(), item | {"id": "b"}])
    ).table.to_pylist()
    assert plain["audiences"] == "Entreprises"
    assert "Commune" in public["audiences"].split("\n")
    assert not plain["is_audience_closed"]


def test_all_sections_together_are_no_rule(tmp_path: Path) -> None:
    item = make_item()
    item["eligibilityData"]["company"]["allowedNafSections"] = list("ABCDEFGHIJKLMNOPQRSTU")
    (aid,) = read_aides_entreprises(write(tmp_path, [item])).table.to_pylist()
    assert aid["naf_sections"] is None


def test_a_headcount_or_a_date_that_is_none_is_told(tmp_path: Path) -> None:
    item = make_item()
    item["eligibilityData"]["company"]["maxEmployees"] = "beaucoup"
    item["eligibilityData"]["validity"]["end"] = "un jour"
    reading = read_aides_entreprises(write(tmp_path, [item]))
    (aid,) = reading.table.to_pylist()
    assert (aid["employees_max"], aid["deadline"]) == (None, None)
    assert {row["value"] for row in reading.rejects.to_pylist()} == {"beaucoup", "un jour"}
    assert all(row["kept"] for row in reading.rejects.to_pylist())


def test_a_programme_without_title_or_repeated_is_set_aside(tmp_path: Path) -> None:
    items = [make_item(), make_item(), make_item(id="b", titre="")]
    reading = read_aides_entreprises(write(tmp_path, items))
    assert len(reading.table) == 1
    assert [row["row_number"] for row in reading.rejects.to_pylist()] == [2, 3]


@pytest.mark.parametrize("payload", [{"a": 1}, ["texte"], []])
def test_another_json_is_refused(tmp_path: Path, payload: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_aides_entreprises(write(tmp_path, payload))
    assert "programmes.json" in caught.value.for_user()


def test_a_lacking_field_is_named(tmp_path: Path) -> None:
    item = make_item()
    del item["eligibilityData"]
    with pytest.raises(InvalidInput) as caught:
        read_aides_entreprises(write(tmp_path, [item]))
    assert "eligibilityData" in caught.value.for_user()


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "programmes.json"
    path.write_text("titre;url", "utf-8")
    with pytest.raises(InvalidInput):
        read_aides_entreprises(path)
    with pytest.raises(InvalidInput):
        read_aides_entreprises(tmp_path / "absent.json")


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="the real data are not beside the project")
def test_the_real_programmes_are_read_whole() -> None:
    reading = read_aides_entreprises(REAL)
    aids = reading.table.to_pylist()
    assert len(aids) == 260
    assert not len(reading.rejects)
    assert sum(aid["deadline"] is not None for aid in aids) == 138
    assert sum(aid["opens_on"] is not None for aid in aids) == 110
    assert sum(aid["is_suspended"] is True for aid in aids) == 1
    assert sum(bool(aid["excludes_micro"]) for aid in aids) == 47
    assert sum(aid["employees_max"] is not None for aid in aids) == 64
    assert not any("](" in (aid["description"] or "") for aid in aids)
