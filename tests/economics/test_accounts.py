"""Accounts: every euro is somewhere, once."""

from dataclasses import replace
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.economics.made_up_chain import make_model

from maillon.domain.flows import OUTSIDE
from maillon.economics.accounts import draw_up_accounts
from maillon.economics.break_even import find_break_even
from maillon.economics.model import (
    ChainEconomy,
    CostKind,
    CostLine,
    Exchange,
    Place,
    StageEconomy,
    StockMove,
)
from maillon.economics.price_formation import explain_final_prices
from maillon.economics.reading import read_chain
from maillon.economics.unit_costs import list_unit_costs

money = st.floats(min_value=0, max_value=1e6)
places = st.sampled_from([None, Place.TERRITORY, Place.ELSEWHERE])
shares = st.one_of(st.none(), st.floats(min_value=0, max_value=1))


@st.composite
def chains(draw):
    count = draw(st.integers(1, 5))
    keys = [str(number) for number in range(count)]
    stages = tuple(
        StageEconomy(
            key=key,
            label=key,
            place=draw(st.sampled_from(list(Place))),
            ess_share=draw(shares),
            result_place=draw(places),
            costs=[
                CostLine(
                    label=f"{number}",
                    kind=draw(st.sampled_from(list(CostKind))),
                    amount_eur=draw(money),
                    place=draw(places),
                    value_added_share=draw(shares),
                    is_variable=draw(st.booleans()),
                )
                for number in range(draw(st.integers(0, 5)))
            ],
        )
        for key in keys
    )
    ends = st.sampled_from([*keys, OUTSIDE])
    exchanges = []
    for number in range(draw(st.integers(1, 8))):
        source, target = draw(ends), draw(ends)
        if source != target:
            exchanges.append(
                Exchange(
                    source=source,
                    target=target,
                    matter=str(number),
                    unit="t",
                    quantity=draw(st.floats(min_value=0, max_value=1e4)),
                    price_eur=draw(st.floats(min_value=-100, max_value=1000)),
                    place=draw(places),
                    value_added_share=draw(shares),
                )
            )
    stocks = tuple(
        StockMove(
            stage=draw(st.sampled_from(keys)),
            matter=str(number),
            unit="t",
            quantity=draw(st.floats(min_value=-1e3, max_value=1e3)),
            price_eur=draw(st.floats(min_value=0, max_value=1000)),
            is_bought=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 2)))
    )
    return ChainEconomy(stages=stages, exchanges=tuple(exchanges), stock_moves=stocks)


def is_close(one, other):
    return one == pytest.approx(other, rel=1e-9, abs=0.01)


@given(chains())
def test_the_consolidated_product_is_shared_out_to_the_cent(chain):
    account = draw_up_accounts(chain)
    assert abs(account.identity_gap) <= 0.01
    assert is_close(
        account.product + account.subsidies,
        account.stays + account.leaves + account.unsplit_purchases,
    )


@given(chains())
def test_the_value_added_of_a_stage_is_shared_out_to_the_cent(chain):
    for one in draw_up_accounts(chain).stages:
        paid = fsum((one.wages, one.taxes, one.interest, one.rent, one.depreciation, one.result))
        assert is_close(one.value_added + one.subsidies, paid)
        assert is_close(one.product, one.intermediate_consumption + one.value_added)
        assert is_close(
            one.variable_costs + one.fixed_costs, one.product + one.subsidies - one.result
        )


@given(chains())
def test_what_a_stage_sells_to_the_next_is_what_the_next_buys(chain):
    account = draw_up_accounts(chain)
    sold_out = account.product - account.stocked
    assert is_close(
        fsum(one.sales for one in account.stages) - sold_out,
        fsum(one.bought_in_chain for one in account.stages),
    )


@given(chains(), st.floats(min_value=0.001, max_value=1000))
def test_another_unit_of_weight_changes_no_account(chain, factor):
    other = ChainEconomy(
        stages=chain.stages,
        exchanges=tuple(
            Exchange(
                source=one.source,
                target=one.target,
                matter=one.matter,
                unit="kg",
                quantity=one.quantity * factor,
                price_eur=one.price_eur / factor,
                place=one.place,
                value_added_share=one.value_added_share,
            )
            for one in chain.exchanges
        ),
        stock_moves=tuple(
            replace(one, quantity=one.quantity * factor, price_eur=one.price_eur / factor)
            for one in chain.stock_moves
        ),
    )
    before, after = draw_up_accounts(chain), draw_up_accounts(other)
    assert is_close(before.direct_value_added, after.direct_value_added)
    assert is_close(before.leaves, after.leaves)


def test_the_made_up_chain_counted_by_hand():
    account = draw_up_accounts(read_chain(make_model()))
    farm, mill, bakery = account.stages
    assert (farm.product, farm.value_added, farm.result) == (30000, 26000, 16000)
    assert mill.product == 75 * 700 + 25 * 150
    assert mill.bought_in_chain == farm.product
    assert mill.value_added == 56250 - 30000 - 1500
    assert bakery.value_added == 142500 - 52500 - 4000
    assert account.product == 142500 + 3750
    assert account.indirect_value_added == pytest.approx(600)
    assert account.unsplit_purchases == 4000
    assert account.imports == pytest.approx(4000 + 900)
    assert account.leaves == pytest.approx(4900 + 1000)
    assert account.ess_value_added == pytest.approx(24750 + 86000 / 2)


def test_who_takes_a_waste_against_payment_sells_a_service():
    stages = tuple(StageEconomy(key=key, label=key, costs=()) for key in ("a", "b"))
    waste = Exchange(source="a", target="b", matter="w", unit="t", quantity=10, price_eur=-80)
    maker, taker = draw_up_accounts(ChainEconomy(stages=stages, exchanges=(waste,))).stages
    assert (maker.bought_in_chain, maker.product) == (800, 0)
    assert (taker.product, taker.value_added) == (800, 800)


def test_a_stage_that_lacks_a_price_is_named_and_not_guessed():
    model = make_model()
    del model["flows"][1]["price"]
    account = draw_up_accounts(read_chain(model))
    assert account.incomplete == ("mill", "bakery")
    assert not account.is_complete
    assert [one.key for one in account.stages] == ["farm"]


def test_the_steps_of_a_final_price_add_up_to_it():
    chain = read_chain(make_model())
    prices = explain_final_prices(chain, draw_up_accounts(chain))
    assert {one.matter for one in prices} == {"bread", "bran"}
    for price in prices:
        parts = fsum(step.value_added + step.bought_outside for step in price.steps)
        assert parts == pytest.approx(price.price_eur, rel=1e-9)
        last = next(step for step in price.steps if step.stage == price.stage)
        assert last.price_out == pytest.approx(price.price_eur)


def test_a_loop_of_reuse_is_followed_to_the_end():
    stages = tuple(StageEconomy(key=key, label=key, costs=()) for key in ("wash", "fill"))
    loop = (
        Exchange(source="wash", target="fill", matter="clean", unit="u", quantity=100, price_eur=1),
        Exchange(
            source="fill", target="wash", matter="dirty", unit="u", quantity=90, price_eur=0.1
        ),
        Exchange(source="fill", target=OUTSIDE, matter="full", unit="u", quantity=100, price_eur=3),
    )
    chain = ChainEconomy(stages=stages, exchanges=loop)
    (price,) = explain_final_prices(chain, draw_up_accounts(chain))
    assert fsum(step.value_added for step in price.steps) == pytest.approx(3)


def test_nothing_is_said_of_the_prices_of_an_incomplete_chain():
    model = make_model()
    model["flows"][0]["value"] = None
    chain = read_chain(model)
    assert explain_final_prices(chain, draw_up_accounts(chain)) == []


def test_no_turnover_pays_fixed_costs_when_each_sale_loses():
    assert find_break_even(100, 100, 10) is None
    assert find_break_even(0, 0, 10) is None


def test_at_break_even_the_result_is_nil():
    found = find_break_even(500, 300, 150)
    assert found.turnover_eur * found.margin_rate == pytest.approx(150)
    assert found.safety_share == pytest.approx(1 - found.days / 360)


@given(chains())
@settings(max_examples=30)
def test_cost_prices_pay_back_what_the_stage_spent(chain):
    for account in draw_up_accounts(chain).stages:
        found = list_unit_costs(chain, account)
        if found:
            spent = account.product + account.subsidies - account.result
            assert is_close(fsum(one.by_value * one.quantity for one in found), spent)
            if found[0].by_quantity is not None:
                assert is_close(fsum(one.by_quantity * one.quantity for one in found), spent)


def test_flour_and_bran_share_the_costs_of_the_mill():
    chain = read_chain(make_model())
    mill = draw_up_accounts(chain).stages[1]
    flour, bran = list_unit_costs(chain, mill)
    spent = 30000 + 1500 + 15000
    assert flour.by_value == pytest.approx(spent * 52500 / 56250 / 75)
    assert flour.by_quantity == bran.by_quantity == pytest.approx(spent / 100)
    assert flour.margin_eur == pytest.approx(700 - flour.by_value)


def test_a_stage_that_sells_nothing_has_no_cost_price():
    waste = Exchange(source="a", target="b", matter="w", unit="t", quantity=10, price_eur=-80)
    stages = tuple(StageEconomy(key=key, label=key, costs=()) for key in ("a", "b"))
    chain = ChainEconomy(stages=stages, exchanges=(waste,))
    maker, taker = draw_up_accounts(chain).stages
    assert list_unit_costs(chain, maker) == []
    assert list_unit_costs(chain, taker)[0].price_eur == 80
