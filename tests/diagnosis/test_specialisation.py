from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import gamma

from maillon.diagnosis import specialisation
from maillon.diagnosis.specialisation import (
    krugman_index,
    location_quotients,
    shift_share,
    symmetric_share,
)
from maillon.domain.errors import InconsistentData, InvalidInput

measure_quotient = partial(specialisation.measure_quotient, min_count=3)

matrices = hnp.arrays(np.int64, (4, 5), elements=st.integers(1, 500))
vectors = hnp.arrays(np.float64, 5, elements=st.integers(0, 100).map(float))


@given(matrices)
def test_quotients_weighted_by_the_reference_average_to_one(counts):
    shares = counts.sum(axis=0) / counts.sum()
    assert location_quotients(counts) @ shares == pytest.approx(np.ones(4))


@given(matrices, st.integers(2, 9))
def test_quotients_do_not_depend_on_the_unit(counts, factor):
    assert location_quotients(counts * factor) == pytest.approx(location_quotients(counts))


def test_a_territory_like_the_country_is_nowhere_specialised():
    assert location_quotients([[1, 2, 3], [10, 20, 30]]) == pytest.approx(np.ones((2, 3)))


def test_an_empty_activity_or_territory_has_no_quotient():
    quotients = location_quotients([[0, 4, 6], [0, 0, 0]])
    assert np.isnan(quotients[:, 0]).all()
    assert np.isnan(quotients[1]).all()
    assert quotients[0, 1:].tolist() == [1, 1]


@given(st.floats(0.01, 100))
def test_the_symmetric_share_of_an_inverse_is_the_opposite(quotient):
    assert symmetric_share(1 / quotient) == pytest.approx(-symmetric_share(quotient))


@given(matrices)
def test_krugman_goes_from_zero_to_two(counts):
    assert krugman_index(counts[0], counts[0] * 3) == pytest.approx(0)
    assert 0 <= krugman_index(counts[0], counts[1]) <= 2
    assert krugman_index([1, 0], [0, 5]) == 2


@given(st.integers(0, 60), st.floats(0.1, 60))
def test_the_interval_of_a_quotient_is_a_range_of_positive_values(count, expected):
    quotient = measure_quotient(count, expected)
    assert 0 <= quotient.low < quotient.high
    assert quotient.value == pytest.approx(count / expected)
    assert quotient.low <= quotient.value <= quotient.high or count == 0


@pytest.mark.parametrize(("count", "is_published"), [(0, False), (2, False), (3, True)])
def test_a_quotient_of_fewer_than_three_units_is_not_published(count, is_published):
    assert measure_quotient(count, 3).is_published == is_published
    assert not measure_quotient(count, 3, min_count=4).is_published


def test_a_lone_count_rests_on_the_law_of_jeffreys():
    quotient = measure_quotient(6, 3)
    assert (quotient.low, quotient.high) == pytest.approx(gamma(6.5, scale=1 / 3).interval(0.9))


def test_more_units_give_a_narrower_interval():
    few, many = measure_quotient(4, 4), measure_quotient(400, 400)
    assert many.high - many.low < few.high - few.low
    assert many.low < 1 < many.high


def test_peers_that_differ_steady_a_small_count():
    expected = [50.0] * 30
    counts = [30, 40, 50, 60, 70] * 6
    alone = measure_quotient(6, 3)
    steadied = measure_quotient(6, 3, peer_counts=counts, peer_expected=expected)
    assert (alone.prior, steadied.prior) == ("jeffreys", "peers")
    assert steadied.high - steadied.low < alone.high - alone.low
    # Quotients of the peers: mean 1, variance 0.08, of which chance makes 1/50.
    law = gamma(6 + 1 / 0.06, scale=1 / (3 + 1 / 0.06))
    assert (steadied.low, steadied.high) == pytest.approx(law.interval(0.9))


def test_twenty_peers_are_enough():
    found = measure_quotient(3, 3, peer_counts=[10, 30] * 10, peer_expected=[20.0] * 20)
    assert found.prior == "peers"


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([10] * 30, [10.0] * 30),  # alike: chance alone would make them differ more
        ([10, 30] * 9 + [20], [20.0] * 19),  # too few
        ([0] * 30, [10.0] * 30),  # nobody anywhere
        ([5, 0] * 15, [5.0, 0.0] * 15),  # half of them say nothing
    ],
)
def test_peers_that_teach_nothing_are_not_used(counts, expected):
    assert measure_quotient(3, 3, peer_counts=counts, peer_expected=expected).prior == "jeffreys"


def test_nothing_expected_gives_no_quotient():
    quotient = measure_quotient(4, 0)
    assert (quotient.value, quotient.low, quotient.is_published) == (None, None, False)


@pytest.mark.parametrize(
    ("count", "expected", "peers"), [(-1, 1, {}), (1, -1, {}), (1, 1, {"peer_counts": [1]})]
)
def test_impossible_counts_are_refused(count, expected, peers):
    with pytest.raises(InvalidInput):
        measure_quotient(count, expected, **peers)


@given(vectors, vectors, vectors, vectors)
def test_the_three_effects_add_up_to_the_change(before, after, more_before, more_after):
    reference = (before + more_before + 1, after + more_after)
    split = shift_share(before, after, *reference)
    effects = split.national + split.structural + split.local
    assert effects == pytest.approx(split.total, abs=1e-9)
    assert split.total == pytest.approx(after - before)


def test_the_reference_has_neither_mix_nor_place_effect():
    before, after = np.array([10.0, 20.0]), np.array([15.0, 18.0])
    split = shift_share(before, after, before, after)
    assert split.local == pytest.approx([0, 0])
    assert split.structural.sum() == pytest.approx(0)
    assert split.national.sum() == pytest.approx(3)


def test_an_activity_born_here_is_a_local_effect():
    split = shift_share([0, 10], [5, 10], [0, 100], [5, 100])
    assert split.local[0] == 5


def test_a_territory_larger_than_its_reference_is_refused():
    with pytest.raises(InconsistentData):
        shift_share([2], [1], [1], [1])
