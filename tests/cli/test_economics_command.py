"""`maillon economics accounts`."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.economics.made_up_chain import make_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(make_model()), encoding="utf-8")
    return path


def test_the_accounts_of_a_model_are_json(run: Run, model: Path) -> None:
    answer = run("economics", "accounts", model, "--json", "--draws", "100")
    assert answer.code == 0
    document = json.loads(answer.out)
    assert document["kind"] == "economics.accounts"
    assert [stage["key"] for stage in document["stages"]] == ["farm", "mill", "bakery"]
    assert abs(document["chain"]["identity_gap"]) <= 0.01


def test_the_same_seed_writes_the_same_answer(run: Run, model: Path) -> None:
    words = ("economics", "accounts", model, "--json", "--draws", "50", "--seed")
    assert run(*words, "7").out == run(*words, "7").out
    assert run(*words, "7").out != run(*words, "8").out


def test_the_terminal_shows_the_stages_and_what_leaves(run: Run, model: Path) -> None:
    answer = run("economics", "accounts", model)
    assert answer.code == 0
    assert "Moulin" in answer.out
    assert "quitte le territoire" in answer.out
    assert "yeast" in answer.out


def test_the_accounts_go_to_a_file(run: Run, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "accounts.json"
    assert run("economics", "accounts", model, "--out", out, "--draws", "0").code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["uncertainty"]["simulation"] is None


def test_a_stage_without_costs_is_shown_as_such(run: Run, tmp_path: Path) -> None:
    values = make_model()
    del values["stages"][1]["costs"]
    path = tmp_path / "model.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    answer = run("economics", "accounts", path)
    assert answer.code == 0
    assert "à compléter" in answer.out
    assert "Que dépense Moulin fictif" in answer.out


def test_a_wrong_field_is_named(run: Run, tmp_path: Path) -> None:
    values = make_model()
    values["flows"][0]["price"] = "300 €"
    path = tmp_path / "model.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    answer = run("economics", "accounts", path)
    assert answer.code == 2
    assert "flows[0].price" in answer.err
    assert not answer.out


def test_an_example_of_the_guide_gives_its_questions_and_what_is_said(run: Run) -> None:
    answer = run("economics", "accounts", "--example", "rebooteille")
    assert answer.code == 0
    assert "On ne peut pas encore dire" in answer.out
    assert "Que dépense Lavage" in answer.out
    assert "[place]" in answer.out
    assert "taux zéro" in " ".join(answer.out.split())
    document = json.loads(
        run("economics", "accounts", "--example", "ble-farine-lorraine", "--json").out
    )
    assert {"quantity", "price", "yield", "costs", "commitment"} <= {
        one["topic"] for one in document["open_questions"]
    }


def test_the_balance_of_flows_is_closed_first_when_asked(run: Run, tmp_path: Path) -> None:
    flow = {"matter": "m", "unit": "t", "value": 100, "standard_error": 5, "price": 1}
    values = {
        "stages": [{"key": "a", "family": "ess", "costs": []}],
        "flows": [
            flow | {"from": "outside", "to": "a", "place": "elsewhere"},
            flow | {"from": "a", "to": "outside", "value": 90, "price": 3},
        ],
    }
    path = tmp_path / "model.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    answer = run("economics", "accounts", path, "--reconcile", "--json", "--draws", "0")
    assert answer.code == 0
    exchanges = json.loads(answer.out)["exchanges"]
    assert [round(one["quantity"], 6) for one in exchanges] == [95, 95]


@pytest.mark.parametrize("words", [[], ["model.json", "--example", "rebooteille"]])
def test_a_model_or_an_example_is_asked_and_not_both(run: Run, words: list[str]) -> None:
    answer = run("economics", "accounts", *words)
    assert answer.code == 2
    assert "--example" in answer.err


def test_a_file_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    answer = run("economics", "accounts", tmp_path / "absent.json")
    assert answer.code == 2
    assert "absent.json" in answer.err


@pytest.fixture
def promises(tmp_path: Path) -> Path:
    market = {"mean": 250, "standard_deviation": 40, "volume": 100}
    commitment = {
        "seller": "Ferme fictive",
        "buyer": "Moulin fictif",
        "from": "farm",
        "to": "mill",
        "matter": "wheat",
        "unit": "t",
        "floor": 220,
        "ceiling": 280,
        "market": market | {"seller_cost": 200, "buyer_value": 320},
        "years": [{"year": 2024, "promised": 130}],
    }
    path = tmp_path / "promises.json"
    path.write_text(json.dumps(make_model() | {"commitments": [commitment]}), encoding="utf-8")
    return path


def test_the_commitments_are_checked_against_the_flows(run: Run, promises: Path) -> None:
    answer = run("economics", "commitments", promises)
    assert answer.code == 0
    assert "Dans les pires cas" in answer.out
    assert "n’en circule que 100" in " ".join(answer.out.split())
    document = json.loads(run("economics", "commitments", promises, "--json").out)
    assert document["commitments"][0]["promises"][0]["exceeds"]


def test_fair_terms_are_looked_for(run: Run, promises: Path) -> None:
    answer = run("economics", "commitments", promises, "--terms", "1", "--draws", "500")
    assert answer.code == 0
    assert "protège autant" in " ".join(answer.out.split())
    assert "Prix plafond" in answer.out
    absent = run("economics", "commitments", promises, "--terms", "2")
    assert absent.code == 2
    assert "engagement" in absent.err


def test_a_model_without_commitment_says_so(run: Run, model: Path) -> None:
    assert "pas d’engagement" in run("economics", "commitments", model).out
