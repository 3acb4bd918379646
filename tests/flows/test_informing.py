"""The measure that is advised is the one that would teach the most."""

from dataclasses import replace

import pytest
from tests.flows.made_flows import make_flow

from maillon.domain.flows import OUTSIDE, FlowModel
from maillon.flows.reconciling import reconcile_flows


def total_variance(model):
    return sum(flow.standard_error**2 for flow in reconcile_flows(model).flows)


def measure_again(model, place):
    """Add what a measure twice as precise as what is known would say, by weighting both."""
    found = reconcile_flows(model).flows[place]
    variance = found.standard_error**2 / 4
    flow = model.flows[place]
    if flow.value is None:
        new = replace(flow, value=found.reconciled, standard_error=variance**0.5)
    else:
        both = 1 / (1 / flow.standard_error**2 + 1 / variance)
        new = replace(flow, standard_error=both**0.5)
    flows = [new if k == place else other for k, other in enumerate(model.flows)]
    return replace(model, flows=tuple(flows))


def test_the_reduction_announced_is_the_one_obtained():
    model = FlowModel(
        flows=(
            make_flow(OUTSIDE, "a", 100.0, 5.0),
            make_flow("a", "b", 60.0, 8.0),
            make_flow("a", "c", None),
            make_flow("b", OUTSIDE, 61.0, 2.0),
            make_flow("c", OUTSIDE, 45.0, 3.0),
        )
    )
    before = total_variance(model)
    measures = reconcile_flows(model).next_measures
    assert len(measures) == 5
    for measure in measures:
        after = total_variance(measure_again(model, measure.place))
        assert 1 - after / before == pytest.approx(measure.reduction, rel=1e-6)
    gains = [measure.reduction for measure in measures]
    assert gains == sorted(gains, reverse=True)


def test_a_free_flow_settles_those_that_follow_it():
    model = FlowModel(
        flows=(
            make_flow(OUTSIDE, "a", 100.0),
            make_flow("a", "b"),
            make_flow("b", OUTSIDE),
            make_flow("a", "c"),
            make_flow("c", OUTSIDE),
            make_flow("a", "d"),
            make_flow("d", OUTSIDE),
        )
    )
    first = reconcile_flows(model).next_measures[0]
    assert first.settled_count == 2
    flows = list(model.flows)
    flows[first.place] = replace(flows[first.place], value=30.0, standard_error=1.0)
    free = [str(f.class_) for f in reconcile_flows(FlowModel(flows=tuple(flows))).flows]
    assert free.count("free") == 6 - 2
