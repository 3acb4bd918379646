"""
Reconcile made-up networks with Maillon and with CVXPY + OSQP, in one run.

Both sides receive the same matrix of balances, measures and bounds, and return one point: least
squares, balances, no negative flow. CVXPY builds the problem from matrices and hands it to OSQP at
a tolerance of 1e-5: building is counted, as it is what one writes with it. Writing the matrix from
the flows is the same for both and told apart, as is what we do on top: classes, uncertainties,
intervals, tests. Their point leaves the balances open: it is compared as it is, then brought to
the nearest point that closes them within the bounds.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.flows.made_networks import make_network

from maillon.domain.flows import FlowModel
from maillon.flows.balances import FlowSystem, build_system
from maillon.flows.checking import check_model
from maillon.flows.intervals import find_intervals
from maillon.flows.problems import NearestProblem
from maillon.flows.reconciling import reconcile_flows
from maillon.flows.results import FlowClass, ReconciledFlow, Reconciliation
from maillon.flows.solving import find_nearest_point

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
    problem = write_problem(system)
    writing, ours, theirs = [], [], []
    for _round in range(rounds):
        start = time.perf_counter()
        build_system(network.model, errors)
        writing.append(time.perf_counter() - start)
        start = time.perf_counter()
        point = find_nearest_point(problem).point
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        other = solve_with_cvxpy(system)
        theirs.append(time.perf_counter() - start)
    whole, found = time_whole_answer(network.model, rounds)
    each, free_count = time_intervals(system, point, found.flows, rounds)
    least = compute_objective(system, point)
    return {
        "stages": stages,
        "flows": flows,
        "objective_theirs_over_ours": compute_objective(system, other) / least,
        "objective_theirs_closed_over_ours": compute_objective(system, close(problem, other))
        / least,
        "negative_ours": int((point < 0).sum()),
        "negative_theirs": int((other < 0).sum()),
        "residual_ours": compute_residual(system, point),
        "residual_theirs": compute_residual(system, other),
        "seconds_writing": min(writing),
        "seconds_ours": min(ours),
        "seconds_theirs": min(theirs),
        "time_ratio": min(ours) / min(theirs),
        "time_ratio_with_writing": (min(ours) + min(writing)) / (min(theirs) + min(writing)),
        "seconds_whole_answer": whole,
        "free_flows": free_count,
        **each,
        **compute_coverage(found.flows, network.truth),
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


def close(problem: NearestProblem, point: np.ndarray) -> np.ndarray:
    """Return the nearest point that closes the balances within the bounds."""
    spread = np.where(np.isnan(problem.sigma), np.nanmedian(problem.sigma), problem.sigma)
    return find_nearest_point(replace(problem, value=point, sigma=spread)).point


def time_whole_answer(model: FlowModel, rounds: int) -> tuple[float, Reconciliation]:
    """Return the seconds that the answer takes from the flows to the last interval, and it."""
    seconds = []
    for _round in range(rounds):
        start = time.perf_counter()
        found = reconcile_flows(model)
        seconds.append(time.perf_counter() - start)
    return min(seconds), found


def time_intervals(
    system: FlowSystem, point: np.ndarray, flows: Sequence[ReconciledFlow], rounds: int
) -> tuple[dict[str, float], int]:
    """Return the milliseconds that each free flow takes, waiting included or not, and how many."""
    free = np.flatnonzero([flow.class_ is FlowClass.FREE for flow in flows])
    seconds, busy = [], []
    for _round in range(rounds):
        start, busy_start = time.perf_counter(), time.process_time()
        find_intervals(
            system.matrix,
            point=point,
            free=free,
            lower=system.lower,
            upper=system.upper,
            scale=write_problem(system).scale,
        )
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - busy_start)
    each = 1000 / max(len(free), 1)
    return {
        "interval_ms_each": min(seconds) * each,
        "interval_processor_ms_each": min(busy) * each,
    }, len(free)


def compute_coverage(flows: Sequence[ReconciledFlow], truth: np.ndarray) -> dict[str, float]:
    """Return the share of the free flows whose true value their interval holds, plain and wide."""
    free = [k for k, flow in enumerate(flows) if flow.class_ is FlowClass.FREE]

    def share(ends: str) -> float:
        return float(np.mean([holds(flows[k], ends, truth[k]) for k in free])) if free else 1.0

    return {"intervals_hold_truth": share(""), "widest_hold_truth": share("widest_")}


def holds(flow: ReconciledFlow, ends: str, truth: float) -> bool:
    """Return whether an interval holds a value, up to rounding."""
    low, high = getattr(flow, f"{ends}low"), getattr(flow, f"{ends}high")
    rounding = 1e-9 * (1 + truth)
    return (low is None or low <= truth + rounding) and (high is None or truth - rounding <= high)


if __name__ == "__main__":
    main()
