"""Input-output and LM3: refusals, and what must hold whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from maillon.domain.errors import InvalidInput, NoSolution
from maillon.economics.input_output import (
    compute_location_quotients,
    leontief_inverse,
    regional_coefficients,
    technical_coefficients,
)
from maillon.economics.local_multiplier import (
    compute_endless_multiplier,
    compute_local_multiplier,
)

HAND = [[0.6065, 0.2654, 1], [1, 1, 1], [0.1327, 0.0663, 0.1516]]


def test_the_flq_agrees_with_its_formula_written_out():
    region, country = np.array([10, 20, 5]), np.array([100, 100, 200])
    slq = region / 35 / (country / 400)
    size = np.log2(1 + 35 / 400) ** 0.3
    expected = np.array(
        [
            [min(1, (slq[i] if i == j else slq[i] / slq[j]) * size) for j in range(3)]
            for i in range(3)
        ]
    )
    found = compute_location_quotients(region, country, method="flq", delta=0.3)
    assert found == pytest.approx(expected, abs=1e-6)
    assert found == pytest.approx(np.array(HAND), abs=5e-5)


def test_without_correction_for_size_the_flq_is_the_cilq():
    jobs = {"region": [10, 20, 5], "country": [100, 100, 200]}
    assert compute_location_quotients(**jobs, method="flq", delta=0) == pytest.approx(
        compute_location_quotients(**jobs, method="cilq")
    )


@given(
    arrays(float, 4, elements=st.floats(min_value=0.1, max_value=100)),
    arrays(float, 4, elements=st.floats(min_value=100, max_value=1000)),
    st.sampled_from(["slq", "cilq", "flq", "aflq"]),
)
def test_a_region_never_meets_more_than_its_country(region, country, method):
    national = np.full((4, 4), 0.2)
    quotients = compute_location_quotients(region, country, method=method, delta=0.3)
    assert (quotients >= 0).all()
    regional = regional_coefficients(national, quotients)
    assert (regional <= national + 1e-12).all()
    assert (leontief_inverse(regional) <= leontief_inverse(national) + 1e-9).all()


def test_the_aflq_raises_what_a_specialised_buyer_finds_at_home():
    jobs = {"region": [10, 20, 5], "country": [100, 100, 200], "delta": 0.3}
    flq = compute_location_quotients(**jobs, method="flq")
    aflq = compute_location_quotients(**jobs, method="aflq")
    slq = np.array([8, 16, 2]) / 7
    raised = np.array([np.log2(1 + one) if one > 1 else 1.0 for one in slq])
    assert aflq == pytest.approx(flq * raised)


def test_a_sector_that_is_absent_supplies_nothing_and_buys_nothing():
    quotients = compute_location_quotients([0, 10], [50, 50], delta=0.3)
    assert quotients[0].tolist() == [0, 0]
    assert np.isfinite(quotients).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: technical_coefficients([[1, 2]], [1, 2]),
        lambda: technical_coefficients([[1, 2], [3, None]], [1, 2]),
        lambda: technical_coefficients([["a", "b"]], [1, 2]),
        lambda: technical_coefficients([[1, 2], [3, 4]], [1, 0]),
        lambda: technical_coefficients([[1, 2], [3, 4]], ["a", "b"]),
        lambda: compute_location_quotients([1, 2], [1]),
        lambda: compute_location_quotients([5, 2], [1, 9]),
        lambda: compute_location_quotients([1, 2], [5, 9], delta=2),
        lambda: compute_location_quotients([1, 2], [5, 9], method="other"),
        lambda: compute_location_quotients([1, 2], [5, 9], method="flq"),
        lambda: compute_local_multiplier(100, 120, 10),
        lambda: compute_local_multiplier(0, 0, 0),
        lambda: compute_endless_multiplier(1),
    ],
)
def test_what_makes_no_sense_is_refused_in_french(call):
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.for_user().endswith(".")


def test_sectors_that_use_up_what_they_make_have_no_solution():
    with pytest.raises(NoSolution):
        leontief_inverse([[0.5, 0.5], [0.5, 0.5]])


@given(st.floats(min_value=1, max_value=1e6), st.floats(0, 1), st.floats(0, 1))
def test_the_lm3_lies_between_one_and_three(injected, first, second):
    spent = injected * first
    assert 1 <= compute_local_multiplier(injected, spent, spent * second).value <= 3
