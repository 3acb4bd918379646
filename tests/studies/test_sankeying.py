"""What is drawn of a model: one year, one unit, the best value known of each flow."""

import json
from dataclasses import replace

import pytest
import xlsxwriter
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE, Flow, FlowModel
from maillon.flows.reconciling import reconcile_flows
from maillon.sources.opensankey import from_flow_model, render_json, render_workbook
from maillon.studies.flowing.balancing import balance_model
from maillon.studies.flowing.drawing import (
    FlowEstimate,
    find_exchanges,
    list_estimates,
    make_sankey,
)
from maillon.studies.flowing.drawing_files import open_sankey


def flow(source, target, value=None, *, matter="verre", unit="t", year=2024):
    error = None if value is None else value / 10
    return Flow(
        source=source,
        target=target,
        matter=matter,
        unit=unit,
        year=year,
        value=value,
        standard_error=error,
    )


MODEL = FlowModel(
    flows=(
        flow(OUTSIDE, "tri", 100),
        flow("tri", "four", 80),
        flow("tri", OUTSIDE),
        flow("four", OUTSIDE, 82),
    ),
    labels={"verre": "Verre fictif"},
    title="Exemple fictif",
)


def write(path, content):
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_the_measures_are_drawn_when_nothing_was_reconciled():
    drawn = make_sankey(MODEL)
    assert [one.estimate.value for one in drawn.flows] == [100, 80, None, 82]
    assert [one.estimate.is_free for one in drawn.flows] == [False, False, True, False]
    assert (drawn.unit, drawn.year) == ("t", 2024)


def test_the_reconciled_values_balance_what_is_drawn():
    drawn = make_sankey(MODEL, estimates=list_estimates(reconcile_flows(MODEL)))
    values = [one.estimate.value for one in drawn.flows]
    assert values[0] == pytest.approx(values[1] + values[2])
    assert values[1] == pytest.approx(values[3])
    assert not any(one.estimate.is_free for one in drawn.flows)


def test_a_free_flow_keeps_its_interval():
    flows = (*MODEL.flows, flow("tri", "dépôt"), flow("dépôt", OUTSIDE))
    drawn = make_sankey(
        FlowModel(flows=flows), estimates=list_estimates(reconcile_flows(FlowModel(flows=flows)))
    )
    free = [one.estimate for one in drawn.flows if one.estimate.is_free]
    assert len(free) == 3
    assert all(one.low is not None and one.low <= one.value for one in free)


def test_the_latest_year_is_drawn_and_the_choice_is_said():
    flows = (
        flow("a", "b", 1, year=2022),
        flow("a", "b", 2, year=2024),
        flow("b", "c", 3, year=None),
    )
    drawn = make_sankey(FlowModel(flows=flows))
    assert [one.estimate.value for one in drawn.flows] == [2, 3]
    assert "2022" in drawn.notes[0]
    assert [one.estimate.value for one in make_sankey(FlowModel(flows=flows), year=2022).flows] == [
        1,
        3,
    ]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"year": 1999}, "les années connues sont 2024"),
        ({"matter": "laine"}, "les matières connues sont « Verre fictif »"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(choice, said):
    with pytest.raises(InvalidInput) as caught:
        make_sankey(MODEL, **choice)
    assert said in plain(caught.value.for_user())


def test_two_units_are_not_drawn_at_one_scale():
    model = FlowModel(flows=(*MODEL.flows, flow("four", "eau", 3, matter="eau", unit="m³")))
    with pytest.raises(InvalidInput) as caught:
        make_sankey(model)
    assert "choisissez une matière parmi « verre », « eau »" in plain(caught.value.for_user())
    assert {one.matter for one in make_sankey(model, matter="Eau").flows} == {"eau"}


def test_no_flow_is_no_drawing():
    with pytest.raises(InvalidInput):
        make_sankey(FlowModel(flows=()))


def test_what_cannot_be_read_is_not_drawn():
    with pytest.raises(InvalidInput) as caught:
        make_sankey(FlowModel(flows=(flow("a", "b", 1),) * 2001))
    assert "choisissez une matière, ou un niveau" in caught.value.for_user()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_finite_number_is_refused(value):
    with pytest.raises(InvalidInput) as caught:
        make_sankey(FlowModel(flows=(flow("a", "b", value),)))
    assert "a → b" in caught.value.for_user()


def test_imports_and_exports_are_known_by_their_first_word():
    names = {"a": "Importations de bois", "b": "Exportation", "c": "Usine d’importance", "d": ""}
    assert find_exchanges(names) == ("a", "b")


def test_an_interval_has_a_middle_to_be_drawn():
    drawn = make_sankey(
        FlowModel(flows=MODEL.flows[:1]),
        estimates=[FlowEstimate(value=None, low=10, high=30, is_free=True)],
    )
    assert drawn.flows[0].width_value == 20


def test_the_answer_of_a_reconciliation_is_drawn_as_it_says(tmp_path):
    answer = balance_model(MODEL)
    path = write(tmp_path / "answer.json", answer.to_document())
    drawn = open_sankey(path)
    expected = make_sankey(MODEL, estimates=list_estimates(answer.reconciliation))
    assert [one.estimate.value for one in drawn.flows] == pytest.approx(
        [one.estimate.value for one in expected.flows]
    )
    assert drawn.stages == ()  # the nodes of an answer are in no order of a filière


def test_a_model_is_drawn_from_its_json_and_its_stages_keep_their_order(tmp_path):
    flows = [{"from": "b", "to": "a", "matter": "verre", "unit": "t", "value": 3}]
    path = write(tmp_path / "model.json", {"flows": flows, "stages": ["a", "b"]})
    drawn = open_sankey(path)
    assert drawn.stages == ("a", "b")
    assert drawn.flows[0].estimate.value == 3


def test_a_workbook_of_flows_is_drawn(tmp_path):
    path = tmp_path / "flux.xlsx"
    rows = [["De", "Vers", "Matière", "Unité", "Valeur"], ["a", "b", "verre", "t", 4]]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Flux")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    assert open_sankey(path).flows[0].estimate.value == 4


def test_an_export_to_opensankey_draws_the_same(tmp_path):
    results = [100.0, 80.0, 20.0, 80.0]
    document = from_flow_model(MODEL, results=results, outside_name="Importations et exportations")
    as_json, as_book = tmp_path / "there.json", tmp_path / "there.xlsx"
    as_json.write_text(render_json(document), encoding="utf-8")
    as_book.write_bytes(render_workbook(document))
    for path in (as_json, as_book):
        drawn = open_sankey(path)
        assert [one.estimate.value for one in drawn.flows] == results
        assert [(one.source, one.target) for one in drawn.flows] == [
            (one.source, one.target) for one in MODEL.flows
        ]
        assert (drawn.unit, drawn.year) == ("t", 2024)
        assert not drawn.notes  # the file marks what is an exchange: nothing was guessed


def test_what_is_taken_for_the_outside_by_its_name_is_said(tmp_path):
    nodes = {"I": {"name": "Importations fictives"}, "S": {"name": "Tri fictif"}}
    links = {"a": {"idSource": "I", "idTarget": "S", "value": {"data_value": 3.0}}}
    drawn = open_sankey(write(tmp_path / "there.json", {"nodes": nodes, "links": links}))
    assert drawn.flows[0].source == OUTSIDE
    assert "Importations fictives" in drawn.notes[0]


@pytest.mark.parametrize(
    "change", [{"reconciled": "beaucoup"}, {"interval": [1]}, {"interval": [None, True]}]
)
def test_an_answer_that_does_not_hold_is_refused(tmp_path, change):
    document = balance_model(MODEL).to_document()
    document["flows"][0] |= change
    with pytest.raises(InvalidInput) as caught:
        open_sankey(write(tmp_path / "answer.json", document))
    assert "flows[0]" in caught.value.for_user()


@pytest.mark.parametrize("content", ["{", "[]", '{"flows": 3}'])
def test_a_file_that_is_no_model_is_refused(tmp_path, content):
    path = tmp_path / "faux.json"
    path.write_text(content)
    with pytest.raises(InvalidInput):
        open_sankey(path)


def test_an_absent_file_is_refused(tmp_path):
    for name in ("absent.json", "absent.xlsx"):
        with pytest.raises(InvalidInput):
            open_sankey(tmp_path / name)


def test_the_model_is_left_as_it_was():
    before = replace(MODEL)
    make_sankey(MODEL)
    assert before == MODEL
