"""Laws that a closed account keeps."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.flows.made_networks import make_network
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.flows.made_flows import make_exchanger, make_flow

from maillon.domain.errors import NoSolution
from maillon.domain.flows import OUTSIDE, FlowModel, StockChange, TransferShare
from maillon.flows.reconciling import reconcile_flows
from maillon.flows.results import FlowClass

SEEDS = st.integers(0, 10_000)


def measure_gaps(model, values):
    """Return what each stage keeps, over what passes through it; tonnes only."""
    kept, through = {}, {}
    for flow, value in zip(model.flows, values, strict=True):
        for stage, sign in ((flow.target, 1), (flow.source, -1)):
            kept[stage] = kept.get(stage, 0.0) + sign * value
            through[stage] = through.get(stage, 0.0) + abs(value)
    return [abs(kept[s]) / max(through[s], 1e-6) for s in kept if s != OUTSIDE]


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, share=st.floats(0.3, 1.0))
def test_what_enters_a_stage_leaves_it_and_no_flow_is_negative(seed, share):
    model = make_network(8, 30, measured_share=share, seed=seed).model
    found = reconcile_flows(model)
    values = [flow.reconciled for flow in found.flows]
    assert min(values) >= 0
    assert max(measure_gaps(model, values)) <= 1e-9
    assert found.largest_residual <= 1e-9


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, share=st.floats(0.3, 1.0))
def test_reconciling_never_adds_uncertainty(seed, share):
    for flow in reconcile_flows(make_network(8, 30, measured_share=share, seed=seed).model).flows:
        if flow.standard_error is not None and flow.given_standard_error is not None:
            assert flow.standard_error <= flow.given_standard_error * (1 + 1e-9)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_a_flow_that_nothing_checks_does_not_move(seed):
    model = make_network(8, 30, measured_share=0.5, seed=seed).model
    flows = reconcile_flows(model).flows
    if any(flow.is_at_bound for flow in flows):
        return  # what stands on a bound pushes the others
    for flow in flows:
        if flow.class_ is FlowClass.MEASURED:
            assert abs(flow.correction) <= 1e-6


def in_kilograms(flow):
    scale = {name: getattr(flow, name) for name in ("value", "standard_error", "maximum")}
    thousand = {name: None if value is None else value * 1000 for name, value in scale.items()}
    return replace(flow, unit="kg", minimum=flow.minimum * 1000, **thousand)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, chosen=st.sets(st.integers(0, 29)))
def test_changing_the_unit_of_some_flows_changes_nothing(seed, chosen):
    model = make_network(8, 30, measured_share=0.8, seed=seed).model
    flows = [in_kilograms(f) if k in chosen else f for k, f in enumerate(model.flows)]
    before, after = reconcile_flows(model), reconcile_flows(FlowModel(flows=tuple(flows)))
    for k, (one, other) in enumerate(zip(before.flows, after.flows, strict=True)):
        assert one.class_ is other.class_
        if one.class_ is not FlowClass.FREE:  # of a free flow only the interval is known
            factor = 1000 if k in chosen else 1
            assert other.reconciled == pytest.approx(one.reconciled * factor, rel=1e-6, abs=1e-5)
    assert after.test.chi2 == pytest.approx(before.test.chi2, rel=1e-6, abs=1e-8)
    assert after.test.dof == before.test.dof


def test_a_balance_said_twice_changes_nothing():
    model = make_exchanger()
    # All that enters the valve leaves it to the mixer: its balance again, as a yield.
    again = TransferShare(stage="valve", matter="exemple fictif", target="mixer", share=1.0)
    before, after = reconcile_flows(model), reconcile_flows(replace(model, yields=(again,)))
    assert [f.reconciled for f in after.flows] == pytest.approx(
        [f.reconciled for f in before.flows], rel=1e-12
    )
    assert after.test.dof == before.test.dof == 4
    assert after.test.chi2 == pytest.approx(before.test.chi2)


def test_intervals_at_95_percent_hold_the_truth_in_95_draws_of_100():
    truth, error = np.array([100.0, 60.0, 40.0, 60.0, 40.0, 100.0]), 1.0
    ends = [(flow.source, flow.target) for flow in make_exchanger().flows]
    drawn = truth + error * np.random.default_rng(6).standard_normal((2_000, 6))
    flows = tuple(
        make_flow(source, target, float(value), error, matter=f"tirage {number}")
        for number, row in enumerate(drawn)
        for (source, target), value in zip(ends, row, strict=True)
    )
    found = reconcile_flows(FlowModel(flows=flows))
    held = [flow.low <= truth[place % 6] <= flow.high for place, flow in enumerate(found.flows)]
    assert 0.94 <= np.mean(held) <= 0.96
    # The disagreement is, on average, as many as there are independent balances.
    assert found.test.dof == 4 * 2_000
    assert found.test.chi2 / found.test.dof == pytest.approx(1.0, abs=0.05)


def test_what_is_not_measured_is_classed_by_what_the_balances_say():
    model = FlowModel(
        flows=(
            make_flow(OUTSIDE, "a", 100.0),
            make_flow("a", "b", None),
            make_flow("b", OUTSIDE, 98.0),
            make_flow(OUTSIDE, "c", 10.0),
            make_flow("c", "d", None),
            make_flow("c", "e", None, maximum=4.0),
            make_flow("d", OUTSIDE, None),
            make_flow("e", OUTSIDE, None),
        )
    )
    found = reconcile_flows(model)
    classes = [str(flow.class_) for flow in found.flows]
    assert classes == ["redundant", "determined", "redundant", "measured", *["free"] * 4]
    assert found.flows[1].reconciled == pytest.approx(99.0)
    assert found.flows[1].standard_error == pytest.approx(np.sqrt(0.5))
    ends = [(flow.low, flow.high) for flow in found.flows[4:6]]
    assert ends == [pytest.approx((6.0, 10.0)), pytest.approx((0.0, 4.0))]
    assert found.next_measures[0].settled_count == 4


def test_a_flow_without_ceiling_has_an_interval_without_end():
    model = FlowModel(
        flows=(
            make_flow(OUTSIDE, "a"),
            make_flow("a", "b"),
            make_flow("b", "a"),
            make_flow("b", OUTSIDE, 5.0),
        )
    )
    loop = reconcile_flows(model).flows[2]
    assert (loop.class_, loop.high) == (FlowClass.FREE, None)
    assert loop.low == pytest.approx(0.0, abs=1e-9)


def test_matters_and_years_are_balanced_apart():
    one = make_flow(OUTSIDE, "a", 10.0), make_flow("a", OUTSIDE, 12.0)
    flows = [
        replace(flow, matter=matter, year=year)
        for matter in ("exemple fictif 1", "exemple fictif 2")
        for year in (2023, 2024)
        for flow in one
    ]
    flows[0] = replace(flows[0], value=12.0)
    values = [flow.reconciled for flow in reconcile_flows(FlowModel(flows=tuple(flows))).flows]
    assert values == pytest.approx([12.0, 12.0, *[11.0] * 6])


def test_a_certain_yield_binds_what_leaves_to_what_enters():
    model = FlowModel(
        flows=(
            make_flow(OUTSIDE, "mill", 100.0),
            make_flow("mill", "bakery", None, matter="produit fictif"),
            make_flow("mill", OUTSIDE, None, matter="coproduit fictif"),
            make_flow("bakery", OUTSIDE, None, matter="produit fictif"),
        ),
        yields=(
            TransferShare(
                stage="mill",
                matter="exemple fictif",
                target="bakery",
                share=0.75,
                target_matter="produit fictif",
            ),
            TransferShare(
                stage="mill",
                matter="exemple fictif",
                target=OUTSIDE,
                share=0.25,
                target_matter="coproduit fictif",
            ),
        ),
    )
    found = reconcile_flows(model)
    assert [f.reconciled for f in found.flows] == pytest.approx([100, 75, 25, 75])
    assert found.flows[1].standard_error == pytest.approx(0.75)


def test_an_uncertain_yield_moves_with_the_measures():
    flows = (
        make_flow(OUTSIDE, "tri", 100.0, 1.0),
        make_flow("tri", "reemploi", 60.0, 1.0),
        make_flow("tri", OUTSIDE, None),
        make_flow("reemploi", OUTSIDE, None),
    )
    share = TransferShare(
        stage="tri", matter="exemple fictif", target="reemploi", share=0.5, standard_error=0.01
    )
    found = reconcile_flows(FlowModel(flows=flows, yields=(share,)))
    entering, leaving = found.flows[0].reconciled, found.flows[1].reconciled
    (settled,) = found.shares
    assert leaving == pytest.approx(settled.reconciled * entering, rel=1e-9)
    assert 0.5 < settled.reconciled < 0.6
    # At the minimum no allowed move lowers the sum of squares: compared with a fine grid.
    grid_in, grid_share = np.meshgrid(np.linspace(98, 110, 601), np.linspace(0.5, 0.6, 601))
    squares = (
        (grid_in - 100) ** 2 + (grid_in * grid_share - 60) ** 2 + ((grid_share - 0.5) / 0.01) ** 2
    )
    assert found.test.chi2 <= squares.min() + 1e-6
    assert found.test.chi2 == pytest.approx(squares.min(), rel=1e-3)


def test_a_change_of_stock_is_what_enters_and_does_not_leave():
    flows = make_flow(OUTSIDE, "depot", 100.0), make_flow("depot", OUTSIDE, 80.0)
    change = StockChange(stage="depot", matter="exemple fictif", unit="t")
    found = reconcile_flows(FlowModel(flows=flows, stock_changes=(change,)))
    assert [flow.reconciled for flow in found.flows] == pytest.approx([100, 80])
    (stock,) = found.stock_changes
    assert (stock.reconciled, str(stock.class_)) == (pytest.approx(20), "determined")
    emptied = replace(change, value=-4.0, standard_error=1.0)
    found = reconcile_flows(FlowModel(flows=flows, stock_changes=(emptied,)))
    assert found.stock_changes[0].reconciled == pytest.approx(4.0)


def test_a_bound_that_a_measure_pushes_against_holds_it():
    flows = make_flow(OUTSIDE, "a", 10.0), make_flow("a", OUTSIDE, 20.0, maximum=12.0)
    found = reconcile_flows(FlowModel(flows=flows))
    assert [flow.reconciled for flow in found.flows] == pytest.approx([12.0, 12.0])
    assert (found.flows[1].is_at_bound, found.flows[1].standard_error) == (True, None)
    assert any("minimum" in warning for warning in found.warnings)


def test_bounds_that_exclude_each_other_are_named_with_their_cells():
    flows = (
        make_flow(OUTSIDE, "a", 10.0, maximum=12.0, cell="Flux!F2"),
        make_flow("a", OUTSIDE, 20.0, minimum=15.0, cell="Flux!F3"),
    )
    with pytest.raises(NoSolution) as caught:
        reconcile_flows(FlowModel(flows=flows))
    assert "bornes" in caught.value.for_user()
    assert "Flux!F2" in caught.value.details[0]
    assert "Flux!F3" in caught.value.details[0]


def test_the_order_of_the_flows_changes_nothing():
    model = make_network(8, 30, measured_share=0.9, seed=3).model
    found = reconcile_flows(model).flows
    back = reconcile_flows(replace(model, flows=tuple(reversed(model.flows)))).flows
    for one, other in zip(found, reversed(back), strict=True):
        if one.class_ is not FlowClass.FREE:
            assert one.reconciled == pytest.approx(other.reconciled, rel=1e-7, abs=1e-7)


def test_bounds_cost_nothing_when_they_do_not_hold():
    free = make_exchanger()
    bounded = make_exchanger(maximum=1_000.0)
    one, other = reconcile_flows(free), reconcile_flows(bounded)
    assert [f.reconciled for f in one.flows] == pytest.approx([f.reconciled for f in other.flows])
