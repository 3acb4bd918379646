"""
Reconcile made-up networks with Maillon and with CVXPY + OSQP, in one run.

Both sides receive the same model (least squares, balances, no negative flow). CVXPY builds the
problem from matrices and hands it to OSQP at a tolerance of 1e-5; what is timed on its side is
building and solving; on ours, writing the balances and solving. Reading and checking the model is
timed on neither side. What we do on top (classes, uncertainties, intervals, tests) is timed apart.
"""

import argparse
import json
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.flows.made_networks import make_network

from maillon.flows.balances import FlowSystem, build_system
from maillon.flows.checking import check_model
from maillon.flows.intervals import find_intervals
from maillon.flows.reconciling import reconcile_flows
from maillon.flows.results import FlowClass, ReconciledFlow
from maillon.flows.solving import NearestProblem, find_nearest_point

SIZES = ((50, 242), (200, 787), (1_000, 4_000), (2_000, 10_000))
MEASURED_SHARE = 0.7


def main() -> None:
    """Measure, print, and write the figures beside the others when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    cases = [measure(*size, rounds=options.rounds, seed=options.seed) for size in SIZES]
    content = {
        "versions": {name: version(name) for name in ("clarabel", "cvxpy", "highspy", "osqp")},
        "measured_share": MEASURED_SHARE,
        "seed": options.seed,
        "cases": cases,
    }
    text = json.dumps(content, indent=1)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


def measure(stages: int, flows: int, *, rounds: int, seed: int) -> dict[str, Any]:
    """Return the figures of one network: the best of several rounds, turn by turn."""
    network = make_network(stages, flows, measured_share=MEASURED_SHARE, seed=seed)
    errors = check_model(network.model, None).errors
    system = build_system(network.model, errors)
    ours, theirs = [], []
    for _round in range(rounds):
        start = time.perf_counter()
        point = find_nearest_point(write_problem(build_system(network.model, errors))).point
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        other = solve_with_cvxpy(system)
        theirs.append(time.perf_counter() - start)
    start = time.perf_counter()
    found = reconcile_flows(network.model)
    whole = time.perf_counter() - start
    each_ms, free_count = time_intervals(system, point, found.flows)
    return {
        "stages": stages,
        "flows": flows,
        "objective_theirs_over_ours": compute_objective(system, other)
        / compute_objective(system, point),
        "negative_ours": int((point < 0).sum()),
        "negative_theirs": int((other < 0).sum()),
        "residual_ours": compute_residual(system, point),
        "residual_theirs": compute_residual(system, other),
        "seconds_ours": min(ours),
        "seconds_theirs": min(theirs),
        "time_ratio": min(ours) / min(theirs),
        "seconds_whole_answer": whole,
        "free_flows": free_count,
        "interval_ms_each": each_ms,
    }


def write_problem(system: FlowSystem) -> NearestProblem:
    """Return the whole system as one problem."""
    return NearestProblem(
        matrix=system.matrix,
        right=np.zeros(system.matrix.shape[0]),
        value=system.value,
        sigma=system.sigma,
        lower=system.lower,
        upper=system.upper,
    )


def solve_with_cvxpy(system: FlowSystem) -> np.ndarray:
    """Return what CVXPY and OSQP find, as their documentation writes such a problem."""
    import cvxpy

    measured = np.flatnonzero(~np.isnan(system.value))
    flows = cvxpy.Variable(len(system.value), nonneg=True)
    gaps = cvxpy.multiply(1 / system.sigma[measured], flows[measured] - system.value[measured])
    problem = cvxpy.Problem(cvxpy.Minimize(cvxpy.sum_squares(gaps)), [system.matrix @ flows == 0])
    problem.solve(solver=cvxpy.OSQP, eps_abs=1e-5, eps_rel=1e-5, max_iter=100_000)
    return np.asarray(flows.value)


def compute_objective(system: FlowSystem, point: np.ndarray) -> float:
    """Return the weighted sum of squares."""
    return float(np.nansum(((point - system.value) / system.sigma) ** 2))


def compute_residual(system: FlowSystem, point: np.ndarray) -> float:
    """Return the largest gap of a balance, relative to what passes through it."""
    through = abs(system.matrix) @ np.abs(point)
    return float((np.abs(system.matrix @ point) / np.maximum(through, 1e-9)).max())


def time_intervals(
    system: FlowSystem, point: np.ndarray, flows: Sequence[ReconciledFlow]
) -> tuple[float, int]:
    """Return the milliseconds that each free flow takes, and how many there are."""
    free = np.flatnonzero([flow.class_ is FlowClass.FREE for flow in flows])
    start = time.perf_counter()
    find_intervals(
        system.matrix,
        point=point,
        free=free,
        lower=system.lower,
        upper=system.upper,
        scale=write_problem(system).scale,
    )
    return 1000 * (time.perf_counter() - start) / max(len(free), 1), len(free)


if __name__ == "__main__":
    main()
