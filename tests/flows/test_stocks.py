"""What entered is in stock or came out."""

import numpy as np
import pytest

from maillon.domain.errors import InvalidInput
from maillon.flows.stocks import Lifetime, follow_stock


def test_what_lasts_four_years_leaves_in_the_fourth_year_after_it_entered():
    # Case C7: one a year, a fixed life of four years; the stock no longer grows once full.
    found = follow_stock([1.0] * 10, Lifetime(mean=4))
    assert found.stock == (1, 2, 3, 4, 4, 4, 4, 4, 4, 4)
    assert found.outflow == (0, 0, 0, 0, 1, 1, 1, 1, 1, 1)


def test_what_entered_is_in_stock_or_came_out_and_lives_spread_around_their_mean():
    entered = np.zeros(60)
    entered[0] = 100.0
    found = follow_stock(entered, Lifetime(mean=20, standard_error=4))
    out = np.array(found.outflow)
    assert found.stock + np.cumsum(out) == pytest.approx(np.full(60, 100.0))
    assert out.min() >= 0
    # A life of 20.3 years ends in the 21st year: on average half a year is lost in counting.
    mean = out @ np.arange(60) / 100
    assert mean == pytest.approx(20.5, abs=0.01)
    assert np.sqrt(out @ (np.arange(60) - mean) ** 2 / 100) == pytest.approx(4, abs=0.05)


def test_lives_that_hardly_spread_are_the_fixed_life():
    rng = np.random.default_rng(4)
    entered = rng.uniform(0, 10, 15)
    spread = follow_stock(entered, Lifetime(mean=3.5, standard_error=1e-3))
    assert spread.stock == pytest.approx(follow_stock(entered, Lifetime(mean=3.5)).stock)


@pytest.mark.parametrize(
    ("inflow", "lifetime"),
    [
        ([1.0, -1.0], Lifetime(mean=4)),
        ([1.0, float("nan")], Lifetime(mean=4)),
        ([1.0], Lifetime(mean=0.5)),
        ([1.0], Lifetime(mean=4, standard_error=-1)),
    ],
)
def test_a_stock_that_cannot_be_is_refused(inflow, lifetime):
    with pytest.raises(InvalidInput) as caught:
        follow_stock(inflow, lifetime)
    assert caught.value.for_user()
