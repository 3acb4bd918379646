"""What a flow that nothing tells can be."""

import numpy as np
import pytest
from benchmarks.flows.made_networks import make_network
from scipy.optimize import linprog
from tests.flows.made_flows import make_flow

from maillon.domain.flows import OUTSIDE, FlowModel
from maillon.flows import corners
from maillon.flows.balances import build_system
from maillon.flows.intervals import find_intervals
from maillon.flows.reconciling import reconcile_flows
from maillon.flows.results import FlowClass


@pytest.fixture(scope="module")
def network():
    """Return a made-up network reconciled, its equations, and the places of its free flows."""
    made = make_network(40, 160, measured_share=0.6, seed=3)
    found = reconcile_flows(made.model)
    system = build_system(made.model, [flow.given_standard_error for flow in found.flows])
    point = np.array([flow.reconciled for flow in found.flows])
    free = np.flatnonzero([flow.class_ is FlowClass.FREE for flow in found.flows])
    return made, found, system, point, free


def ask(network, lower=None, upper=None):
    _made, _found, system, point, free = network
    return find_intervals(
        system.matrix,
        point=point,
        free=free,
        lower=system.lower if lower is None else lower,
        upper=system.upper if upper is None else upper,
        scale=1.0,
    )


def bound(system, point, how):
    """Return the bounds of the system, some changed: none, maxima for a third, or both ways."""
    lower, upper = system.lower.copy(), system.upper.copy()
    if how == "maxima":
        upper[::3] = 2 * point[::3] + 1
    if how == "both ways":
        lower[::7] = -np.inf
    return lower, upper


@pytest.mark.parametrize("how", ["as they are", "maxima", "both ways"])
def test_the_ends_are_those_of_two_linear_programs_for_each_flow(network, how):
    _made, _found, system, point, free = network
    lower, upper = bound(system, point, how)
    ends = ask(network, lower, upper)
    columns = system.matrix.tocsc()[:, free]
    bounds = list(zip(lower[free], upper[free], strict=True))
    for place in range(0, len(free), 5):
        cost = np.zeros(len(free))
        for sign, found in ((1.0, ends.lows[place]), (-1.0, ends.highs[place])):
            cost[place] = sign
            answer = linprog(cost, A_eq=columns, b_eq=columns @ point[free], bounds=bounds)
            expected = sign * answer.fun if answer.status == 0 else -sign * np.inf
            assert found == pytest.approx(expected, rel=1e-7, abs=1e-7)
    assert np.isinf(ends.highs).any() == (how != "maxima")
    assert np.isfinite(ends.highs).any()


def test_a_solver_that_turns_in_circles_is_started_again(network, monkeypatch):
    expected = ask(network)
    monkeypatch.setattr(corners, "_MOST_TURNS", 0)
    found = ask(network)
    assert found.lows == pytest.approx(expected.lows, rel=1e-9, abs=1e-9)
    assert found.highs == pytest.approx(expected.highs, rel=1e-9, abs=1e-9)


def test_an_end_moves_with_a_known_flow_as_its_slope_says():
    flows = [
        make_flow(OUTSIDE, "a", 10.0),
        make_flow("a", "b", None),
        make_flow("a", "c", None, maximum=4.0),
        make_flow("b", OUTSIDE, None),
        make_flow("c", OUTSIDE, None),
    ]
    system = build_system(FlowModel(flows=tuple(flows)), [1.0, None, None, None, None])
    free = np.array([1, 2, 3, 4])
    ends = [
        find_intervals(
            system.matrix,
            point=np.array([entering, entering - 1, 1.0, entering - 1, 1.0]),
            free=free,
            lower=system.lower,
            upper=system.upper,
            scale=1.0,
        )
        for entering in (10.0, 10.5)
    ]
    before, after = ends
    for ends_name, slopes in (("lows", "low_slopes"), ("highs", "high_slopes")):
        moved = getattr(after, ends_name) - getattr(before, ends_name)
        said = getattr(before, slopes).toarray()[:, 0] * 0.5
        assert said == pytest.approx(moved)
    # By hand: b has between 6 and 10 of the 10 that enter, known to 1; c at most the 4 allowed.
    found = reconcile_flows(FlowModel(flows=tuple(flows))).flows
    assert (found[1].low, found[1].high) == pytest.approx((6.0, 10.0))
    assert (found[1].widest_low, found[1].widest_high) == pytest.approx((4.04, 11.96), abs=1e-3)
    assert (found[2].widest_low, found[2].widest_high) == pytest.approx((0.0, 4.0))
    assert (found[0].widest_low, found[0].widest_high) == (found[0].low, found[0].high)


def test_widened_intervals_hold_the_truth_where_plain_ones_miss_it(network):
    made, found, _system, _point, _free = network
    others = [make_network(40, 160, measured_share=0.6, seed=seed) for seed in range(4, 9)]
    cases = [(made, found), *((one, reconcile_flows(one.model)) for one in others)]
    plain, wide = [], []
    for one, answer in cases:
        for flow, truth in zip(answer.flows, one.truth, strict=True):
            if flow.class_ is FlowClass.FREE:
                highs = [np.inf if h is None else h + 1e-9 for h in (flow.high, flow.widest_high)]
                plain.append(flow.low - 1e-9 <= truth <= highs[0])
                wide.append(flow.widest_low - 1e-9 <= truth <= highs[1])
                assert flow.widest_low <= flow.low
                assert highs[1] >= highs[0]
    assert len(wide) > 200
    assert np.mean(plain) < np.mean(wide)
    assert np.mean(wide) >= 0.95


def test_pieces_that_share_nothing_are_asked_apart():
    flows = [
        flow
        for name in ("x", "y")
        for flow in (
            make_flow(OUTSIDE, name, 5.0 if name == "x" else 7.0),
            make_flow(name, f"{name}1", None),
            make_flow(name, f"{name}2", None),
            make_flow(f"{name}1", OUTSIDE, None),
            make_flow(f"{name}2", OUTSIDE, None),
        )
    ]
    found = reconcile_flows(FlowModel(flows=tuple(flows))).flows
    assert [(found[k].low, found[k].high) for k in (1, 6)] == [
        pytest.approx((0.0, 5.0)),
        pytest.approx((0.0, 7.0)),
    ]
