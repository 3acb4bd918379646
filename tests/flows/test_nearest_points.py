"""The point found is the optimum, whoever finds it."""

from dataclasses import replace

import numpy as np
import pytest
from tests.flows.made_problems import make_chain, make_problem

from maillon.flows import solving, symmetric
from maillon.flows.dual_newton import climb
from maillon.flows.problems import UnbalanceableError, find_violation, measure_residual
from maillon.flows.solving import (
    find_nearest_point,
    solve_by_climbing,
    solve_by_interior_points,
)


def compute_squares(problem, point):
    corrections = ((point - problem.value) / problem.sigma)[problem.measured]
    return float((corrections**2).sum())


@pytest.fixture(scope="module")
def problems():
    return [make_problem(seed) for seed in range(30)]


def test_newton_and_interior_points_find_the_same_optimum(problems):
    held = 0
    for problem, _truth in problems:
        climbed, other = solve_by_climbing(problem), solve_by_interior_points(problem)
        assert climbed is not None
        assert (climbed.point >= problem.lower).all()
        assert (climbed.point <= problem.upper).all()
        assert measure_residual(problem, climbed.point) <= 1e-9
        least = compute_squares(problem, other.point)
        assert compute_squares(problem, climbed.point) <= least * (1 + 1e-9) + 1e-12
        is_known = problem.measured
        assert climbed.point[is_known] == pytest.approx(other.point[is_known], abs=1e-4)
        assert (climbed.is_at_bound == other.is_at_bound).all()
        held += int(climbed.is_at_bound.sum())
    assert held > 30  # bounds did hold


def test_the_proof_accepts_optima_and_nothing_else(problems):
    refused = 0
    for problem, truth in problems:
        found = climb(problem)
        assert find_violation(problem, found.point, found.multipliers) <= 1e-7
        # Part of the way to another point that satisfies everything: no longer the optimum.
        moved = np.clip(0.99 * found.point + 0.01 * truth, problem.lower, problem.upper)
        assert measure_residual(problem, moved) <= 1e-7
        if compute_squares(problem, moved) > compute_squares(problem, found.point) + 1e-6:
            assert find_violation(problem, moved, found.multipliers) > 1e-4
            refused += 1
        assert find_violation(problem, found.point - 1e-3, found.multipliers) > 1e-4
        if compute_squares(problem, found.point) > 1e-3:
            assert find_violation(problem, found.point, -found.multipliers) > 1e-4
    assert refused >= 20


def test_out_of_bounds_nothing_is_an_optimum(problems):
    problem, _truth = problems[0]
    found = climb(problem)
    low = np.where(np.isfinite(problem.lower), problem.lower - 1, found.point)
    assert find_violation(problem, low, found.multipliers) == np.inf


def test_what_newton_does_not_prove_interior_points_solve(problems, monkeypatch):
    problem, _truth = problems[1]
    expected = compute_squares(problem, find_nearest_point(problem).point)
    monkeypatch.setattr(solving, "_PROVED", -1.0)
    assert solve_by_climbing(problem) is None
    assert compute_squares(problem, find_nearest_point(problem).point) == pytest.approx(expected)


def test_bounds_that_exclude_each_other_are_not_solved():
    problem = replace(
        make_chain([1.0, 2.0]), lower=np.array([0.0, 3.0]), upper=np.array([2.0, 4.0])
    )
    assert solve_by_climbing(problem) is None
    with pytest.raises(UnbalanceableError):
        find_nearest_point(problem)


def test_flows_in_series_all_take_their_mean_in_whichever_way_they_are_solved(monkeypatch):
    values = 100 + np.random.default_rng(1).standard_normal(400)
    problem = make_chain(values)
    for dense_rows in (symmetric._DENSE_ROWS, 1_000):  # factored as sparse, then as dense
        monkeypatch.setattr(symmetric, "_DENSE_ROWS", dense_rows)
        assert solve_by_climbing(problem).point == pytest.approx(np.full(400, values.mean()))
    # With one flow in two unmeasured, the mean of the others; held at 100.2, all stand there.
    half = replace(problem, value=np.where(np.arange(400) % 2, np.nan, values))
    found = solve_by_climbing(half)
    assert found.point == pytest.approx(np.full(400, values[::2].mean()), rel=1e-6)
    lower = np.zeros(400)
    lower[7] = values.mean() + 0.2
    held = solve_by_climbing(replace(problem, lower=lower))
    assert held.point == pytest.approx(np.full(400, lower[7]))
    assert np.flatnonzero(held.is_at_bound).tolist() == [7]


def test_when_everything_is_measured_and_no_bound_holds_nothing_is_searched(monkeypatch):
    monkeypatch.setattr(solving, "climb", None)
    found = find_nearest_point(make_chain([1.0, 2.0, 6.0]))
    assert found.point == pytest.approx([3.0, 3.0, 3.0])
