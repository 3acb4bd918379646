"""`maillon library`: search, show, index."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_sheets_are_searched_and_the_answer_is_json(run: Run) -> None:
    answer = run("library", "search", "consigne verre", "--json")
    assert answer.code == 0
    found = json.loads(answer.out)
    assert found["total"] >= len(found["hits"]) > 0
    assert "consigne_verre" in found["hits"][0]["sheet"]["filieres"]
    assert {"kind", "filiere"} <= {facet["name"] for facet in found["facets"]}


def test_facets_narrow_the_search(run: Run) -> None:
    whole = json.loads(run("library", "search", "laine", "--json").out)
    words = ("library", "search", "laine", "--json", "--kind", "experience", "--limit", "2")
    narrowed = json.loads(run(*words).out)
    assert 0 < narrowed["total"] < whole["total"]
    assert len(narrowed["hits"]) <= 2
    assert {hit["sheet"]["kind"] for hit in narrowed["hits"]} == {"experience"}


def test_the_terminal_says_what_was_mended(run: Run) -> None:
    answer = run("library", "search", "recyclrie")
    assert answer.code == 0
    assert "Recherché aussi" in answer.out
    assert "recyclerie" in answer.out


def test_a_sheet_is_read_and_its_like_are_named(run: Run) -> None:
    key = json.loads(run("library", "search", "laine", "--json").out)["hits"][0]["key"]
    answer = run("library", "show", key)
    assert answer.code == 0
    assert "Fiches proches" in answer.out
    assert json.loads(run("library", "show", key, "--json").out)["key"] == key
    assert run("library", "show", "absente").code == 2


def test_a_folder_is_indexed_and_its_problems_are_said(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "fiches"
    folder.mkdir()
    (folder / "une.yaml").write_text("title: Exemple fictif de bobinette\n", encoding="utf-8")
    assert run("library", "index", folder).code == 0
    found = json.loads(run("library", "search", "bobinette", "--json").out)
    assert found["hits"][0]["key"] == "une"
    (folder / "deux.yaml").write_text("kind: project\n", encoding="utf-8")
    answer = run("library", "index", folder)
    assert answer.code == 2
    assert "deux.yaml" in answer.err
    assert run("library", "index", tmp_path / "absent").code == 2
