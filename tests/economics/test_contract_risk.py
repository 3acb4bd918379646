"""Risk of a commitment: a contract moves it, and some terms protect both parties alike."""

import time
from dataclasses import replace

import numpy as np
import pytest

from maillon.domain.errors import InvalidInput
from maillon.economics.commitments import Commitment
from maillon.economics.corridors import expect_corridor_price, expect_take_or_pay_volume
from maillon.economics.markets import Market, PriceLaw, draw_market
from maillon.economics.risk import compute_margins, measure_risk, pay_price
from maillon.economics.terms import choose_terms, find_fair_terms, list_widths


def make_market(**changes):
    values = {
        "mean": 250.0,
        "standard_deviation": 40.0,
        "volume": 100.0,
        "seller_cost": 200.0,
        "buyer_value": 320.0,
    }
    return Market(**(values | changes))


def make_contract(**changes):
    values = {"seller": "farm", "buyer": "mill", "matter": "wheat", "unit": "t"}
    return Commitment(**(values | changes))


def draw(market, draws=20_000, seed=1):
    prices, volumes = (np.random.default_rng([seed, side]) for side in (0, 1))
    return draw_market(market, draws, prices=prices, volumes=volumes)


def test_the_price_keeps_its_mean_and_spread_and_remembers_the_year_before():
    for law in PriceLaw:
        price = draw(make_market(years=3, persistence=0.6, law=law), 100_000).price
        assert price.mean(axis=0) == pytest.approx(250, abs=0.6)
        assert price.std(axis=0) == pytest.approx(40, rel=0.02)
        assert np.corrcoef(price[:, 0], price[:, 1])[0, 1] == pytest.approx(0.6, abs=0.02)
    assert price.min() > 0


def test_the_price_paid_is_the_closed_form_within_three_deviations():
    contract = make_contract(floor_eur=220, ceiling_eur=280)
    paid = pay_price(contract, draw(make_market(mean=245), 200_000).price)
    expected = expect_corridor_price(245, 40, floor=220, ceiling=280)
    assert abs(paid.mean() - expected.mean) <= 3 * paid.std() / np.sqrt(paid.size)


def test_a_firm_volume_is_paid_as_the_closed_form_says():
    # Wanted between 0 and 200 of 100 promised, 60 firm: the average of max(60, min(wanted, 100)).
    market = make_market(standard_deviation=0.001, mean=1, volume=100, demand_spread=1)
    contract = make_contract(base_price_eur=1.0, firm_volume_share=0.6)
    margins = compute_margins(contract, market, draw(market, 200_000))
    paid = margins.seller_with + market.seller_cost * 100
    # Half of the draws want more than the 100 offered; the other half are uniform below it.
    expected = (100 + expect_take_or_pay_volume(60, lowest=0, highest=100)) / 2
    assert paid.mean() == pytest.approx(expected, abs=3 * paid.std() / np.sqrt(len(paid)))


def test_a_firm_volume_that_was_not_offered_is_not_paid():
    market = make_market(mean=1, standard_deviation=1e-9, offer_spread=1)
    contract = make_contract(base_price_eur=1.0, firm_volume_share=1.0)
    margins = compute_margins(contract, market, draw(market))
    assert margins.seller_with == pytest.approx(margins.seller_without, abs=1e-5)


def test_a_contract_moves_the_risk_and_removes_none():
    market = make_market(years=4, demand_spread=0.3, offer_spread=0.2)
    contract = make_contract(floor_eur=220, ceiling_eur=280, firm_volume_share=0.8)
    margins = compute_margins(contract, market, draw(market))
    without = margins.seller_without + margins.buyer_without
    assert margins.seller_with + margins.buyer_with == pytest.approx(without)
    for free, bound in (
        (margins.seller_without, margins.seller_with),
        (margins.buyer_without, margins.buyer_with),
    ):
        assert measure_risk(bound).standard_deviation < measure_risk(free).standard_deviation


def test_the_worst_cases_are_worse_than_the_mean():
    risk = measure_risk(np.arange(-10.0, 90.0)[::-1], worst_share=0.1)
    assert risk.worst_mean == pytest.approx(-5.5)
    assert risk.loss_probability == pytest.approx(0.1)


@pytest.fixture(scope="module")
def terms():
    market = make_market(years=5, demand_spread=0.3, persistence=0.4)
    return find_fair_terms(
        make_contract(),
        market,
        draw(market, 4_000),
        widths=list_widths(market),
        firm_shares=(0.0, 0.9),
    )


def test_fair_terms_protect_both_parties_by_as_much(terms):
    assert len(terms) == 12
    for one in terms:
        assert one.seller_reduction == pytest.approx(one.buyer_reduction, rel=2e-4)
        assert one.commitment.ceiling_eur - one.commitment.floor_eur == pytest.approx(one.width)


def test_a_narrower_corridor_protects_more_and_the_best_is_chosen(terms):
    shared = [one.shared_reduction for one in terms if one.commitment.firm_volume_share == 0]
    assert shared == sorted(shared, reverse=True)
    best = terms[choose_terms(terms)]
    assert best.shared_reduction == max(one.shared_reduction for one in terms)


def test_a_firm_volume_is_paid_for_by_a_lower_price(terms):
    free, firm = (one for one in terms if one.width == terms[2].width)
    assert (free.commitment.firm_volume_share, firm.commitment.firm_volume_share) == (0, 0.9)
    assert firm.commitment.floor_eur < free.commitment.floor_eur


def test_with_steady_volumes_the_fair_price_is_the_mean_one():
    market = make_market()
    (flat,) = find_fair_terms(
        make_contract(), market, draw(market, 50_000), widths=[0], firm_shares=[0]
    )
    assert flat.commitment.floor_eur == pytest.approx(250, abs=1)
    assert measure_risk(flat.margins.seller_with).standard_deviation == pytest.approx(0, abs=1e-6)


def test_nothing_is_chosen_when_nothing_protects(terms):
    worse = replace(terms[0], seller_reduction=-1.0, buyer_reduction=5.0)
    assert choose_terms([worse]) is None
    assert choose_terms([]) is None


def test_a_lognormal_price_has_a_positive_mean():
    with pytest.raises(InvalidInput) as caught:
        draw(make_market(mean=0, law=PriceLaw.LOGNORMAL))
    assert caught.value.for_user().endswith(".")


def test_twenty_contracts_of_ten_years_are_simulated_within_a_second():
    market = make_market(years=10, persistence=0.5, demand_spread=0.3, offer_spread=0.1)
    contract = make_contract(floor_eur=220, ceiling_eur=280, firm_volume_share=0.8)
    start = time.process_time()
    for seed in range(20):
        margins = compute_margins(contract, market, draw(market, 10_000, seed))
        for name in ("seller_without", "seller_with", "buyer_without", "buyer_with"):
            measure_risk(getattr(margins, name))
    assert time.process_time() - start <= 1.0
