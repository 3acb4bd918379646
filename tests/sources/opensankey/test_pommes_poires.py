"""TerriFlux's own example, as published with OpenSankey."""

from dataclasses import replace
from pathlib import Path

import pytest

from maillon.flows.reconciling import reconcile_flows
from maillon.flows.results import FlowClass
from maillon.sources.opensankey import (
    list_results,
    read_json,
    read_workbook,
    render_json,
    render_workbook,
    to_flow_model,
)

DATA = Path(__file__).resolve().parents[3] / "../shared/data/opensankey/pommes_poires.xlsx"
TOLERANCE = 1e-3  # the loosest that TerriFlux's own reconciliation accepts
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.exists(), reason="real data absent"),
]


def test_the_workbook_is_read_as_published():
    document = read_workbook(DATA)
    assert [node.kind for node in document.nodes] == ["product"] * 2 + ["sector"] * 6
    assert list_results(document) == (30, 10, 15, 10, 20, 20, 25)
    assert [link.extras["table"] for link in document.links] == list("ssssuuu")
    assert {flow.matter for flow in to_flow_model(document).flows} == {"Pommes", "Poires"}


def test_the_workbook_gives_a_result_and_neither_measure_nor_bound():
    """Nothing else can be reconciled from: no input, no bound, no sheet that we leave unread."""
    document = read_workbook(DATA)
    assert not document.extras["sheets"]
    for link in document.links:
        (value,) = link.values
        inputs = (value.value, value.standard_error, value.uncertainty_percent)
        assert {*inputs, value.minimum, value.maximum} == {None}
        assert not {"Ai", "nb_sigmas", "MC mu in"} & link.extras.keys()


def test_it_is_written_again_the_same_as_a_workbook_and_as_json(tmp_path):
    document = read_workbook(DATA)
    again = tmp_path / "again.xlsx"
    again.write_bytes(render_workbook(document))
    assert read_workbook(again) == document
    there = read_json(render_json(document))
    assert read_json(render_json(there)) == there
    assert list_results(there) == list_results(document)


def measure(places):
    """Return the model where the published result of those places is a measure, at 5 %, in t."""
    document = read_workbook(DATA)
    model, results = to_flow_model(document, unit="t"), list_results(document)
    flows = tuple(
        replace(flow, value=result, standard_error=result * 0.05) if place in places else flow
        for place, (flow, result) in enumerate(zip(model.flows, results, strict=True))
    )
    return replace(model, flows=flows), results


@pytest.mark.parametrize("unknown", [(), (0,), (3,), (1, 6), (5, 2)])
def test_our_reconciliation_finds_the_published_result(unknown):
    """
    The workbook gives no measure, only the result: taken as measures, it must not move, and a
    flow left out for each product must come back.
    """
    model, results = measure(set(range(7)) - set(unknown))
    account = reconcile_flows(model)
    assert [flow.reconciled for flow in account.flows] == pytest.approx(results, rel=TOLERANCE)
    assert all(account.flows[place].class_ is FlowClass.DETERMINED for place in unknown)
    assert account.test.chi2 == pytest.approx(0, abs=1e-9)


def test_two_flows_left_out_of_one_product_stay_free():
    model, results = measure({2, 3, 4, 6})
    account = reconcile_flows(model)
    free = [place for place, flow in enumerate(account.flows) if flow.class_ is FlowClass.FREE]
    assert free == [0, 1, 5]
    assert account.flows[0].low == pytest.approx(0, abs=1e-6)
    assert results[0] >= account.flows[0].low
