"""The accounts of a chain, answered end to end."""

import json

import pytest
from tests.economics.made_up_chain import make_model
from tests.studies.documents import METHOD_PAGES

from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_percent
from maillon.studies.accounting.accounts import account_for_chain, read_model_text
from maillon.studies.accounting.entraining import measure_input_output


@pytest.fixture(scope="module")
def document():
    return account_for_chain(make_model() | EXTRAS, draws=200, seed=3)


EXTRAS = {
    "lm3": {"injected": 100, "spent_locally": 60, "respent_locally": 24},
    "input_output": {
        "sectors": ["one", "two"],
        "transactions": [[150, 500], [200, 100]],
        "output": [1000, 2000],
        "region": [10, 20],
        "country": [100, 200],
        "demand": [600, 1500],
        "method": "slq",
    },
    "scenarios": [{"name": "Pain plus cher", "changes": {"price:bakery>people:bread": 0.1}}],
    "commitments": [
        {
            "seller": "farm",
            "buyer": "mill",
            "matter": "wheat",
            "unit": "t",
            "floor": 220,
            "ceiling": 280,
            "market": {
                "mean": 250,
                "standard_deviation": 40,
                "volume": 100,
                "seller_cost": 200,
                "buyer_value": 320,
            },
            "years": [
                {"year": 2024, "promised": 100, "taken": 90, "market_price": 200},
                {"year": 2025, "promised": 100},
            ],
        }
    ],
}


def test_the_document_is_json_and_goes_round(document):
    assert json.loads(json.dumps(document)) == document


def test_every_figure_opens_and_its_method_has_a_page(document):
    for name, figure in document["figures"].items():
        assert figure["formula"].endswith("."), name
        assert figure["label"], name
        assert (METHOD_PAGES / f"{figure['formula_key']}.md").exists()
        if figure["value"] is None:
            assert figure["caveats"], name
        for entry in figure["inputs"]:
            if entry["figure"]:
                assert document["figures"][entry["figure"]]["value"] == entry["value"]


def test_the_figures_are_the_accounts(document):
    for stage in document["stages"]:
        for line in ("product", "value_added", "wages", "result"):
            figure = document["figures"][f"stage.{stage['key']}.{line}"]
            assert figure["value"] == pytest.approx(stage["account"][line], abs=0.005)
    chain = document["chain"]
    assert document["figures"]["chain.product"]["value"] == pytest.approx(chain["product"])


def test_the_inputs_of_a_product_give_it_again(document):
    inputs = document["figures"]["stage.mill.product"]["inputs"]
    pairs = zip(inputs[::2], inputs[1::2], strict=True)
    assert sum(quantity["value"] * price["value"] for quantity, price in pairs) == 56250


def test_the_account_says_where_value_is_made_who_keeps_it_and_what_leaves(document):
    chain = document["chain"]
    assert chain["largest_value_added"] == "bakery"
    assert chain["ess_share"] == pytest.approx((24750 + 43000) / (26000 + 24750 + 86000))
    assert sum(stage["account"]["value_added_share"] for stage in document["stages"]) == (
        pytest.approx(1)
    )
    assert sum(chain["captured_by"].values()) == pytest.approx(
        chain["direct_value_added"] + chain["subsidies"]
    )
    assert abs(chain["identity_gap"]) <= 0.01


def test_the_answer_comes_first_and_each_sentence_quotes_its_figures(document):
    keys = [finding["key"] for finding in document["findings"]]
    assert keys[:4] == ["value", "capture", "ess", "territory"]
    first = document["findings"][0]
    assert "Fournil fictif" in first["sentence"]
    for finding in document["findings"]:
        for name in finding["figures"]:
            assert name in document["figures"], name
    shown = {name: document["figures"][name]["value"] for name in first["figures"]}
    assert shown == {
        "stage.bakery.value_added": 86000,
        "stage.bakery.value_added_share": round(86000 / 136750, 4),
        "chain.direct_value_added": 136750,
    }
    assert format_percent(86000 / 136750) in first["sentence"]


def test_what_stays_and_what_leaves_are_shares_of_sales_and_subsidies(document):
    figures, chain = document["figures"], document["chain"]
    whole = 146_250 + 5_000
    for line in ("stays", "leaves"):
        assert figures[f"chain.{line}_share"]["value"] == round(chain[line] / whole, 4)


@pytest.mark.parametrize(
    ("key", "change", "figure"),
    [
        ("losses", {"amount": 90_000}, "stage.bakery.result"),
        ("capture", {"amount": 200_000}, "chain.result"),
    ],
)
def test_who_loses_money_is_named(key, change, figure):
    model = make_model()
    model["stages"][2]["costs"][0] |= change
    document = account_for_chain(model, draws=0)
    finding = next(one for one in document["findings"] if one["key"] == key)
    assert figure in finding["figures"]
    assert document["figures"][figure]["value"] < 0


def test_where_no_value_is_made_it_is_said():
    flow = {"matter": "m", "unit": "t", "value": 10}
    flows = [
        flow | {"from": "outside", "to": "a", "price": 5, "place": "elsewhere"},
        flow | {"from": "a", "to": "outside", "price": 4},
    ]
    document = account_for_chain({"stages": [{"key": "a", "costs": []}], "flows": flows}, draws=0)
    assert document["findings"][0]["sentence"].startswith("Aucun maillon")
    assert document["figures"]["chain.ess_share"]["value"] is None


def test_a_question_says_what_it_is_about_and_the_sentences_are_the_same():
    model = make_model()
    del model["flows"][3]["price"]
    model["stages"][0]["costs"][1]["amount"] = None
    document = account_for_chain(model, draws=0)
    assert [one["sentence"] for one in document["open_questions"]] == document["questions"]
    price, amount = document["open_questions"][:2]
    about = {name: price[name] for name in ("topic", "from", "to", "matter")}
    assert about == {"topic": "price", "from": "bakery", "to": "people", "matter": "bread"}
    assert (amount["topic"], amount["stage"], amount["line"]) == ("amount", "farm", "Salaires")


def test_an_input_output_table_is_measured_without_a_chain():
    found = measure_input_output(EXTRAS["input_output"])
    assert list(found["output"].values()) == pytest.approx([1247.52, 1841.58], abs=0.005)
    assert found["figures"]["input_output.output"]["caveats"]
    with pytest.raises(InvalidInput):
        measure_input_output(None)


def test_sobol_shares_are_given_when_asked_with_the_names_of_the_causes():
    document = account_for_chain(make_model(), draws=0, sobol=64)
    found = document["uncertainty"]["sobol"]
    assert len(found["factors"]) == 12
    assert {one["label"] for one in found["factors"]} >= {"le rendement de Fournil fictif"}
    assert json.loads(json.dumps(found)) == found


def test_causes_that_move_together_are_told_in_the_figure():
    groups = [
        {
            "name": "céréales",
            "factors": ["price:farm>mill:wheat", "price:mill>bakery:flour"],
            "rank_correlation": 0.8,
        }
    ]
    document = account_for_chain(make_model() | {"correlations": groups}, draws=100)
    assert document["uncertainty"]["correlations"] == groups
    assumed = " ".join(document["figures"]["chain.simulated_result"]["assumptions"])
    assert "céréales" in assumed


def test_the_other_answers_stand_beside_the_accounts(document):
    assert document["lm3"]["lm3"] == pytest.approx(1.84)
    assert list(document["input_output"]["output"].values()) == pytest.approx(
        [1247.52, 1841.58], abs=0.005
    )
    (scenario,) = document["uncertainty"]["scenarios"]
    base = sum(stage["account"]["result"] for stage in document["stages"])
    assert scenario["result"] - base == pytest.approx(14250)
    simulated = document["uncertainty"]["simulation"]["result"]
    assert simulated["p5"] < simulated["p50"] < simulated["p95"]
    (commitment,) = document["commitments"]
    assert [one["year"] for one in commitment["years"]] == [2024]
    assert commitment["years"][0]["price_eur"] == 220
    assert commitment["risk"]["expected_price"]["standard_deviation"] == pytest.approx(
        23.664, abs=5e-4
    )
    assert document["figures"]["commitment.0.kept"]["value"] == 0.9


def test_a_model_that_says_little_asks_and_invents_nothing():
    # What the guide says of the wheat and flour chain of Lorraine: who sells to whom, no figure.
    document = account_for_chain(
        {
            "title": "Blé-farine",
            "flows": [
                {"from": "blé", "to": "meunerie", "matter": "blé", "unit": "t", "value": None},
                {"from": "meunerie", "to": "outside", "matter": "farine", "unit": "t"},
            ],
        }
    )
    assert document["chain"] is None
    assert all(stage["account"] is None for stage in document["stages"])
    assert all(figure["value"] is None for figure in document["figures"].values())
    assert len(document["questions"]) >= 6
    assert "uncertainty" not in document


def test_the_loop_of_the_guide_is_entered_and_the_rest_is_asked():
    # Rebooteille: 100,000 bottles collected a year (2022); the guide gives no price and no cost.
    model = {
        "title": "Rebooteille",
        "year": 2022,
        "stages": [
            {"key": "collecte", "label": "Collecte", "family": "ess"},
            {"key": "lavage", "label": "Lavage"},
            {"key": "embouteillage", "label": "Embouteillage"},
            {"key": "habitants", "role": "consumer"},
        ],
        "flows": [
            {"from": one, "to": two, "matter": "bouteille", "unit": "unité", "value": value}
            for one, two, value in (
                ("habitants", "collecte", 100_000),
                ("collecte", "lavage", 100_000),
                ("lavage", "embouteillage", None),
                ("embouteillage", "habitants", None),
            )
        ],
    }
    document = account_for_chain(model)
    assert document["chain"] is None
    asked = " ".join(document["questions"])
    assert "Que dépense Lavage" in asked
    assert "de Collecte à Lavage" in asked
    assert [one["quantity"] for one in document["exchanges"]] == [100_000, 100_000, None, None]


def test_the_same_seed_gives_the_same_document():
    one, same = (account_for_chain(make_model(), draws=50, seed=4) for _turn in range(2))
    assert one == same


def test_sectors_that_use_up_what_they_sell_leave_a_warning():
    model = {
        "stages": [{"key": key, "costs": []} for key in ("a", "b")],
        "flows": [
            {"from": "a", "to": "b", "matter": "m", "unit": "t", "value": 1, "price": 1},
            {"from": "b", "to": "a", "matter": "n", "unit": "t", "value": 1, "price": 1},
        ],
    }
    document = account_for_chain(model, draws=0)
    assert document["prices"] == []
    assert len(document["warnings"]) == 1


def test_a_stage_that_sells_at_a_loss_has_no_break_even():
    wages = {"kind": "wages", "label": "w", "per_unit": 5}
    model = {
        "stages": [{"key": "a", "costs": [wages]}],
        "flows": [
            {"from": "a", "to": "outside", "matter": "m", "unit": "t", "value": 9, "price": 1}
        ],
    }
    document = account_for_chain(model, draws=0)
    assert document["stages"][0]["break_even"] is None
    figure = document["figures"]["stage.a.break_even"]
    assert figure["value"] is None
    assert len(figure["caveats"]) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"lm3": 3},
        {"lm3": {"injected": 1}},
        {"lm3": {"injected": 1, "spent_locally": 2, "respent_locally": 0}},
        {"input_output": []},
        {"input_output": {"sectors": ["a"]}},
        {"input_output": EXTRAS["input_output"] | {"demand": [1]}},
        {"input_output": EXTRAS["input_output"] | {"demand": ["a", "b"]}},
        {"input_output": EXTRAS["input_output"] | {"region": [1, "b"]}},
        {"input_output": EXTRAS["input_output"] | {"region": [1], "country": [2]}},
        {"input_output": EXTRAS["input_output"] | {"delta": 4}},
        {"input_output": EXTRAS["input_output"] | {"output": [10**400, 1]}},
        {"input_output": EXTRAS["input_output"] | {"country": [float("inf"), 200]}},
        {"input_output": EXTRAS["input_output"] | {"demand": [float("inf"), 200]}},
        {"scenarios": [{"name": "x", "changes": 3}]},
        {"scenarios": [{"name": "x", "changes": {"volume": "a"}}]},
        {"scenarios": [{"name": "x", "changes": {"nothing": 1}}]},
        {"commitments": [{"seller": "a"}]},
        {"commitments": [EXTRAS["commitments"][0] | {"years": [{"year": 2024}]}]},
        {"commitments": [EXTRAS["commitments"][0] | {"market": 3}]},
        {"commitments": [EXTRAS["commitments"][0] | {"market": {"mean": 3}}]},
        {"commitments": [EXTRAS["commitments"][0] | {"index_weights": 3}]},
        {"commitments": [EXTRAS["commitments"][0] | {"floor": 300}]},
    ],
)
def test_a_part_that_cannot_be_read_is_refused_in_french(change):
    with pytest.raises(InvalidInput) as caught:
        account_for_chain(make_model() | change, draws=0)
    assert caught.value.for_user().endswith(".")


@pytest.mark.parametrize("text", ["{", "[]", "3"])
def test_a_text_that_is_no_model_is_refused(text):
    with pytest.raises(InvalidInput):
        read_model_text(text)
