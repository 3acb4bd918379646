"""Run the reference cases of reconciliation: published figures that anyone may add to."""

import math
from pathlib import Path

import pytest
import yaml
from tests.flows.made_flows import make_flow

from maillon.domain.flows import FlowModel
from maillon.flows.reconciling import reconcile_flows

FOLDER = Path(__file__).resolve().parents[1] / "reference_cases/flows"
CASES = sorted(FOLDER.glob("*.yaml"))


def read_flow(row, *, is_variance):
    source, target, value, error = row
    if error is None:  # certain: held by its bounds
        return make_flow(source, target, minimum=value, maximum=value)
    return make_flow(source, target, value, math.sqrt(error) if is_variance else error)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_published_reconciliation_is_found_again(path):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert case["name"]
    assert case["source"]
    rows = [read_flow(row, is_variance=case.get("is_variance", False)) for row in case["input"]]
    found = reconcile_flows(FlowModel(flows=tuple(rows)))
    values = [flow.reconciled for flow in found.flows]
    assert values == pytest.approx(case["expected"], abs=case["tolerance"])
    assert found.test.dof == case["dof"]
    if "chi2" in case:
        assert found.test.chi2 == pytest.approx(case["chi2"], abs=5e-4)
    if "standard_error" in case:
        errors = [flow.standard_error for flow in found.flows]
        assert errors == pytest.approx(case["standard_error"], abs=5e-4)


def test_the_cases_of_the_method_are_there():
    assert {"heat_exchanger_with_bypass", "mitsas_2010", "dovi_solisio_2001"} <= {
        path.stem for path in CASES
    }
