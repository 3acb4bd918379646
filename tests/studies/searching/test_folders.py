"""A folder of sheets written by a person."""

import json
from pathlib import Path

import pytest
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.domain.visibility import Visibility
from maillon.reference.experiences import list_sheets
from maillon.studies.searching import Reader, index_folder, open_home_library

ALL = Reader(levels=frozenset(Visibility))
YAML = """\
- key: fictive-a
  kind: experience
  title: Exemple fictif de filature
  filieres: [laine]
  keywords: quenouille
  written_on: 2024-05-02
- title: Exemple fictif de tissage
"""
MARKDOWN = """\
---
title: Exemple fictif de teinture
is_public: false
---
# Ce qui a été fait

Une cuve **fictive** de garance.

- On en retient la patience.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three files, one in a folder of its own."""
    made = tmp_path / "fiches"
    (made / "dedans").mkdir(parents=True)
    (made / "a.yaml").write_text(YAML, encoding="utf-8")
    (made / "dedans" / "teinture.md").write_text(MARKDOWN, encoding="utf-8")
    values = {"key": "fictive-json", "title": "Exemple fictif de feutre", "kind": "trade"}
    (made / "c.json").write_text(json.dumps({"sheets": [values]}), encoding="utf-8")
    return made


def test_yaml_json_and_markdown_are_found_by_later_searches(folder: Path, home: Path) -> None:
    report = index_folder(folder, home)
    assert (report.file_count, report.sheet_count, report.problems) == (3, 4, ())
    library = open_home_library(home)
    assert library.search("quenouille").hits[0].key == "fictive-a"
    assert library.get("a-2").sheet.title == "Exemple fictif de tissage"
    assert library.get("fictive-a").sheet.written_on == "2024-05-02"
    assert library.search("feutre", filters={"kind": ["trade"]}).hits[0].key == "fictive-json"
    dyed = library.get("teinture", reader=ALL).sheet
    assert dyed.summary == "Ce qui a été fait"
    assert dyed.results == ("Une cuve fictive de garance.", "On en retient la patience.")
    with pytest.raises(InvalidInput):
        library.get("teinture")


def test_the_same_folder_again_replaces_what_it_brought(folder: Path, home: Path) -> None:
    index_folder(folder, home)
    (folder / "c.json").unlink()
    report = index_folder(folder, home)
    assert (report.sheet_count, report.removed_count) == (3, 1)
    library = open_home_library(home)
    assert library.count(ALL) == len(list_sheets()) + 3


def test_each_problem_has_its_file_and_line(folder: Path, home: Path) -> None:
    (folder / "a.yaml").write_text(
        "- title: Exemple fictif\n"
        "  key: bonne\n"
        "- kind: experiense\n"
        "  filieres: [lainne]\n"
        "  title: Exemple fictif\n"
        "  yaer: 2020\n"
        "  year: jadis\n"
        "  figures: [12]\n"
        "- kind: project\n"
        "- title: Exemple fictif\n"
        "  key: bonne\n",
        encoding="utf-8",
    )
    (folder / "c.json").write_text('{"title": "x",\n "key": }', encoding="utf-8")
    (folder / "d.yml").write_text("titre: [non fermé\n", encoding="utf-8")
    (folder / "e.md").write_text("Sans en-tête\n", encoding="utf-8")
    (folder / "f.yaml").write_bytes(b"\xff\xfe\xff")
    (folder / "g.yaml").write_text("- juste un texte\n", encoding="utf-8")
    report = index_folder(folder, home)
    assert report.sheet_count == 2
    problems = [plain(problem) for problem in report.problems]
    for beginning, part in (
        ("a.yaml, ligne 3 :", "experience"),
        ("a.yaml, ligne 4 :", "laine"),
        ("a.yaml, ligne 6 :", "year"),
        ("a.yaml, ligne 7 :", "année"),
        ("a.yaml, ligne 8 :", "label"),
        ("a.yaml, ligne 9 :", "titre"),
        ("a.yaml, ligne 11 :", "déjà"),
        ("c.json, ligne 2 :", "JSON"),
        ("d.yml, ligne", "YAML"),
        ("e.md, ligne 1 :", "en-tête"),
        ("f.yaml, ligne 1 :", "UTF-8"),
        ("g.yaml, ligne 1 :", "nom : valeur"),
    ):
        assert any(one.startswith(beginning) and part in one for one in problems), beginning


def test_a_key_of_a_bundled_sheet_is_not_taken(folder: Path, home: Path) -> None:
    taken = list_sheets()[0].key
    (folder / "c.json").write_text(
        json.dumps({"title": "Exemple fictif", "key": taken}), encoding="utf-8"
    )
    report = index_folder(folder, home)
    assert taken in report.problems[0]
    assert open_home_library(home).get(taken).sheet.title != "Exemple fictif"


@pytest.mark.parametrize("name", ["absent", "vide"])
def test_a_folder_without_sheet_is_said(tmp_path: Path, home: Path, name: str) -> None:
    (tmp_path / "vide").mkdir()
    with pytest.raises(InvalidInput):
        index_folder(tmp_path / name, home)
