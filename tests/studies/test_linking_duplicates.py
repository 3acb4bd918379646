from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.studies.made_up_country import make_siret
from tests.studies.made_up_lists import write_list

from maillon.identity import Outcome
from maillon.studies.linking.decisions import LinkDecision
from maillon.studies.linking.duplicates import DedupedList, dedupe_list
from maillon.studies.linking.finding import LinkOptions

NAME = "Zwyx atelier des Vwqk"


def dedupe_rows(
    folder: Path, rows: Sequence[dict[str, str]], options: LinkOptions | None = None
) -> DedupedList:
    return dedupe_list(write_list(folder / "liste.csv", rows), options)


def test_rows_that_repeat_a_siret_or_themselves_are_one_actor(tmp_path: Path) -> None:
    rows = [
        {"Nom": NAME, "SIRET": make_siret(2), "Commune": "Lille"},
        {"Nom": "", "SIRET": make_siret(2), "Commune": ""},
        {"Nom": "Exemple fictif 1", "SIRET": "", "Commune": "Lens"},
        {"Nom": "Exemple fictif 1", "SIRET": "", "Commune": "Lens"},
        {"Nom": "N/A", "SIRET": "", "Commune": ""},
        {"Nom": "", "SIRET": "", "Commune": "Lens"},
    ]
    found = dedupe_rows(tmp_path, rows)
    assert found.groups == [[0, 1], [2, 3]]
    assert found.figures["duplicates.extra"].value == 2
    tables = found.list_tables()
    lines = tables["Lignes"].to_pylist()
    assert [line["Groupe"] for line in lines] == [1, 1, 2, 2, None, None]
    assert [line["Ligne"] for line in lines] == [2, 3, 4, 5, 6, 7]
    assert lines[5]["Résultat"] == "sans double"
    assert "ne donne pas de nom" in lines[4]["À savoir"]
    assert "rien à rapprocher" in lines[5]["À savoir"]
    assert {pair["Pourquoi"] for pair in tables["Paires"].to_pylist()} >= {"lignes identiques"}


def test_two_siret_are_never_one_actor_through_a_line_without_number(tmp_path: Path) -> None:
    rows = [
        {"Nom": NAME, "SIRET": make_siret(2), "Commune": "Lille"},
        {"Nom": NAME, "SIRET": "", "Commune": "Lille"},
        {"Nom": NAME, "SIRET": make_siret(2, 2), "Commune": "Lille"},
        {"Nom": NAME, "SIRET": make_siret(3), "Commune": "Lille"},
    ]
    found = dedupe_rows(tmp_path, rows)
    for group in found.groups:
        sirets = {rows[place]["SIRET"] for place in group} - {""}
        assert len(sirets) <= 1
    branches = [pair for pair in found.pairs if {pair.first, pair.second} == {0, 2}]
    assert [pair.outcome for pair in branches] == [Outcome.REVIEW]


def test_a_decision_unites_and_another_separates(tmp_path: Path) -> None:
    rows = [
        {"Nom": "Exemple fictif 1", "Commune": "Lens"},
        {"Nom": "Zwyx", "Commune": "Lille"},
        {"Nom": "Zwyx", "Commune": "Roubaix"},
    ]
    apart = dedupe_rows(tmp_path, rows)
    assert apart.groups == []
    keys = [line.record.key for line in apart.source.lines]
    decisions = [
        LinkDecision(line=keys[0], record=keys[1], is_same=True),
        LinkDecision(line=keys[2], record=keys[1], is_same=False),
    ]
    settled = dedupe_rows(tmp_path, rows, LinkOptions(decisions=decisions))
    assert settled.groups == [[0, 1]]
    assert [(pair.first, pair.second) for pair in settled.pairs] == [(0, 1)]
    assert settled.pairs[0].ground == "decision"
    assert settled.list_tables()["Paires"].to_pylist()[0]["Décision (oui ou non)"] == "oui"


def test_a_list_where_all_rows_are_alike_is_one_group(tmp_path: Path) -> None:
    found = dedupe_rows(tmp_path, [{"Nom": NAME, "Commune": "Lens"}] * 2_000)
    assert [len(group) for group in found.groups] == [2_000]
    assert found.pair_count == 0


def test_a_document_of_duplicates_names_rows_and_sources(tmp_path: Path) -> None:
    document = dedupe_rows(tmp_path, [{"Nom": NAME}, {"Nom": NAME}]).to_document()
    assert document["schema"] == "maillon/duplicates/1"
    assert document["groups"] == [[2, 3]]
    assert document["pairs"][0]["ground"] == "same_line"
    assert [entry["key"] for entry in document["vintages"]] == ["liste"]


@pytest.mark.parametrize("name", ["", "N/A", "-"])
def test_rows_that_name_nobody_are_nobody_s_duplicates(tmp_path: Path, name: str) -> None:
    found = dedupe_rows(tmp_path, [{"Nom": name, "Note": "x"}] * 5)
    assert found.groups == []
    assert len(found.source.lines) == 5
