"""What cannot be balanced is refused with its cell; what is doubtful is said."""

from dataclasses import replace

import pytest
from tests.flows.made_flows import make_exchanger, make_flow

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE, FlowModel, StockChange, TransferShare
from maillon.flows.reconciling import reconcile_flows
from maillon.reference.parameters.pedigree import load_pedigree

IN = make_flow(OUTSIDE, "a", 10.0, cell="Flux!F2")
OUT = make_flow("a", OUTSIDE, 11.0, cell="Flux!F3")
COLUMNS = {"unit": "D", "value": "F", "standard_error": "G", "minimum": "H", "quality": "K"}


def refuse(*flows, **others):
    with pytest.raises(InvalidInput) as caught:
        reconcile_flows(FlowModel(flows=flows, columns=COLUMNS, **others), load_pedigree())
    return "\n".join(caught.value.details)


@pytest.mark.parametrize(
    ("change", "cell", "word"),
    [
        ({"unit": "brouettes"}, "Flux!D3", "inconnue"),
        ({"unit": "m³"}, "Flux!D3", "grandeur"),
        ({"value": -3.0}, "Flux!F3", "négatif"),
        ({"value": float("nan")}, "Flux!F3", "fini"),
        ({"standard_error": None}, "Flux!G3", "incertitude"),
        ({"standard_error": 0.0}, "Flux!G3", "plus grande que zéro"),
        ({"standard_error": None, "quality": "91"}, "Flux!K3", "note de qualité"),
        ({"standard_error": None, "quality": "E2", "value": 0.0}, "Flux!G3", "zéro"),
        ({"minimum": 5.0, "maximum": 4.0}, "Flux!H3", "dépasse le maximum"),
        ({"minimum": -5.0}, "Flux!H3", "minimum négatif"),
        ({"target": "a"}, "Flux!F3", "y revient"),
        ({"matter": ""}, "Flux!F3", "matière"),
    ],
)
def test_a_bad_flow_is_refused_with_its_cell(change, cell, word):
    said = refuse(IN, replace(OUT, **change))
    assert cell in said
    assert word in said


def test_every_problem_is_said_at_once():
    said = refuse(replace(IN, unit="brouettes"), replace(OUT, value=-1.0))
    assert "Flux!D2" in said
    assert "Flux!F3" in said


def test_a_model_without_flow_is_refused():
    with pytest.raises(InvalidInput, match="no flow"):
        reconcile_flows(FlowModel(flows=()))


def test_a_loop_without_outlet_is_refused_with_the_cells_that_enter_it():
    said = refuse(
        IN,
        make_flow("a", "b", 5.0, cell="Flux!F3"),
        make_flow("b", "a", 5.0, cell="Flux!F4"),
    )
    assert "Flux!F2" in said
    assert "n’en ressort jamais" in said


def test_a_stage_that_gives_without_receiving_is_refused():
    assert "sans y être jamais entré" in refuse(OUT)


def test_a_loop_closed_on_itself_is_refused():
    said = refuse(
        IN,
        OUT,
        make_flow("b", "c", 5.0, cell="Flux!F4"),
        make_flow("c", "b", 5.0, cell="Flux!F5"),
    )
    assert "tourne entre" in said


def test_a_stock_drains_a_stage():
    change = StockChange(stage="a", matter="exemple fictif", unit="t")
    found = reconcile_flows(FlowModel(flows=(IN,), stock_changes=(change,)))
    assert found.stock_changes[0].reconciled == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"unit": "m³"}, "grandeur"),
        ({"unit": "brouettes"}, "inconnue"),
        ({"value": 3.0}, "incertitude"),
    ],
)
def test_a_bad_stock_is_refused(change, word):
    fields = {"stage": "a", "matter": "exemple fictif", "unit": "t", "cell": "Stocks!E2"}
    said = refuse(IN, OUT, stock_changes=(StockChange(**{**fields, **change}),))
    assert "Stocks!E2" in said
    assert word in said


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"share": 50.0}, "entre 0 et 1"),
        ({"standard_error": 0.0}, "plus grande que zéro"),
        ({"target": "b"}, "aucun flux"),
    ],
)
def test_a_bad_yield_is_refused(change, word):
    fields = {"stage": "a", "matter": "exemple fictif", "target": OUTSIDE, "share": 0.5}
    said = refuse(IN, OUT, yields=(TransferShare(**{**fields, **change}, cell="Rendements!D2"),))
    assert "Rendements!D2" in said
    assert word in said


def test_a_yield_does_not_turn_tonnes_into_litres():
    litres = make_flow("a", OUTSIDE, 11.0, matter="autre exemple fictif", unit="L")
    share = TransferShare(
        stage="a",
        matter="exemple fictif",
        target=OUTSIDE,
        share=0.5,
        target_matter="autre exemple fictif",
    )
    assert "même grandeur" in refuse(IN, litres, yields=(share,))


def test_a_network_in_pieces_is_said():
    flows = (IN, OUT, make_flow(OUTSIDE, "b", 3.0), make_flow("b", OUTSIDE, 3.0))
    (warning,) = reconcile_flows(FlowModel(flows=flows)).warnings
    assert "2 morceaux" in warning


def test_a_flow_written_twice_is_said():
    (warning,) = reconcile_flows(FlowModel(flows=(IN, OUT, OUT))).warnings
    assert "écrit 2 fois" in warning


def test_a_score_gives_the_uncertainty_that_is_missing():
    scored = replace(OUT, standard_error=None, quality="21111")
    found = reconcile_flows(FlowModel(flows=(IN, scored)), load_pedigree())
    assert found.flows[1].given_standard_error == pytest.approx(0.068 * 11.0)
    worse = replace(scored, quality="23111")
    found = reconcile_flows(FlowModel(flows=(IN, worse)), load_pedigree())
    assert found.flows[1].given_standard_error == pytest.approx((0.068**2 + 0.137**2) ** 0.5 * 11.0)


def test_many_problems_are_counted_rather_than_listed():
    flows = tuple(replace(OUT, unit="brouettes", cell=f"Flux!F{k}") for k in range(2, 42))
    assert "20 autres" in refuse(*flows)


def test_too_many_flows_are_refused_with_what_to_do():
    with pytest.raises(InvalidInput) as caught:
        reconcile_flows(FlowModel(flows=make_exchanger().flows * 10_000))
    assert "séparez les matières" in caught.value.for_user()
