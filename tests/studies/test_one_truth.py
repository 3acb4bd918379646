"""One truth: the accounts stand on the balance of the flows, and so do the chains of the guide."""

import pytest

from maillon.domain.errors import InvalidInput
from maillon.reference.models import load_example
from maillon.studies.accounting.accounts import account_for_chain
from maillon.studies.accounting.joining import close_balance


def fill(model, *, quantities, prices, costs, shares=()):
    """Answer the questions of a model with made-up numbers, each said to be so."""
    for flow, (value, error) in quantities.items():
        row = model["flows"][flow]
        row |= {"value": value, "standard_error": error}
        row["source"] = row["source"] or "nombre fictif"
    for row, price in zip(model["prices"], prices, strict=True):
        row |= {"price": price, "place": "elsewhere", "source": "prix fictif"}
    for row in model["stages"]:
        if row.get("role") != "consumer":
            wages = {"kind": "wages", "label": "Salaires fictifs", "amount": costs}
            row["costs"] = [wages]
            row.setdefault("family", "conventional")
    for row, share in zip(model["yields"], shares, strict=True):
        row |= {"share": share, "source": "part fictive"}
    return model


def fill_bottles():
    # Flows in the order of the file: 0 collected, 1 washed, 3 delivered, 4 sold, 5 thrown away.
    return fill(
        load_example("rebooteille"),
        quantities={
            0: (100_000, 2_000),
            3: (93_000, 4_000),
            4: (150_000, 5_000),
            5: (4_000, 800),
        },
        prices=[0, 0.05, 0.2, 0.3, 2.0, 0, 0, 0.4],
        costs=8_000,
    )


def fill_flour():
    model = fill(
        load_example("ble-farine-lorraine"),
        quantities={1: (200, 10), 2: (160, 6)},
        prices=[0, 400, 900, 150, 2500, 0],
        costs=15_000,
        shares=(0.78, 0.22),
    )
    model["year"] = 2024
    for row in model["flows"] + model["yields"]:
        row["year"] = 2024
    commitment = {"base_price": 400, "years": [{"year": 2024, "promised": 260}]}
    model["commitments"][0] |= commitment
    return model


@pytest.fixture(scope="module")
def bottles():
    return close_balance(fill_bottles())


def test_the_account_counts_what_the_balance_says(bottles):
    document = account_for_chain(bottles, draws=0)
    balanced = {
        (row["from"], row["to"], row["matter"]): row["reconciled"] for row in bottles["flows"]
    }
    assert bottles["flows"][0]["reconciled"] != bottles["flows"][0]["value"]
    assert document["exchanges"]
    for one in document["exchanges"]:
        name = (one["from"], one["to"], one["matter"])
        assert one["quantity"] == balanced[name]
        assert one["quantity_source"] == "reconciled"
        assert one["value_eur"] == pytest.approx(balanced[name] * one["price_eur"])
    inputs = document["figures"]["stage.preparation.product"]["inputs"]
    assert "bilan des flux" in inputs[0]["label"]


def test_the_same_model_is_read_by_the_flows_and_by_the_accounts():
    flow = {"matter": "m", "unit": "t", "value": 10, "standard_error": 1, "price": 2}
    model = {
        "stages": ["a", {"key": "b", "family": "Réemploi"}],
        "flows": [
            flow | {"from": "Extérieur", "to": "a"},
            flow | {"from": "a", "to": "b"},
            flow | {"from": "b", "to": "extérieur"},
        ],
    }
    for values in (model, close_balance(model)):
        document = account_for_chain(values, draws=0)
        assert [stage["key"] for stage in document["stages"]] == ["a", "b"]


def test_what_enters_a_stage_leaves_it_in_the_accounts_too(bottles):
    document = account_for_chain(bottles, draws=0)
    for stage in ("collecte", "preparation", "distribution"):
        entering, leaving = (
            sum(one["quantity"] for one in document["exchanges"] if one[end] == stage)
            for end in ("to", "from")
        )
        assert entering == pytest.approx(leaving)


def test_rebooteille_filled_with_made_up_numbers_is_explained(bottles):
    document = account_for_chain(bottles, draws=0)
    assert abs(document["chain"]["identity_gap"]) <= 0.01
    assert not [one for one in document["open_questions"] if one["topic"] in {"quantity", "price"}]
    answer = document["findings"][0]
    assert answer["key"] == "value"
    assert "Producteurs de boissons" in answer["sentence"]
    assert all(name in document["figures"] for name in answer["figures"])


def test_wheat_and_flour_filled_with_made_up_numbers_are_explained():
    model = close_balance(fill_flour())
    document = account_for_chain(model, draws=0)
    assert abs(document["chain"]["identity_gap"]) <= 0.01
    wheat, flour = (document["exchanges"][place]["quantity"] for place in (1, 2))
    assert flour == pytest.approx(0.78 * wheat)
    assert document["commitments"][0]["promises"][0]["exceeds"]
    (warning,) = document["warnings"]
    assert "260" in warning
    assert "2024" in warning


def test_a_flow_that_the_balance_leaves_free_is_asked_by_the_accounts():
    model = fill_bottles()
    for place in (3, 4):
        model["flows"][place] |= {"value": None, "standard_error": None}
    document = account_for_chain(close_balance(model), draws=0)
    asked = [one for one in document["open_questions"] if one["topic"] == "quantity"]
    assert {(one["from"], one["to"]) for one in asked} == {
        ("amont", "usages"),
        ("outside", "amont"),
    }
    assert document["chain"] is None


def test_a_stock_of_the_balance_enters_the_accounts_at_its_price():
    model = fill_flour()
    stock = {"stage": "amont", "matter": "blé", "unit": "t", "value": 12, "standard_error": 1}
    model["stock_changes"] = [stock | {"year": 2024}]
    document = account_for_chain(close_balance(model), draws=0)
    (row,) = document["stock_changes"]
    assert row["price_source"] == "sale"
    assert row["value_eur"] == pytest.approx(12 * 400)
    producers = document["stages"][0]["account"]
    assert producers["stocked"] == row["value_eur"]
    assert abs(document["chain"]["identity_gap"]) <= 0.01


def test_the_guide_alone_gives_questions_and_no_figure():
    for key in ("rebooteille", "ble-farine-lorraine"):
        document = account_for_chain(load_example(key))
        assert document["chain"] is None
        assert document["findings"][0]["key"] == "incomplete"
        assert all(figure["value"] is None for figure in document["figures"].values())
        assert document["said"]


def test_what_the_guide_leaves_blank_must_be_filled_before_a_balance():
    with pytest.raises(InvalidInput) as caught:
        close_balance(load_example("ble-farine-lorraine"))
    assert caught.value.details
