"""`maillon flows gisement`, run as a person would."""

import json
from pathlib import Path

import python_calamine
from tests.cli.conftest import Run

COTONOU = ("flows", "gisement", "--territory", "geonames:2394819", "--filiere", "biodechets")
LILLE = ("flows", "gisement", "--territory", "epci:200093201", "--filiere")


def test_a_city_abroad_is_answered_in_json_and_in_a_workbook(run: Run, tmp_path: Path) -> None:
    answer = run(*COTONOU, "--json")
    document = json.loads(answer.out)
    assert answer.code == 0
    (matter,) = document["matters"]
    assert document["figures"][matter["figures"]["estimate"]]["sources"]
    path = tmp_path / "gisements.xlsx"
    assert run(*COTONOU, "--out", path).code == 0
    book = python_calamine.CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Gisements", "Communes", "Ratios"]


def test_the_screen_shows_the_range_and_the_source(run: Run) -> None:
    answer = run(*COTONOU)
    assert "entre" in answer.out
    assert "Banque mondiale" in answer.out.replace("\n", " ")


def test_heads_a_known_total_and_shares_are_read(run: Run) -> None:
    given = ("--activity", "head=1000", "--calibrate", "laine brute=3,5 t")
    shares = ("--mobilisable", "laine brute=0,4..0,6", "--recoverable", "laine brute=0.5..0.9")
    (matter,) = json.loads(run(*LILLE, "laine", *given, *shares, "--json").out)["matters"]
    assert round(matter["estimate"]["value"], 6) == 1.87
    steps = [matter[step]["value"] for step in ("theoretical", "mobilisable", "recoverable")]
    assert [round(value, 6) for value in steps] == [3.5, 1.75, 1.225]


def test_without_ratio_nothing_is_invented_and_the_way_is_told(run: Run, tmp_path: Path) -> None:
    answer = run(*LILLE, "velo")
    assert answer.code == 0
    assert "--template" in answer.out.replace("\n", " ")
    path = tmp_path / "ratios.xlsx"
    assert run("flows", "gisement", "--template", path).code == 0
    refused = run(*LILLE, "velo", "--ratios", path)
    assert refused.code == 2
    assert "vide" in refused.err


def test_wrong_words_are_explained(run: Run) -> None:
    for words, told in (
        ((*LILLE, "laine", "--activity", "moutons=3"), "head"),
        ((*LILLE, "laine", "--activity", "head=beaucoup"), "nom=nombre"),
        ((*LILLE, "laine", "--activity", "head=3", "--calibrate", "or=3"), "laine brute"),
        ((*LILLE, "laine", "--out", "gisement.pdf"), ".xlsx"),
        (("flows", "gisement"), "--territory"),
    ):
        answer = run(*words)
        assert answer.code == 2
        assert told in answer.err.replace("\n", " ")
