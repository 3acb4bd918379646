import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.diagnosis.made_up import BANDS

from maillon.diagnosis.estimates import Ratio, estimate_by_ratio
from maillon.diagnosis.workforce import Workforce, estimate_workforce
from maillon.domain.errors import InvalidInput

counts = st.integers(1, 1000)


@given(counts, st.floats(0.1, 10), st.floats(0.01, 1))
def test_units_of_one_group_share_the_error_of_their_ratio(count, mean, cv):
    estimate = estimate_by_ratio({"a": count}, {"a": Ratio(mean=mean, cv=cv)})
    assert estimate.cv == pytest.approx(cv)


@given(counts, counts)
def test_splitting_a_group_in_two_independent_ones_lowers_the_doubt(first, second):
    ratio = Ratio(mean=0.4, cv=0.3)
    together = estimate_by_ratio({"a": first + second}, {"a": ratio})
    apart = estimate_by_ratio({"a": first, "b": second}, {"a": ratio, "b": ratio})
    assert apart.value == pytest.approx(together.value)
    assert apart.standard_deviation < together.standard_deviation


@given(st.floats(0.01, 3))
def test_the_range_holds_the_value_or_leans_low_and_is_never_negative(cv):
    estimate = estimate_by_ratio({"a": 10}, {"a": Ratio(mean=2, cv=cv)})
    assert 0 < estimate.low < estimate.high
    assert estimate.low < estimate.value


def test_a_small_doubt_gives_a_symmetric_range_of_nine_chances_in_ten():
    estimate = estimate_by_ratio({"a": 100}, {"a": Ratio(mean=1, cv=0.1)})
    assert (estimate.low, estimate.high) == pytest.approx((83.55, 116.45), abs=0.01)


def test_a_large_doubt_gives_the_quantiles_of_a_lognormal_law_of_that_mean():
    estimate = estimate_by_ratio({"a": 100}, {"a": Ratio(mean=1, cv=1)})
    median = 100 / math.sqrt(2)
    assert estimate.low * estimate.high == pytest.approx(median**2)
    assert estimate.high / median == pytest.approx(
        math.exp(1.6449 * math.sqrt(math.log(2))), rel=1e-3
    )


def test_nothing_gives_a_certain_zero():
    estimate = estimate_by_ratio({}, {})
    assert (estimate.value, estimate.low, estimate.high, estimate.cv) == (0, 0, 0, 0)


def test_every_problem_is_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        estimate_by_ratio({"a": 1, "b": -1}, {"b": Ratio(mean=1, cv=0.1)})
    assert len(caught.value.details) == 2


def test_establishments_of_one_band_do_not_average_their_doubt_out():
    workforce = Workforce(central=1450.0, known_count=100, band_counts={"11": 100})
    estimate = estimate_workforce(workforce, BANDS)
    assert estimate.value == 1450
    assert estimate.standard_deviation == pytest.approx(100 * 9 / math.sqrt(12))
    assert 1000 < estimate.low < 1450 < estimate.high < 1900  # within the certain bounds


def test_bands_compensate_one_another():
    workforce = Workforce(central=0.0, known_count=3, band_counts={"01": 20, "11": 10, "NN": 5})
    estimate = estimate_workforce(workforce, BANDS)
    assert estimate.standard_deviation**2 == pytest.approx((20**2 * 1 + 10**2 * 81) / 12)


@pytest.mark.parametrize("workforce", [Workforce(), Workforce(central=1e4, is_open_ended=True)])
def test_no_likely_workforce_without_bounds(workforce):
    assert estimate_workforce(workforce, BANDS) is None
