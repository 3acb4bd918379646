"""A measure that contradicts the others is found."""

from dataclasses import replace

import pytest
from tests.flows.made_flows import make_exchanger, make_flow

from maillon.domain.flows import OUTSIDE, FlowModel
from maillon.flows.reconciling import reconcile_flows


def test_measures_that_agree_leave_no_suspect():
    test = reconcile_flows(make_exchanger()).test
    assert test.is_consistent
    assert test.p_value == pytest.approx(0.1707, abs=1e-4)  # chi-square of 6.4075, 4 degrees
    assert test.suspects == ()


@pytest.mark.parametrize("place", [0, 5])
def test_the_measure_that_was_spoilt_is_suspected_first(place):
    model = make_exchanger()
    flows = list(model.flows)
    flows[place] = replace(flows[place], value=flows[place].value + 20)
    found = reconcile_flows(replace(model, flows=tuple(flows)))
    assert not found.test.is_consistent
    assert found.test.suspects[0] == place
    assert max(range(6), key=lambda k: found.flows[k].contribution) == place


def test_contributions_add_up_to_the_whole_disagreement():
    flows = reconcile_flows(make_exchanger()).flows
    assert sum(flow.contribution for flow in flows) == pytest.approx(1.0)


def test_the_balance_that_does_not_close_is_said_first():
    balances = reconcile_flows(make_exchanger()).test.balances
    assert balances[0].stage == "splitter"
    assert balances[0].residual == pytest.approx(101.91 - 64.45 - 34.65)
    assert balances[0].statistic == pytest.approx(2.81 / 3**0.5)


def test_nothing_is_tested_when_nothing_is_checked_twice():
    flows = make_flow(OUTSIDE, "a", 10.0), make_flow("a", OUTSIDE)
    test = reconcile_flows(FlowModel(flows=flows)).test
    assert (test.dof, test.p_value, test.is_consistent) == (0, None, True)
    assert test.statistics == (None, None)
