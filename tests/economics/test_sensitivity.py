"""Uncertainty of a chain: the same seed gives the same draws, and money is conserved in all."""

import time

import numpy as np
import pytest
from tests.economics.made_up_chain import make_model

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE
from maillon.economics.accounts import draw_up_accounts
from maillon.economics.correlation import FactorGroup, draw_together, read_groups
from maillon.economics.model import ChainEconomy, CostKind, CostLine, Exchange, StageEconomy
from maillon.economics.reading import read_chain
from maillon.economics.sensitivity import (
    draw_tornado,
    evaluate_chain,
    list_factors,
    run_scenario,
    simulate_chain,
)
from maillon.economics.variance import share_variance


@pytest.fixture
def chain():
    return read_chain(make_model())


def test_nothing_changed_gives_the_accounts_again(chain):
    account = draw_up_accounts(chain)
    outcome = run_scenario(chain, {})
    assert outcome.value_added[0] == pytest.approx([one.value_added for one in account.stages])
    assert outcome.result[0] == pytest.approx([one.result for one in account.stages])


def test_a_price_between_two_stages_moves_money_and_makes_none(chain):
    outcome = run_scenario(chain, {"price:farm>mill:wheat": 0.1})
    before = run_scenario(chain, {})
    assert outcome.value_added.sum() == pytest.approx(before.value_added.sum())
    assert outcome.result[0, 0] - before.result[0, 0] == pytest.approx(3000)
    assert outcome.result[0, 1] - before.result[0, 1] == pytest.approx(-3000)


def test_a_better_yield_of_the_farm_feeds_the_whole_chain(chain):
    outcome = run_scenario(chain, {"yield:farm": 0.1})
    before = run_scenario(chain, {})
    assert outcome.value_added[0, 0] - before.value_added[0, 0] == pytest.approx(3000)
    # Yeast follows the flour; seeds are a fixed cost.
    assert outcome.value_added[0, 2] == pytest.approx(1.1 * before.value_added[0, 2])


def test_a_cost_that_rises_is_taken_from_the_result(chain):
    before, after = run_scenario(chain, {}), run_scenario(chain, {"cost:bakery:Salaires": 0.5})
    assert after.result[0, 2] - before.result[0, 2] == pytest.approx(-30000)
    assert after.value_added == pytest.approx(before.value_added)


def test_the_whole_volume_scales_what_is_variable(chain):
    outcome = run_scenario(chain, {"volume": 1.0})
    before = run_scenario(chain, {})
    assert outcome.result[0, 1] == pytest.approx(2 * (56250 - 30000 - 1500) - 15000)
    assert before.result[0, 1] == pytest.approx(56250 - 30000 - 1500 - 15000)


@pytest.mark.parametrize("heads", [True, False])
def test_a_loop_of_reuse_follows_the_volume(heads):
    stages = tuple(StageEconomy(key=key, label=key, costs=()) for key in ("wash", "fill"))
    loop = [
        Exchange(source="wash", target="fill", matter="c", unit="u", quantity=100, price_eur=1),
        Exchange(source="fill", target="wash", matter="d", unit="u", quantity=100, price_eur=0.1),
        Exchange(source="fill", target=OUTSIDE, matter="f", unit="u", quantity=100, price_eur=3),
    ]
    if heads:
        loop.append(
            Exchange(source=OUTSIDE, target="fill", matter="n", unit="u", quantity=10, price_eur=0)
        )
    chain = ChainEconomy(stages=stages, exchanges=tuple(loop))
    before, after = run_scenario(chain, {}), run_scenario(chain, {"volume": 0.5})
    assert after.value_added == pytest.approx(1.5 * before.value_added)


def test_a_yield_does_not_grow_without_end_in_a_loop_that_loses_little():
    stages = tuple(StageEconomy(key=key, label=key, costs=()) for key in ("wash", "fill"))
    loop = (
        Exchange(source="wash", target="fill", matter="c", unit="u", quantity=95, price_eur=1),
        Exchange(source="fill", target="wash", matter="d", unit="u", quantity=95, price_eur=0.1),
        Exchange(source="fill", target=OUTSIDE, matter="f", unit="u", quantity=100, price_eur=3),
        Exchange(source=OUTSIDE, target="fill", matter="n", unit="u", quantity=5, price_eur=2),
    )
    chain = ChainEconomy(stages=stages, exchanges=loop)
    unchanged = run_scenario(chain, {}).value_added
    assert unchanged[0] == pytest.approx(
        [one.value_added for one in draw_up_accounts(chain).stages]
    )
    base = unchanged.sum()
    drawn = simulate_chain(chain, draws=2000, seed=1, spread=0.2).value_added.sum(axis=1)
    assert (drawn > 0).all()
    assert drawn.max() < 2 * base


def test_a_stage_is_reckoned_after_all_that_supplies_it():
    # Two branches join: each counts for its share of what arrives.
    stages = tuple(StageEconomy(key=key, label=key, costs=()) for key in ("join", "a", "b"))
    ends = (("a", "join", 30), ("b", "join", 70), ("join", OUTSIDE, 100))
    exchanges = tuple(
        Exchange(source=one, target=two, matter="m", unit="t", quantity=weight, price_eur=1)
        for one, two, weight in ends
    )
    chain = ChainEconomy(stages=stages, exchanges=exchanges)
    outcome = run_scenario(chain, {"yield:a": 0.5})
    assert outcome.value_added.sum() == pytest.approx(100 * 1.15)


def test_the_widest_bar_comes_first_and_the_base_lies_within(chain):
    bars = draw_tornado(chain, spread=0.2)[""]
    widths = [bar.width for bar in bars]
    assert widths == sorted(widths, reverse=True)
    # Of the last stage, the price and the yield weigh the same: it has no variable cost.
    assert {bar.factor.key for bar in bars[:2]} == {"price:bakery>people:bread", "yield:bakery"}
    assert bars[0].width == pytest.approx(0.4 * 142500)
    base = run_scenario(chain, {}).result.sum()
    assert all(min(bar.low, bar.high) <= base + 1e-6 for bar in bars)
    assert all(max(bar.low, bar.high) >= base - 1e-6 for bar in bars)


def test_a_price_between_two_stages_weighs_in_each_of_them(chain):
    for stage in ("farm", "mill"):
        bars = {bar.factor.key: bar for bar in draw_tornado(chain, spread=0.2)[stage]}
        assert bars["price:farm>mill:wheat"].width == pytest.approx(0.4 * 30000)
    whole = {bar.factor.key: bar for bar in draw_tornado(chain, spread=0.2)[""]}
    assert whole["price:farm>mill:wheat"].width == pytest.approx(0, abs=1e-6)


def test_a_factor_keeps_its_own_uncertainty():
    model = make_model()
    model["flows"][3]["spread"] = 0.01
    bars = {bar.factor.key: bar for bar in draw_tornado(read_chain(model), spread=0.2)[""]}
    assert bars["price:bakery>people:bread"].width == pytest.approx(0.02 * 142500)


def test_the_same_seed_gives_the_same_draws(chain):
    one, same, other = (simulate_chain(chain, draws=50, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(one.result, same.result)
    assert not np.array_equal(one.result, other.result)


def test_the_mean_of_many_draws_is_near_the_account(chain):
    outcome = simulate_chain(chain, draws=20000, seed=1, spread=0.1)
    total = outcome.result.sum(axis=1)
    base = run_scenario(chain, {}).result.sum()
    assert abs(total.mean() - base) < 4 * total.std() / np.sqrt(20000)


def test_no_uncertainty_gives_no_spread(chain):
    outcome = simulate_chain(chain, draws=5, seed=1, spread=0.0)
    assert outcome.result.std(axis=0) == pytest.approx(0, abs=1e-9)


def make_long_chain(count):
    stages = tuple(
        StageEconomy(
            key=f"s{number}",
            label=f"s{number}",
            costs=(
                CostLine(label="w", kind=CostKind.WAGES, amount_eur=100.0),
                CostLine(label="e", kind=CostKind.PURCHASE, amount_eur=10.0, is_variable=True),
            ),
        )
        for number in range(count)
    )
    ends = [*(stage.key for stage in stages), OUTSIDE]
    exchanges = tuple(
        Exchange(
            source=ends[number],
            target=ends[number + 1],
            matter="m",
            unit="t",
            quantity=100.0,
            price_eur=3.0 + number,
        )
        for number in range(count)
    )
    return ChainEconomy(stages=stages, exchanges=exchanges)


def test_draws_at_once_are_the_draws_one_by_one():
    chain = make_long_chain(12)
    chance = np.random.default_rng(5).uniform(0.8, 1.2, size=(20, len(list_factors(chain))))
    together = evaluate_chain(chain, chance)
    alone = [evaluate_chain(chain, chance[place : place + 1]).result[0] for place in range(20)]
    assert together.result == pytest.approx(np.array(alone))


def test_ten_thousand_draws_of_twelve_stages_do_not_loop_in_python():
    chain = make_long_chain(12)
    start = time.process_time()
    simulate_chain(chain, draws=10_000, seed=1)
    many = time.process_time() - start
    start = time.process_time()
    row = np.ones((1, len(list_factors(chain))))
    for _draw in range(100):
        evaluate_chain(chain, row)
    looped = (time.process_time() - start) * 100
    assert many <= 0.1 * looped


def test_ten_thousand_draws_of_twelve_stages_take_half_a_second_at_most():
    chain = make_long_chain(12)
    keys = tuple(f"price:{one.key}" for one in chain.exchanges)
    groups = [FactorGroup(name="prix", factors=keys, rank_correlation=0.7)]
    start = time.process_time()
    simulate_chain(chain, draws=10_000, seed=1, groups=groups)
    assert time.process_time() - start <= 0.5


@pytest.mark.parametrize("wanted", [0.0, 0.5, 0.9, 1.0])
def test_factors_of_a_group_have_the_rank_correlation_asked_and_stay_uniform(wanted):
    group = FactorGroup(name="prix", factors=("a", "b", "c"), rank_correlation=wanted)
    drawn = draw_together(group, 100_000, np.random.default_rng(2))
    ranks = drawn.argsort(axis=0).argsort(axis=0)
    found = np.corrcoef(ranks, rowvar=False)
    assert found[np.triu_indices(3, 1)] == pytest.approx(wanted, abs=0.01)
    assert np.quantile(drawn[:, 0], [0.25, 0.5, 0.75]) == pytest.approx([-0.5, 0, 0.5], abs=0.03)


def test_prices_that_rise_together_make_the_result_less_sure(chain):
    keys = ("price:bakery>people:bread", "price:mill>outside:bran")
    group = FactorGroup(name="prix de vente", factors=keys, rank_correlation=1.0)
    alone, linked = (
        simulate_chain(chain, draws=20_000, seed=1, groups=groups).result.sum(axis=1)
        for groups in ((), (group,))
    )
    assert linked.std() > alone.std()
    assert linked.mean() == pytest.approx(alone.mean(), rel=0.02)


@pytest.mark.parametrize(
    "row",
    [
        {"name": "x", "factors": ["volume"], "rank_correlation": 0.5},
        {"name": "x", "factors": ["volume", "nothing"], "rank_correlation": 0.5},
        {"name": "x", "factors": ["volume", "volume"], "rank_correlation": 0.5},
        {"name": "x", "factors": ["volume", "yield:mill"]},
        {"name": "x", "factors": ["volume", "yield:mill"], "rank_correlation": -0.5},
    ],
)
def test_a_group_that_cannot_be_read_is_refused(chain, row):
    names = [factor.key for factor in list_factors(chain)]
    with pytest.raises(InvalidInput):
        read_groups({"correlations": [row]}, names)


def test_the_shares_of_variance_of_a_sum_are_those_of_its_terms():
    # Result = 100 a - 60 b with a and b apart: variances in the ratio 100² to 60².
    cost = CostLine(label="b", kind=CostKind.WAGES, amount_eur=60.0)
    stage = StageEconomy(key="s", label="s", costs=(cost,))
    sale = Exchange(
        source="s", target=OUTSIDE, matter="m", unit="t", quantity=10, price_eur=10.0, name="a"
    )
    chain = ChainEconomy(stages=(stage,), exchanges=(sale,))
    found = share_variance(chain, ["price:a", "cost:s:b"], draws=1024, seed=1, spread=0.2)
    expected = {"price:a": 1 / 1.36, "cost:s:b": 0.36 / 1.36}
    for one in found:
        assert one.first == pytest.approx(expected[one.factor], abs=0.03)
        assert one.total == pytest.approx(expected[one.factor], abs=0.03)


def test_the_shares_of_variance_of_a_product_are_the_closed_form():
    # Y = x y, both uniform on 1 ± w, of variance v = w²/3: first 1/(2 + v), total (1 + v)/(2 + v).
    stage = StageEconomy(key="s", label="s", costs=())
    sale = Exchange(
        source="s", target=OUTSIDE, matter="m", unit="t", quantity=10, price_eur=10.0, name="a"
    )
    chain = ChainEconomy(stages=(stage,), exchanges=(sale,))
    variance = 0.9**2 / 3
    for one in share_variance(chain, ["price:a", "volume"], draws=4096, seed=1, spread=0.9):
        assert one.first == pytest.approx(1 / (2 + variance), abs=0.004)
        assert one.total == pytest.approx((1 + variance) / (2 + variance), abs=0.004)


def test_causes_that_multiply_each_other_weigh_more_together_than_alone(chain):
    keys = ["volume", "price:bakery>people:bread"]
    found = share_variance(chain, keys, draws=512, seed=1, spread=0.5)
    assert sum(one.total for one in found) > 1.01 > sum(one.first for one in found)
    assert share_variance(chain, keys, draws=512, seed=1, spread=0) == []


@pytest.mark.parametrize("draws", [0, 1, 100, 8192])
def test_sobol_draws_are_a_power_of_two(chain, draws):
    with pytest.raises(InvalidInput):
        share_variance(chain, ["volume"], draws=draws, seed=1, spread=0.2)


def test_an_unknown_factor_of_a_scenario_is_named(chain):
    with pytest.raises(InvalidInput) as caught:
        run_scenario(chain, {"price:nowhere": 0.1})
    assert "price:nowhere" in caught.value.for_user()


@pytest.mark.parametrize("spread", [-0.1, 1.0, float("nan")])
def test_an_uncertainty_is_a_share(chain, spread):
    with pytest.raises(InvalidInput, match="spread"):
        draw_tornado(chain, spread=spread)


def test_at_least_one_draw_is_asked(chain):
    with pytest.raises(InvalidInput, match="draws"):
        simulate_chain(chain, draws=0, seed=1)
