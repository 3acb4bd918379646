"""A ratio is common to all that it is applied to: its error is never averaged out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.domain.errors import InconsistentData, InvalidInput, NoSolution
from maillon.domain.secrecy import Cell, Total, protect_counts
from maillon.flows.gisements.calibrating import calibrate_parts, calibrate_spread, rake
from maillon.flows.gisements.estimating import ActivityRows, Factor, estimate_by_ratios
from maillon.flows.gisements.laws import find_variation, make_estimate
from maillon.flows.gisements.shrinking import shrink_ratio
from maillon.flows.gisements.spreading import spread_by_place
from maillon.flows.gisements.withholding import withhold_places
from maillon.reference.parameters.pedigree import load_pedigree

ONE = [Factor(mean=1.0)]


def make_rows(
    counts: list[float], *, places: list[int], ratios: list[int], place_count: int
) -> ActivityRows:
    return ActivityRows(
        places=np.array(places),
        ratios=np.array(ratios),
        sizes=np.zeros(len(counts), dtype=np.int64),
        counts=np.array(counts, dtype=float),
        place_count=place_count,
    )


def test_994_tonnes_of_doubt_and_not_48() -> None:
    # Maillon's notes on methods, § 2: r = 0.4, cv 30 %; 8 283 employees in 429 establishments.
    counts = [8283 / 429] * 429
    rows = make_rows(counts, places=[0] * 429, ratios=[0] * 429, place_count=1)
    found = estimate_by_ratios(rows, [Factor(mean=0.4, cv=0.3)], ONE)
    assert found.total.standard_deviation == pytest.approx(994, abs=0.5)
    forgotten = np.sqrt(429 * (0.3 * 0.4 * 8283 / 429) ** 2)
    assert forgotten == pytest.approx(48, abs=0.5)


def test_one_ratio_and_exact_employees_keep_the_variation_of_the_ratio() -> None:
    rows = make_rows([10.0, 30.0], places=[0, 1], ratios=[0, 0], place_count=2)
    found = estimate_by_ratios(rows, [Factor(mean=2.0, cv=0.3)], ONE)
    assert found.total.cv == pytest.approx(0.3)
    assert found.total.value == 80


def test_two_independent_equal_activities_make_a_variation_of_0_212() -> None:
    rows = make_rows([10.0, 10.0], places=[0, 0], ratios=[0, 1], place_count=1)
    found = estimate_by_ratios(rows, [Factor(mean=2.0, cv=0.3)] * 2, ONE)
    assert found.total.cv == pytest.approx(0.3 / np.sqrt(2))
    assert round(found.total.cv, 3) == 0.212


def test_the_doubt_of_the_bands_joins_that_of_the_ratio_as_in_a_product() -> None:
    rows = make_rows([7.0], places=[0], ratios=[0], place_count=1)
    found = estimate_by_ratios(rows, [Factor(mean=2.0, cv=0.3)], [Factor(mean=14.5, cv=0.2)])
    drawn = np.random.default_rng(1)
    ratio = drawn.normal(2.0, 0.6, 200_000)
    size = drawn.normal(14.5, 2.9, 200_000)
    assert found.total.standard_deviation == pytest.approx((7 * ratio * size).std(), rel=0.02)
    assert found.total.cv**2 == pytest.approx(1.09 * 1.04 - 1)


def test_arec_2023_shares_are_found_again() -> None:
    # AREC Nouvelle-Aquitaine, DAE non dangereux non inertes 2023, hors agriculture: t by sector.
    sectors = [538_637, 379_383, 281_067]
    rest = 3_457_749 - sum(sectors)
    rows = make_rows([*sectors, rest], places=[0] * 4, ratios=[0, 1, 2, 3], place_count=1)
    found = estimate_by_ratios(rows, [Factor(mean=1.0)] * 4, ONE)
    assert found.total.value == pytest.approx(3_457_749)
    assert [round(100 * share, 1) for share in found.weights[-1][:3]] == [15.6, 11.0, 8.1]


@pytest.mark.parametrize("cv", [0.2, 0.9])
def test_quantiles_hold_nine_draws_out_of_ten(cv: float) -> None:
    found = make_estimate(100.0, cv)
    drawn = np.random.default_rng(2)
    spread = np.sqrt(np.log1p(cv**2))
    draws = (
        drawn.normal(100, 100 * cv, 100_000)
        if cv <= 0.3
        else drawn.lognormal(np.log(100) - spread**2 / 2, spread, 100_000)
    )
    inside = ((draws >= found.low) & (draws <= found.high)).mean()
    assert inside == pytest.approx(0.9, abs=0.005)
    assert found.median == pytest.approx(np.median(draws), rel=0.01)
    assert found.low > 0


@pytest.mark.parametrize("cv", [0.0, 0.15, 0.3, 0.6, 1.5])
def test_bounds_give_back_the_variation_that_made_them(cv: float) -> None:
    found = make_estimate(50.0, cv)
    if cv <= 0.3:
        assert find_variation(50.0, low=found.low, high=found.high) == pytest.approx(cv)
    else:
        assert find_variation(50.0, low=found.low, high=found.high) == pytest.approx(cv, rel=1e-9)


def test_an_uncertainty_is_a_number_two_bounds_or_a_score_and_nothing_else() -> None:
    pedigree = load_pedigree()
    assert find_variation(1.0, cv=0.2) == 0.2
    assert find_variation(1.0, confidence="E3", pedigree=pedigree) == pedigree.expert[2]
    assert find_variation(1.0) is None
    assert find_variation(1.0, low=2.0, high=3.0) is None
    assert find_variation(1.0, confidence="bonne", pedigree=pedigree) is None


def test_calibrated_parts_add_up_exactly_and_keep_their_proportions() -> None:
    parts = [0.1, 7.0, 123.4, 1e6]
    tied = calibrate_parts(parts, 3_457_749.0)
    assert sum(tied) == pytest.approx(3_457_749.0, rel=1e-12)
    assert [tied[0] / tied[1], tied[2] / tied[3]] == pytest.approx(
        [parts[0] / parts[1], parts[2] / parts[3]], rel=1e-9
    )


def test_once_the_total_is_known_a_ratio_common_to_all_places_does_not_matter() -> None:
    alike = make_rows([10.0, 30.0], places=[0, 1], ratios=[0, 0], place_count=2)
    ratios = [Factor(mean=2.0, cv=0.3), Factor(mean=5.0, cv=0.3)]
    _total, values, left = calibrate_spread(estimate_by_ratios(alike, ratios, ONE), 60.0)
    assert values == pytest.approx([15, 45])
    assert left == pytest.approx([0, 0])
    _total, _values, left = calibrate_spread(estimate_by_ratios(alike, ratios, ONE), 60.0, 0.2)
    assert left == pytest.approx([0.2, 0.2])
    sure = [Factor(mean=2.0, cv=0.1), Factor(mean=5.0, cv=0.1)]
    apart = make_rows([10.0, 30.0], places=[0, 1], ratios=[0, 1], place_count=2)
    _total, values, left = calibrate_spread(estimate_by_ratios(apart, sure, ONE), 60.0)
    draws = np.random.default_rng(3).normal([20, 150], [2, 15], (100_000, 2))
    simulated = (60 * draws / draws.sum(axis=1, keepdims=True)).std(axis=0)
    assert left * values == pytest.approx(simulated, rel=0.03)


def test_nothing_to_share_is_said() -> None:
    with pytest.raises(InconsistentData, match="nothing to share"):
        calibrate_parts([0.0, 0.0], 10.0)
    with pytest.raises(InvalidInput):
        calibrate_parts([1.0], -1.0)


def test_raking_reaches_rows_and_columns_and_keeps_odds_ratios() -> None:
    table = np.array([[1.0, 2.0], [3.0, 4.0]])
    fitted = rake(table, row_totals=np.array([10.0, 20.0]), column_totals=np.array([12.0, 18.0]))
    assert fitted.sum(axis=1) == pytest.approx([10, 20], rel=1e-9)
    assert fitted.sum(axis=0) == pytest.approx([12, 18], rel=1e-9)
    odds = fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0])
    assert odds == pytest.approx(1 * 4 / (2 * 3))
    half = rake(table, row_totals=np.array([10.0, np.nan]))
    assert half[1] == pytest.approx(table[1])


def test_raking_refuses_what_cannot_be() -> None:
    with pytest.raises(InconsistentData):
        rake(np.ones((2, 2)), row_totals=np.array([1.0, 1]), column_totals=np.array([5.0, 5]))
    with pytest.raises(InconsistentData):
        rake(np.array([[0.0, 0], [1, 1]]), row_totals=np.array([3.0, 1]))
    with pytest.raises(NoSolution):
        rake(
            np.array([[1.0, 0], [0, 1]]),
            row_totals=np.array([2.0, 1]),
            column_totals=np.array([1.0, 2]),
        )


def test_a_local_ratio_weighs_what_its_certainty_is_worth() -> None:
    # Weight of the local ratio: national variance over the sum of both (methods, § 2).
    local, national = make_estimate(10.0, 0.4), make_estimate(20.0, 0.1)
    found = shrink_ratio(local, national)
    assert found.local_weight == pytest.approx(4 / (4 + 16))
    assert found.estimate.value == pytest.approx(18.0)
    assert found.estimate.standard_deviation < 2.0
    exact = shrink_ratio(make_estimate(10.0, 0.0), national)
    assert (exact.local_weight, exact.estimate.value) == (1.0, 10.0)
    with pytest.raises(InvalidInput):
        shrink_ratio(make_estimate(1.0), make_estimate(2.0))


def test_one_product_gives_the_sums_of_a_loop() -> None:
    drawn = np.random.default_rng(4)
    places, activities = drawn.integers(0, 50, 500), drawn.integers(0, 9, 500)
    sizes, ratios = drawn.random(500), drawn.random((9, 3))
    expected = np.zeros((50, 3))
    for place, activity, size in zip(places, activities, sizes, strict=True):
        expected[place] += size * ratios[activity]
    found = spread_by_place(places, activities, sizes, ratios, place_count=50)
    assert found == pytest.approx(expected, rel=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=6))
def test_places_are_hidden_as_the_general_rule_would(counts: list[int]) -> None:
    hidden, is_total_hidden = withhold_places(np.array(counts), min_units=3)
    cells = [Cell(key=f"c{rank}", unit_count=count) for rank, count in enumerate(counts)]
    general = protect_counts(
        cells,
        [Total(key="total", members=[cell.key for cell in cells])],
        min_units=3,
        max_dominance=1.0,
    )
    assert ("total" in general.withheld) == is_total_hidden
    assert {f"c{rank}" for rank in hidden} >= {key for key in general.primary if key != "total"}
    assert len(hidden) == len(general.withheld - {"total"})


def test_negative_numbers_are_refused() -> None:
    rows = make_rows([-1.0], places=[0], ratios=[0], place_count=1)
    with pytest.raises(InvalidInput):
        estimate_by_ratios(rows, ONE, ONE)
    with pytest.raises(InvalidInput):
        make_estimate(-1.0, 0.1)
