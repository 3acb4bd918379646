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


def test_a_file_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    answer = run("economics", "accounts", tmp_path / "absent.json")
    assert answer.code == 2
    assert "absent.json" in answer.err
