import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from maillon.domain.errors import InvalidInput
from maillon.sources.aides_territoires import read_aides_territoires

REAL = (
    Path(__file__).resolve().parents[3]
    / "../shared/data/aides/aides_territoires_periurbain_2023.csv"
)
HEADER = "Nom,Lien,Financeurs,Bénéficiaire,Types d'aides,AAP/AMI,Récurrence,Descriptif,Date Clôture"


def make_item(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "slug": "0000-exemple-fictif",
        "url": "/aides/0000-exemple-fictif/",
        "name": "Exemple fictif",
        "financers": ["Financeur fictif"],
        "instructors": [],
        "programs": None,
        "description": "<p>Études <script>x</script></p>",
        "eligibility": "<ul><li>Une</li><li>Deux</li></ul>",
        "perimeter": "Occitanie",
        "perimeter_scale": "Région",
        "mobilization_steps": ["Réflexion / conception"],
        "categories": ["Thème / Catégorie"],
        "is_call_for_project": True,
        "application_url": "javascript:alert(1)",
        "targeted_audiences": ["Association"],
        "aid_types": ["Subvention"],
        "start_date": "2026-01-01",
        "submission_deadline": "2026-12-31",
        "subvention_rate_lower_bound": 20,
        "subvention_rate_upper_bound": 50,
        "loan_amount": None,
        "contact": "<p>Personne Fictive, personne@exemple.invalid</p>",
        "date_updated": "2026-03-04T05:06:07+00:00",
        "is_live": True,
    } | changes


def write(tmp_path: Path, payload: object) -> Path:
    path = tmp_path / "aides.json"
    path.write_text(json.dumps(payload), "utf-8")
    return path


@pytest.mark.parametrize(
    "wrap", [lambda items: {"count": 1, "results": items}, lambda items: items]
)
def test_an_aid_of_the_api_is_read_whole_and_without_contact(tmp_path: Path, wrap: Any) -> None:
    (aid,) = read_aides_territoires(write(tmp_path, wrap([make_item()]))).table.to_pylist()
    assert aid["aid_id"] == "0000-exemple-fictif"
    assert aid["description"] == "Études"
    assert aid["eligibility"] == "Une\nDeux"
    assert (aid["perimeter_names"], aid["perimeter_scale"]) == ("Occitanie", "Région")
    assert (aid["opens_on"], aid["deadline"]) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert (aid["rate_low"], aid["rate_high"], aid["loan_eur"]) == (20, 50, None)
    assert aid["address"] == "https://aides-territoires.beta.gouv.fr/aides/0000-exemple-fictif/"
    assert aid["application_address"] is None
    assert aid["updated_on"] == dt.date(2026, 3, 4)
    assert not any("personne" in str(value).lower() for value in aid.values())


def test_a_missing_answer_is_null_never_false(tmp_path: Path) -> None:
    item = make_item(is_call_for_project=None, subvention_rate_lower_bound="20")
    (aid,) = read_aides_territoires(write(tmp_path, [item])).table.to_pylist()
    assert aid["is_call"] is None
    assert aid["rate_low"] is None


def test_what_is_no_longer_published_or_comes_twice_is_set_aside(tmp_path: Path) -> None:
    items = [
        make_item(),
        make_item(),
        make_item(slug="b", is_live=False),
        make_item(slug="c", name=""),
    ]
    reading = read_aides_territoires(write(tmp_path, items))
    assert reading.table["aid_id"].to_pylist() == ["0000-exemple-fictif"]
    assert [row["row_number"] for row in reading.rejects.to_pylist()] == [2, 3, 4]
    assert not any(row["kept"] for row in reading.rejects.to_pylist())


def test_a_date_that_is_none_is_told_and_the_aid_kept(tmp_path: Path) -> None:
    reading = read_aides_territoires(write(tmp_path, [make_item(submission_deadline="bientôt")]))
    assert reading.table["deadline"].to_pylist() == [None]
    (reject,) = reading.rejects.to_pylist()
    assert (reject["column"], reject["value"], reject["kept"]) == (
        "submission_deadline",
        "bientôt",
        True,
    )


@pytest.mark.parametrize("payload", [{"detail": "non"}, {"results": ["texte"]}, [1]])
def test_a_json_of_something_else_is_refused(tmp_path: Path, payload: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_aides_territoires(write(tmp_path, payload))
    assert "aides.json" in caught.value.for_user()


def test_a_lacking_field_is_named(tmp_path: Path) -> None:
    item = make_item()
    del item["aid_types"]
    with pytest.raises(InvalidInput) as caught:
        read_aides_territoires(write(tmp_path, [item]))
    assert "aid_types" in caught.value.for_user()


def test_an_empty_or_damaged_file_does_not_empty_the_library(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        read_aides_territoires(write(tmp_path, []))
    path = tmp_path / "coupé.json"
    path.write_text('{"results": [', "utf-8")
    with pytest.raises(InvalidInput):
        read_aides_territoires(path)
    with pytest.raises(InvalidInput):
        read_aides_territoires(tmp_path / "absent.json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_csv_of_the_site_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "aides.csv"
    row = (
        "Exemple fictif,https://aides-territoires.beta.gouv.fr/aides/0000-exemple-fictif/,A;B,"
        "Communes;Associations,Subvention,Oui,Ponctuelle,Texte é,31/12/2026"
    )
    path.write_text(f"{HEADER}\n{row}\n", encoding)
    reading = read_aides_territoires(path)
    (aid,) = reading.table.to_pylist()
    assert aid["aid_id"] == "0000-exemple-fictif"
    assert (aid["funders"], aid["audiences"]) == ("A\nB", "Communes\nAssociations")
    assert (aid["is_call"], aid["deadline"]) == (True, dt.date(2026, 12, 31))
    assert aid["perimeter"] is None
    assert any("périmètre" in note for note in reading.notes)


def test_the_same_aid_has_the_same_name_in_both_forms(tmp_path: Path) -> None:
    path = tmp_path / "aides.csv"
    link = "https://aides-territoires.beta.gouv.fr/aides/0000-exemple-fictif/"
    path.write_text(f"{HEADER}\nExemple fictif,{link},A,Communes,Prêt,,Permanente,x,\n", "utf-8")
    told = read_aides_territoires(path).table["aid_id"].to_pylist()
    assert (
        told == read_aides_territoires(write(tmp_path, [make_item()])).table["aid_id"].to_pylist()
    )


def test_a_csv_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "aides.csv"
    path.write_text("Nom,Lien\nExemple fictif,x\n", "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_aides_territoires(path)
    assert "Date Clôture" in caught.value.for_user()


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="the real data are not beside the project")
def test_the_real_export_is_read_whole() -> None:
    reading = read_aides_territoires(REAL)
    aids = reading.table.to_pylist()
    assert len(aids) == 274
    assert not len(reading.rejects)
    assert sum(aid["deadline"] is not None for aid in aids) == 22
    assert sum(aid["is_call"] is True for aid in aids) == 24
    assert all(aid["address"] and aid["funders"] and aid["audiences"] for aid in aids)
    assert not any("@" in (aid["description"] or "") for aid in aids)
