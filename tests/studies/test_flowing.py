"""A model of flows is read as people write it, and its answer gives their flows back."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE
from maillon.studies.flowing.balancing import balance_model, build_flow_model, read_flow_model
from maillon.studies.linking.files import render_workbook

HEADERS = ("De", "Vers", "Matière", "Unité", "Année", "Valeur", "Écart-type", "Source", "Qualité")
ROWS = (
    ("extérieur", "Tri", "exemple fictif", "t", 2024, 100, 5, "pesée fictive", ""),
    ("Tri", "Réemploi", "exemple fictif", "kg", 2024, 30_000, "", "", "21111"),
    ("Tri", "Extérieur", "exemple fictif", "t", 2024, "", "", "", ""),
    ("Réemploi", "extérieur", "exemple fictif", "t", 2024, "28,5", "1,5", "", ""),
)


def write_workbook(path: Path, **sheets: tuple[tuple[object, ...], ...]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def make_entry(origin: str, target: str, **values: object) -> dict[str, object]:
    entry = {"from": origin, "to": target, "matter": "exemple fictif", "unit": "t", "year": 2024}
    return {**entry, **values}


DOCUMENT = {
    "flows": [
        make_entry("outside", "a", value=10.0, standard_error=1.0, source="registre fictif"),
        make_entry("a", "outside", value=12.0, standard_error=1.0, min=0, max=20),
    ]
}


def test_a_workbook_is_read_in_french(tmp_path: Path) -> None:
    model = read_flow_model(write_workbook(tmp_path / "m.xlsx", Flux=(HEADERS, *ROWS)))
    first, second, third, fourth = model.flows
    assert (first.source, first.target, first.year) == (OUTSIDE, "Tri", 2024)
    assert (first.reference, first.cell) == ("pesée fictive", "Flux!F2")
    assert (second.quality, second.standard_error) == ("21111", None)
    assert (third.target, third.value) == (OUTSIDE, None)
    assert (fourth.value, fourth.standard_error) == (28.5, 1.5)
    assert model.columns["unit"] == "D"


def test_every_flow_comes_back_in_its_own_unit(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "m.xlsx", Flux=(HEADERS, *ROWS))
    document = balance_model(read_flow_model(path)).to_document()
    kilograms, tonnes = document["flows"][1], document["flows"][3]
    assert kilograms["unit"] == "kg"
    assert kilograms["reconciled"] == pytest.approx(tonnes["reconciled"] * 1000)
    assert [flow["class"] for flow in document["flows"]] == [
        "measured",
        "redundant",
        "determined",
        "redundant",
    ]
    assert document["provenances"][0]["key"] == "laner-2016"


def test_yields_stocks_and_stages_have_their_sheets(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "m.xlsx",
        Flux=(HEADERS, *ROWS[:3]),
        Rendements=(
            ("Maillon", "Matière", "Vers", "Part"),
            ("Tri", "exemple fictif", "Réemploi", "0,3"),
        ),
        Stocks=(
            ("Maillon", "Matière", "Unité", "Année", "Variation", "Écart-type"),
            ("Réemploi", "exemple fictif", "t", 2024, "", ""),
        ),
        Maillons=(("Maillon", "Nom"), ("Réemploi", "Boutique fictive"), ("Tri", "")),
    )
    model = read_flow_model(path)
    assert model.nodes == ("Réemploi", "Tri")
    assert model.get_label("Réemploi") == "Boutique fictive"
    document = balance_model(model).to_document()
    entering, reused = (flow["reconciled"] for flow in document["flows"][:2])
    assert reused / 1000 == pytest.approx(0.3 * entering)
    assert document["stock_changes"][0]["reconciled"] == pytest.approx(reused / 1000)


def test_the_answer_of_a_json_model_holds_its_flows(tmp_path: Path) -> None:
    path = tmp_path / "modele.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    answer = json.loads(json.dumps(balance_model(read_flow_model(path)).to_document()))
    for given, found in zip(DOCUMENT["flows"], answer["flows"], strict=True):
        assert {key: found[key] for key in given if key != "standard_error"} == {
            key: value for key, value in given.items() if key != "standard_error"
        }
        assert found["reconciled"] == pytest.approx(11.0)
        assert found["standard_error"] == pytest.approx(0.5**0.5)
        low, high = found["interval"]
        assert low < 11.0 < high
    assert answer["test"]["chi2"] == pytest.approx(2.0)
    assert answer["test"]["dof"] == 1
    assert answer["test"]["suspects"] == []


def test_a_json_model_may_hold_yields_stocks_and_names() -> None:
    model = build_flow_model(
        {
            "title": "Exemple fictif",
            "stages": ["a", {"key": "b", "label": "Atelier fictif"}],
            "labels": {"exemple fictif": "Matière fictive"},
            "flows": [
                make_entry("outside", "a", value=10, standard_error=1),
                make_entry("a", "b"),
                make_entry("a", "outside"),
            ],
            "yields": [{"stage": "a", "matter": "exemple fictif", "to": "b", "share": 0.4}],
            "stock_changes": [
                {"stage": "b", "matter": "exemple fictif", "unit": "t", "year": 2024}
            ],
        }
    )
    assert (model.title, model.stages) == ("Exemple fictif", ("a", "b"))
    assert model.get_label("exemple fictif") == "Matière fictive"
    values = [flow["reconciled"] for flow in balance_model(model).to_document()["flows"]]
    assert values == pytest.approx([10, 4, 6])


def test_the_workbook_of_an_answer_is_a_model_again(tmp_path: Path) -> None:
    balanced = balance_model(build_flow_model(DOCUMENT))
    path = tmp_path / "resultat.xlsx"
    path.write_bytes(render_workbook(balanced.list_tables()))
    again = balance_model(read_flow_model(path)).to_document()
    assert [flow["reconciled"] for flow in again["flows"]] == pytest.approx([11.0, 11.0])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"value": "beaucoup"}, "flows[1].value"),
        ({"value": [1]}, "flows[1].value"),
        ({"value": True}, "flows[1].value"),
        ({"year": 2024.5}, "flows[1].year"),
        ({"min": 30}, "flows[1].min"),
        ({"unit": "m3"}, "flows[1].unit"),
        ({"standard_error": None}, "flows[1].standard_error"),
        ({"to": "a"}, "flows[1].to"),
    ],
)
def test_a_bad_value_of_the_json_is_named(change: dict[str, object], where: str) -> None:
    entry = {**DOCUMENT["flows"][1], **change}
    with pytest.raises(InvalidInput) as caught:
        balance_model(build_flow_model({"flows": [DOCUMENT["flows"][0], entry]}))
    assert where in " ".join(caught.value.details)


@pytest.mark.parametrize("document", [[], {}, {"flows": "a"}, {"flows": [3]}])
def test_a_json_that_is_no_model_is_refused(document: object) -> None:
    with pytest.raises(InvalidInput):
        build_flow_model(document)


def test_a_number_that_is_none_is_refused_with_its_cell(tmp_path: Path) -> None:
    rows = (*ROWS[:3], (*ROWS[3][:5], "environ 30", *ROWS[3][6:]))
    path = write_workbook(tmp_path / "m.xlsx", Flux=(HEADERS, *rows))
    with pytest.raises(InvalidInput) as caught:
        read_flow_model(path)
    assert "Flux!F5" in caught.value.details[0]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "m.xlsx", Flux=(("De", "Vers", "Valeur"), ("a", "b", 3)))
    with pytest.raises(InvalidInput) as caught:
        read_flow_model(path)
    assert "Matiere" in caught.value.for_user()


@pytest.mark.parametrize("name", ["absent.xlsx", "absent.json", "faux.xlsx", "faux.json"])
def test_a_file_that_does_not_open_is_said(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.startswith("faux"):
        path.write_text("{ ceci n'est pas un modèle", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_flow_model(path)
    assert name in caught.value.for_user()


def test_twenty_thousand_pasted_flows_are_balanced() -> None:
    flows = [
        entry
        for rank in range(10_000)
        for entry in (
            make_entry("outside", f"exemple {rank}", value=10, standard_error=1),
            make_entry(f"exemple {rank}", "outside", value=12, standard_error=1),
        )
    ]
    document = balance_model(build_flow_model({"flows": flows})).to_document()
    assert {round(flow["reconciled"], 9) for flow in document["flows"]} == {11.0}
