"""Quantities of an account: those of the balance of flows, stocks and yields included."""

import pytest
from tests.economics.made_up_chain import make_model

from maillon.domain.errors import InvalidInput
from maillon.economics.accounts import draw_up_accounts
from maillon.economics.model import QuantitySource, StockPrice
from maillon.economics.price_formation import explain_final_prices
from maillon.economics.questions import list_questions
from maillon.economics.reading import read_chain
from maillon.economics.sensitivity import run_scenario


def stock(stage, matter, value, **more):
    return {"stage": stage, "matter": matter, "unit": "t", "value": value} | more


def read(*stocks, **more):
    return read_chain(make_model() | {"stock_changes": list(stocks)} | more)


def test_what_was_made_and_stocked_counts_at_its_sale_price():
    chain, before = read(stock("mill", "flour", 5)), read()
    (move,) = chain.stock_moves
    assert (move.price_source, move.value_eur) == (StockPrice.SALE, 5 * 700)
    mill, same = (draw_up_accounts(one).stages[1] for one in (chain, before))
    assert mill.product - same.product == mill.value_added - same.value_added == 3500
    assert mill.sales == same.sales


def test_what_was_bought_and_stocked_is_no_consumption_of_the_year():
    chain, before = read(stock("mill", "wheat", 10)), read()
    mill, same = (draw_up_accounts(one).stages[1] for one in (chain, before))
    assert chain.stock_moves[0].price_source is StockPrice.PURCHASE
    assert same.intermediate_consumption - mill.intermediate_consumption == 10 * 300
    assert mill.product == same.product


def test_a_stock_drawn_upon_was_not_made_this_year():
    account = draw_up_accounts(read(stock("farm", "wheat", -20)))
    assert account.stages[0].product == 30000 - 6000
    assert abs(account.identity_gap) <= 0.01


def test_a_price_given_to_a_stock_wins():
    prices = [{"stage": "mill", "matter": "flour", "price": 500}]
    (move,) = read(stock("mill", "flour", 5), prices=prices).stock_moves
    assert (move.price_source, move.value_eur) == (StockPrice.GIVEN, 2500)


def test_a_stock_without_price_or_quantity_is_asked_and_holds_up_its_stage():
    chain = read(stock("mill", "germ", 3), stock("bakery", "flour", None))
    assert draw_up_accounts(chain).incomplete == ("mill", "bakery")
    topics = {(one.topic, one.stage, one.matter) for one in list_questions(chain)}
    assert {("stock_price", "mill", "germ"), ("stock", "bakery", "flour")} <= topics


def test_the_steps_of_a_price_still_add_up_when_stocks_move():
    chain = read(stock("mill", "wheat", 10), stock("mill", "flour", 5), stock("bakery", "yeast", 1))
    account = draw_up_accounts(chain)
    assert abs(account.identity_gap) <= 0.01
    for price in explain_final_prices(chain, account):
        parts = sum(step.value_added + step.bought_outside for step in price.steps)
        assert parts == pytest.approx(price.price_eur, rel=1e-9)


def test_what_was_stocked_is_not_in_the_price_of_what_was_sold():
    chain = read(stock("mill", "wheat", 10))
    prices = explain_final_prices(chain, draw_up_accounts(chain))
    (bran,) = (one for one in prices if one.matter == "bran")
    # The mill used 90 t of wheat at 300 € for a product of 56,250 €.
    farm = next(step for step in bran.steps if step.stage == "farm")
    assert farm.price_out == pytest.approx(150 * 27000 / 56250)


def test_stocks_follow_the_scenario_and_nothing_changed_gives_the_accounts_again():
    chain = read(stock("mill", "wheat", 10), stock("mill", "flour", 5))
    account = draw_up_accounts(chain)
    same = run_scenario(chain, {})
    assert same.value_added[0] == pytest.approx([one.value_added for one in account.stages])
    dearer = run_scenario(chain, {"price:mill>bakery:flour": 0.1})
    # Both the flour sold and the flour stocked are worth a tenth more.
    assert dearer.value_added[0, 1] - same.value_added[0, 1] == pytest.approx(5250 + 350)
    better = run_scenario(chain, {"yield:mill": 0.1})
    # All that the mill makes follows its yield, energy with it; the wheat it keeps does not.
    gain = 0.1 * (56250 + 3500 - 1500)
    assert better.value_added[0, 1] - same.value_added[0, 1] == pytest.approx(gain)


def test_what_the_balance_reconciled_wins_over_what_was_measured():
    model = make_model()
    model["flows"][0] |= {"reconciled": 98.0, "class": "redundant"}
    first = read_chain(model).exchanges[0]
    assert (first.quantity, first.quantity_source) == (98, QuantitySource.RECONCILED)


def test_one_value_among_many_is_asked_with_what_is_possible():
    model = make_model()
    free = {"value": None, "reconciled": 40.0, "class": "free", "interval": [10, 60]}
    model["flows"][1] |= free
    chain = read_chain(model)
    assert chain.exchanges[1].quantity is None
    asked = [one for one in list_questions(chain) if one.topic == "quantity"]
    assert [(one.source, one.target, one.matter) for one in asked] == [("mill", "bakery", "flour")]
    assert "de 10 à 60 t" in asked[0].sentence


def test_a_yield_gives_a_flow_that_nobody_measured_and_not_one_that_was():
    model = make_model()
    model["flows"][1]["value"] = None
    shares = [
        {"stage": "mill", "matter": "wheat", "to": "bakery", "to_matter": "flour", "share": 0.75},
        {"stage": "mill", "matter": "wheat", "to": "outside", "to_matter": "bran", "share": 0.9},
    ]
    flour, bran = read_chain(model | {"yields": shares}).exchanges[1:3]
    assert (flour.quantity, flour.quantity_source) == (75, QuantitySource.YIELD)
    assert bran.quantity == 25


@pytest.mark.parametrize("change", [{"unit": "kg"}, {"value": None}])
def test_a_yield_of_what_is_not_known_gives_nothing(change):
    model = make_model()
    model["flows"][0] |= change
    model["flows"][1]["value"] = None
    share = {"stage": "mill", "matter": "wheat", "to": "bakery", "to_matter": "flour"}
    chain = read_chain(model | {"yields": [share | {"share": 0.75}]})
    assert chain.exchanges[1].quantity is None


def test_a_yield_of_what_is_known_in_part_gives_nothing():
    model = make_model()
    model["flows"][1]["value"] = None
    model["flows"].append(model["flows"][0] | {"from": "outside", "value": None})
    share = {"stage": "mill", "matter": "wheat", "to": "bakery", "to_matter": "flour"}
    model["yields"] = [share | {"share": 0.75}]
    assert read_chain(model).exchanges[1].quantity is None
    model["yields"][0]["from"] = "farm"  # the share bears on what comes from there only
    assert read_chain(model).exchanges[1].quantity == 75


def test_a_yield_that_nobody_knows_is_asked():
    model = make_model()
    model["flows"][1]["value"] = None
    share = {"stage": "mill", "matter": "wheat", "to": "bakery", "to_matter": "flour"}
    (question,) = [
        one
        for one in list_questions(read_chain(model | {"yields": [share | {"share": None}]}))
        if one.topic == "yield"
    ]
    assert (question.stage, question.target, question.matter) == ("mill", "bakery", "flour")


def test_a_total_and_its_parts_are_counted_once_at_the_price_of_the_total():
    whole, split = make_model(), make_model()
    split["stages"] += [{"key": f"mill{one}", "parent": "mill", "costs": []} for one in (1, 2)]
    wheat = split["flows"][0]
    split["prices"] = [{"from": "farm", "to": "mill", "matter": "wheat", "price": 300}]
    parts = [wheat | {"to": f"mill{one}", "value": 50} for one in (1, 2)]
    for row in parts:
        del row["price"]
    parts[1]["price"] = 0  # apart from the flow, a price given in `prices` wins
    split["flows"] += parts
    one, other = (draw_up_accounts(read_chain(model)) for model in (whole, split))
    assert other.stages[0] == one.stages[0]
    bought = {stage.key: stage.bought_in_chain for stage in other.stages}
    assert (bought["mill"], bought["mill1"], bought["mill2"]) == (0, 15000, 15000)
    assert abs(other.identity_gap) <= 0.01


def test_a_stage_that_only_groups_others_is_no_stage_of_the_account():
    model = make_model()
    model["stages"] += [{"key": "factories"}]
    model["stages"][1]["parent"] = model["stages"][2]["parent"] = "factories"
    assert "factories" not in {stage.key for stage in read_chain(model).stages}


@pytest.mark.parametrize(
    "change",
    [
        {"stock_changes": [stock("mill", "flour", 1), stock("mill", "flour", 2)]},
        {"stock_changes": [{"stage": "mill", "value": 1}]},
        {"prices": [{"stage": "mill", "matter": "flour", "price": 1}]},
    ],
)
def test_a_stock_that_cannot_be_read_is_refused_in_french(change):
    with pytest.raises(InvalidInput) as caught:
        read_chain(make_model() | change)
    assert caught.value.for_user().endswith(".")
    assert caught.value.details
