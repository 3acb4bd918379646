"""OpenSankey's workbook: what it says, and that it says it again."""

from pathlib import Path

import pytest
import xlsxwriter

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE
from maillon.sources.opensankey import (
    list_results,
    read_json,
    read_opensankey,
    read_workbook,
    render_json,
    render_workbook,
    to_flow_model,
)

DIMENSIONS = [
    ["Level", "Element", "Equilibre ?", None, "Sankey ?", "Couleur", "Remarque"],
    [1, "Bois fictif", 1, None, 1, "brown", "exemple"],
    [2, "Bois fictif rond", 1, None, 1, "brown", None],
]
SECTORS = [
    ["Level", "Element", "Equilibre ?"],
    [1, "Forêt fictive", None],
    [1, "Scierie fictive", None],
]
FLOWS = [
    ["id", "origine", "destination", "valeur in", "sigma in", "sigma in %", "valeur out", "MC mu"],
    [0, "Forêt fictive", "Bois fictif", 12, None, 10, 11, 11.2],
    [1, "Bois fictif", "Scierie fictive", 10, 2, None, 11, None],
    [2, "Bois fictif rond", "Scierie fictive", None, None, None, 4, None],
]


def write_book(path: Path, **sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, place, cell)
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(
        tmp_path / "fictif.xlsx",
        **{
            "Dim produits": DIMENSIONS,
            "Dim secteurs": SECTORS,
            "result liste": FLOWS,
            "Lisez-moi": [["Exemple fictif", None], [None, 3]],
        },
    )


def test_a_workbook_written_again_says_the_same(book, tmp_path):
    document = read_workbook(book)
    again = tmp_path / "again.xlsx"
    again.write_bytes(render_workbook(document))
    assert read_workbook(again) == document
    assert document.extras["sheets"]["Lisez-moi"] == (("Exemple fictif", None), (None, 3.0))
    assert document.nodes[0].extras["Remarque"] == "exemple"
    assert document.links[0].extras["MC mu"] == 11.2


def test_the_uncertainty_is_in_the_unit_or_a_percentage(book):
    flows = to_flow_model(read_workbook(book)).flows
    assert [flow.standard_error for flow in flows[:2]] == [pytest.approx(1.2), 2]


def test_every_level_is_kept_with_what_it_stands_in(book):
    document = read_workbook(book)
    assert document.nodes[1].parents == {"Dim produits": "Bois fictif"}
    model = to_flow_model(document)
    assert model.parents == model.matter_parents == {"Bois fictif rond": "Bois fictif"}
    assert list_results(document) == (11, 11, 4)
    assert [flow.matter for flow in model.flows] == [*["Bois fictif"] * 2, "Bois fictif rond"]


def test_a_sector_that_nobody_asks_to_balance_may_keep_what_it_receives(book):
    model = to_flow_model(read_workbook(book))
    assert {change.stage for change in model.stock_changes} == {"Forêt fictive", "Scierie fictive"}
    assert {change.value for change in model.stock_changes} == {None}


def test_what_stands_for_the_outside_crosses_the_boundary(book):
    model = to_flow_model(read_workbook(book), outside=["Forêt fictive"])
    assert model.flows[0].source == OUTSIDE
    assert model.nodes == ("Bois fictif", "Scierie fictive", "Bois fictif rond")


def test_a_workbook_goes_to_json_with_its_balances_and_its_results(book):
    document = read_workbook(book)
    there = read_json(render_json(document))
    assert list_results(there) == list_results(document)
    assert there.list_unbalanced() == document.list_unbalanced()
    assert to_flow_model(there).flows[0].matter == to_flow_model(document).flows[0].matter
    assert to_flow_model(there).parents == to_flow_model(document).parents


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"Feuille": [["a", "b"], [1, 2]]}, "liste de flux"),
        ({"result liste": [["origine", "destination"], ["Exemple fictif", None]]}, "se lit pas"),
        (
            {"result liste": [["origine", "destination", "valeur in"], ["A", "B", "beaucoup"]]},
            "se lit pas",
        ),
        (
            {
                "Dim secteurs": [["Level", "Element"], [1, "A"]],
                "result liste": [["origine", "destination"], ["A", "Absent"]],
            },
            "se lit pas",
        ),
    ],
)
def test_a_workbook_that_does_not_hold_is_refused(tmp_path, sheets, said):
    path = write_book(tmp_path / "faux.xlsx", **sheets)
    with pytest.raises(InvalidInput) as caught:
        read_workbook(path)
    assert said in caught.value.for_user()
    if said == "se lit pas":
        assert len(caught.value.details) == 1
        assert "result liste!2" in caught.value.details[0]


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "texte.xlsx"
    path.write_text("rien")
    for wrong in (path, tmp_path / "absent.xlsx", tmp_path / "absent.json"):
        with pytest.raises(InvalidInput):
            read_opensankey(wrong)
