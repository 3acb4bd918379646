"""`maillon flows`, run as a person would."""

import json
from pathlib import Path

from tests.cli.conftest import Run

ENTRY = {"matter": "exemple fictif", "unit": "t", "year": 2024}
FLOWS = [
    {**ENTRY, "from": "outside", "to": "tri", "value": 100.0, "standard_error": 5.0},
    {**ENTRY, "from": "tri", "to": "réemploi", "value": None},
    {**ENTRY, "from": "tri", "to": "recyclage", "value": None},
    {**ENTRY, "from": "réemploi", "to": "outside", "value": None, "max": 40.0},
    {**ENTRY, "from": "recyclage", "to": "outside", "value": None},
]


def write_model(folder: Path, flows: list[dict[str, object]]) -> Path:
    path = folder / "modele.json"
    path.write_text(json.dumps({"flows": flows}), encoding="utf-8")
    return path


def test_the_answer_is_json_when_asked(run: Run, tmp_path: Path) -> None:
    answer = run("flows", "reconcile", write_model(tmp_path, FLOWS), "--json")
    document = json.loads(answer.out)
    assert answer.code == 0
    assert [flow["class"] for flow in document["flows"]] == ["measured", *["free"] * 4]
    low, high = document["flows"][1]["interval"]
    assert (round(low, 6), round(high, 6)) == (0.0, 40.0)


def test_the_screen_says_what_to_measure(run: Run, tmp_path: Path) -> None:
    answer = run("flows", "reconcile", write_model(tmp_path, FLOWS))
    assert answer.code == 0
    assert "libre" in answer.out
    assert "À mesurer" in answer.out
    assert "4 flux libres seraient connus" in answer.out.replace("\n", " ")


def test_contradicting_measures_are_named(run: Run, tmp_path: Path) -> None:
    flows = [FLOWS[0], {**ENTRY, "from": "tri", "to": "outside", "value": 10, "standard_error": 1}]
    answer = run("flows", "reconcile", write_model(tmp_path, flows))
    assert "se contredisent" in answer.out
    assert "À mesurer mieux" in answer.out


def test_the_result_is_written_where_asked(run: Run, tmp_path: Path) -> None:
    path = write_model(tmp_path, FLOWS)
    for name in ("resultat.xlsx", "resultat.json"):
        answer = run("flows", "reconcile", path, "--out", tmp_path / name)
        assert (answer.code, (tmp_path / name).exists()) == (0, True)
    assert json.loads((tmp_path / "resultat.json").read_text(encoding="utf-8"))["flows"]
    both = run("flows", "reconcile", path, "--json", "--out", tmp_path / "autre.xlsx")
    assert json.loads(both.out)["flows"]
    assert (tmp_path / "autre.xlsx").exists()


def test_a_bad_model_leaves_with_its_cells(run: Run, tmp_path: Path) -> None:
    flows = [{**FLOWS[0], "unit": "brouettes"}, *FLOWS[1:]]
    answer = run("flows", "reconcile", write_model(tmp_path, flows))
    assert answer.code == 2
    assert "flows[0].unit" in answer.err
    answer = run("flows", "reconcile", write_model(tmp_path, FLOWS), "--out", tmp_path / "a.txt")
    assert answer.code == 2
    assert ".xlsx ou .json" in answer.err


def test_a_long_model_is_cut_on_the_screen(run: Run, tmp_path: Path) -> None:
    flows = [
        {**ENTRY, "from": source, "to": target, "value": 10.0, "standard_error": 1.0}
        for rank in range(30)
        for source, target in (("outside", f"exemple {rank}"), (f"exemple {rank}", "outside"))
    ]
    answer = run("flows", "reconcile", write_model(tmp_path, flows))
    assert "et 20 autres" in answer.out
    assert "30 morceaux" in answer.out.replace("\n", " ")


def test_the_answer_is_in_the_unit_that_is_asked(run: Run, tmp_path: Path) -> None:
    water = {**ENTRY, "matter": "eau fictive", "unit": "m³", "value": 3.0, "standard_error": 1.0}
    flows = [
        *FLOWS,
        {**water, "from": "outside", "to": "tri"},
        {**water, "from": "tri", "to": "outside"},
    ]
    answer = run("flows", "reconcile", write_model(tmp_path, flows), "--unit", "kg", "--json")
    found = json.loads(answer.out)["flows"]
    assert (found[0]["unit"], found[0]["reconciled"]) == ("kg", 100_000)
    assert found[5]["unit"] == "m³"
    assert "restent dans leur unité" in answer.err.replace("\n", " ")
    answer = run("flows", "reconcile", write_model(tmp_path, flows), "--unit", "brouette")
    assert (answer.code, "inconnue" in answer.err) == (2, True)
