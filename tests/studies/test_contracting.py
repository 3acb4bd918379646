"""Commitments alone: checked against the flows, and terms that protect both parties."""

import json

import pytest

from maillon.domain.errors import InvalidInput
from maillon.studies.accounting.contracting import account_for_commitments, propose_terms

MARKET = {
    "mean": 250,
    "standard_deviation": 40,
    "volume": 100,
    "seller_cost": 200,
    "buyer_value": 320,
}


def make_row(**changes):
    row = {
        "seller": "Ferme fictive",
        "buyer": "Moulin fictif",
        "from": "farm",
        "to": "mill",
        "matter": "blé",
        "unit": "t",
        "floor": 220,
        "ceiling": 280,
        "market": MARKET,
        "years": [
            {"year": 2024, "promised": 100, "taken": 90, "market_price": 200},
            {"year": 2025, "promised": 120},
        ],
    }
    return row | changes


def make_model(*rows, **changes):
    flow = {"from": "farm", "to": "mill", "matter": "blé", "unit": "t"}
    flows = [flow | {"year": year, "value": 150} for year in (2024, 2025)]
    return {"flows": flows, "commitments": list(rows) or [make_row()]} | changes


@pytest.fixture(scope="module")
def told():
    second = make_row(seller="Autre ferme fictive", years=[{"year": 2025, "promised": 40}])
    return account_for_commitments(make_model(make_row(), second), draws=2_000)


def test_the_answer_is_json_and_its_sentences_quote_figures(told):
    assert json.loads(json.dumps(told)) == told
    for finding in told["findings"]:
        assert finding["figures"]
        assert set(finding["figures"]) <= set(told["figures"])


def test_promises_on_one_flow_add_up_and_may_exceed_what_circulates(told):
    first, second = (row["promises"] for row in told["commitments"])
    assert [one["promised_in_all"] for one in first] == [100, 160]
    assert [one["exceeds"] for one in first] == [False, True]
    assert second[0]["exceeds"]
    assert len(told["warnings"]) == 2
    assert all("150" in sentence for sentence in told["warnings"])
    assert told["figures"]["commitment.0.promised.2025"]["value"] == round(160 / 150, 4)


def test_what_a_corridor_brings_in_the_worst_cases_is_a_gain_for_both(told):
    for side in ("seller", "buyer"):
        risk = told["commitments"][0]["risk"][side]
        gain = risk["with"]["worst_mean"] - risk["without"]["worst_mean"]
        assert told["figures"][f"commitment.0.{side}_protection"]["value"] == round(gain, 2)
        assert gain > 0


def test_a_promise_within_what_circulates_is_no_warning():
    told = account_for_commitments(make_model(), draws=0)
    assert told["warnings"] == []
    assert told["parties"] == []
    assert told["commitments"][0]["risk"]["seller"] is None


def test_a_flow_that_is_not_known_is_asked_and_nothing_is_compared():
    for flows in ([], [{"from": "farm", "to": "mill", "matter": "blé", "unit": "kg", "value": 9}]):
        told = account_for_commitments(make_model(flows=flows), draws=0)
        assert [one["circulating"] for one in told["commitments"][0]["promises"]] == [None, None]
        assert [one["topic"] for one in told["open_questions"]] == ["commitment"]
        assert told["warnings"] == []


def test_a_promise_without_years_or_price_is_asked():
    bare = {name: make_row()[name] for name in ("seller", "buyer", "matter", "unit")}
    told = account_for_commitments(make_model(bare), draws=0)
    assert len(told["questions"]) == 2
    assert told["commitments"][0]["from"] == "Ferme fictive"


def test_a_party_of_two_contracts_bears_them_together(told):
    mill = next(one for one in told["parties"] if one["name"] == "Moulin fictif")
    assert mill["buys"] == [0, 1]
    apart = [row["risk"]["buyer"]["without"]["standard_deviation"] for row in told["commitments"]]
    # Same matter, same market: the spreads add up.
    assert mill["without"]["standard_deviation"] == pytest.approx(sum(apart), rel=1e-6)


def test_the_needs_of_two_contracts_are_drawn_apart():
    row = make_row(market=MARKET | {"demand_spread": 0.8})
    told = account_for_commitments(make_model(row, row), draws=2_000)
    seller = next(one for one in told["parties"] if one["name"] == "Ferme fictive")
    alone = [one["risk"]["seller"]["without"]["standard_deviation"] for one in told["commitments"]]
    assert seller["without"]["standard_deviation"] < 0.99 * sum(alone)


def test_a_constant_price_leaves_no_risk_of_price():
    told = account_for_commitments(make_model(make_row(base_price=240)), draws=500)
    risk = told["commitments"][0]["risk"]
    assert risk["expected_price"] == {"mean": 240, "standard_deviation": 0}
    assert risk["seller"]["with"]["standard_deviation"] == 0


def test_a_lognormal_market_is_measured_by_draws():
    market = MARKET | {"law": "lognormal", "years": 3}
    told = account_for_commitments(make_model(make_row(market=market)), draws=500)
    risk = told["commitments"][0]["risk"]
    assert risk["years"] == 3
    assert risk["expected_price"]["mean"] == pytest.approx(248, abs=3)


def test_the_terms_proposed_are_as_good_for_one_as_for_the_other():
    answer = propose_terms(make_model(), 0, draws=1_000)
    best = answer["options"][answer["chosen"]]
    assert best["seller_reduction"] == pytest.approx(best["buyer_reduction"], rel=1e-3)
    figures = answer["figures"]
    assert figures["terms.seller_reduction"]["value"] == round(best["seller_reduction"], 2)
    assert "constant" in answer["findings"][0]["sentence"]
    assert json.loads(json.dumps(answer)) == answer


def test_a_width_and_a_firm_share_may_be_held_to():
    market = MARKET | {"demand_spread": 0.4}
    answer = propose_terms(
        make_model(make_row(market=market)), 0, draws=1_000, width=60, firm_shares=[0.8]
    )
    (option,) = answer["options"]
    assert option["ceiling_eur"] - option["floor_eur"] == pytest.approx(60)
    assert "80" in answer["findings"][0]["sentence"]


@pytest.mark.parametrize(
    ("place", "row"),
    [
        (3, {}),
        (0, {"market": None}),
        (0, {"market": MARKET | {"years": 2.5}}),
        (0, {"market": MARKET | {"law": "other"}}),
        (0, {"market": MARKET | {"standard_deviation": 0}}),
        (0, {"market": MARKET | {"persistance": 0.5}}),
        (0, {"years": [{"year": 2024, "promised": 1}, {"year": 2024, "promised": 2}]}),
        (0, {"floor_price": 3}),
    ],
)
def test_a_commitment_that_cannot_be_used_is_refused_in_french(place, row):
    with pytest.raises(InvalidInput) as caught:
        propose_terms(make_model(make_row(**row)), place, draws=100)
    assert caught.value.for_user().endswith(".")
