"""Commitments: who promised what, what was paid, and which party bears the risk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.domain.errors import InvalidInput
from maillon.economics.commitments import (
    Commitment,
    CommitmentYear,
    hold_price,
    index_price,
    settle_commitment,
)
from maillon.economics.corridors import expect_corridor_price, expect_take_or_pay_volume

DRAWS = 200_000


def make_commitment(**changes):
    values = {"seller": "farm", "buyer": "mill", "matter": "wheat", "unit": "t"} | changes
    return Commitment(**values)


def make_year(year=2024, promised=100.0, offered=100.0, taken=100.0, **changes):
    return CommitmentYear(year=year, promised=promised, offered=offered, taken=taken, **changes)


@given(
    st.floats(min_value=-100, max_value=400),
    st.floats(min_value=1, max_value=100),
    st.one_of(st.none(), st.floats(min_value=0, max_value=200)),
    st.one_of(st.none(), st.floats(min_value=200, max_value=400)),
)
def test_the_corridor_price_lies_in_the_corridor(mean, deviation, floor, ceiling):
    found = expect_corridor_price(mean, deviation, floor=floor, ceiling=ceiling)
    assert floor is None or found.mean >= floor - 1e-6
    assert ceiling is None or found.mean <= ceiling + 1e-6
    assert found.standard_deviation <= deviation + 1e-4


@pytest.mark.parametrize(
    ("mean", "floor", "ceiling"),
    [(250, 220, 280), (245, 220, 280), (250, 240, None), (250, None, 260)],
)
def test_the_closed_form_lies_within_three_deviations_of_the_draws(mean, floor, ceiling):
    expected = expect_corridor_price(mean, 40, floor=floor, ceiling=ceiling)
    drawn = np.random.default_rng(7).normal(mean, 40, size=DRAWS)
    paid = hold_price(drawn, floor, ceiling)
    error = paid.std() / np.sqrt(DRAWS)
    assert abs(paid.mean() - expected.mean) <= 3 * error
    assert paid.std() == pytest.approx(expected.standard_deviation, rel=0.01)


def test_without_bounds_the_price_is_the_one_of_the_market():
    found = expect_corridor_price(250, 40, floor=None, ceiling=None)
    assert (found.mean, found.standard_deviation) == pytest.approx((250, 40))


def test_take_or_pay_agrees_with_the_draws():
    drawn = np.random.default_rng(7).uniform(0, 100, size=DRAWS)
    paid = np.maximum(drawn, 60)
    assert abs(paid.mean() - expect_take_or_pay_volume(60, lowest=0, highest=100)) <= (
        3 * paid.std() / np.sqrt(DRAWS)
    )


def test_a_firm_volume_out_of_reach_is_always_or_never_paid():
    assert expect_take_or_pay_volume(150, lowest=0, highest=100) == 150
    assert expect_take_or_pay_volume(0, lowest=0, highest=100) == 50


def test_a_price_follows_its_indices_for_their_share_only():
    price = index_price(
        200,
        {"energy": 0.3, "wages": 0.2},
        {"energy": 100, "wages": 50},
        {"energy": 150, "wages": 50},
    )
    assert price == pytest.approx(200 * (1 + 0.3 * 0.5))


def test_the_first_year_of_an_indexed_contract_pays_the_base():
    commitment = make_commitment(base_price_eur=200, index_weights={"energy": 0.5})
    years = [
        make_year(2025, index_values={"energy": 120}),
        make_year(2024, index_values={"energy": 100}),
    ]
    first, second = settle_commitment(commitment, years)
    assert (first.year, first.price_eur) == (2024, 200)
    assert second.price_eur == pytest.approx(220)


def test_a_floor_protects_the_seller_and_a_ceiling_the_buyer():
    commitment = make_commitment(floor_eur=220, ceiling_eur=280)
    low, high, between = settle_commitment(
        commitment,
        [
            make_year(2024 + place, market_price_eur=price)
            for place, price in enumerate((200, 300, 250))
        ],
    )
    assert (low.price_eur, high.price_eur, between.price_eur) == (220, 280, 250)
    assert low.transfer_to_seller_eur == 2000
    assert high.transfer_to_seller_eur == -2000
    assert between.transfer_to_seller_eur == 0


def test_take_or_pay_is_due_only_when_the_seller_had_the_goods():
    commitment = make_commitment(base_price_eur=100, firm_volume_share=0.8)
    (kept,) = settle_commitment(commitment, [make_year(taken=50)])
    assert (kept.paid_volume, kept.buyer_shortfall, kept.seller_shortfall) == (80, 50, 0)
    (missing,) = settle_commitment(commitment, [make_year(offered=60, taken=60)])
    assert (missing.paid_volume, missing.buyer_shortfall, missing.seller_shortfall) == (60, 0, 40)
    assert missing.transfer_to_seller_eur is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: expect_corridor_price(250, 40, floor=280, ceiling=220),
        lambda: expect_corridor_price(250, 0, floor=220, ceiling=280),
        lambda: expect_take_or_pay_volume(-1, lowest=0, highest=1),
        lambda: hold_price(np.array([1.0]), 3, 2),
        lambda: index_price(1, {"a": 1.2}, {"a": 1}, {"a": 1}),
        lambda: index_price(1, {"a": 0.2}, {}, {"a": 1}),
        lambda: settle_commitment(make_commitment(), [make_year()]),
        lambda: settle_commitment(make_commitment(base_price_eur=1), [make_year(taken=120)]),
    ],
)
def test_a_contract_that_contradicts_itself_is_refused_in_french(call):
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.for_user().endswith(".")
