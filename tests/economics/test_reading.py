"""Reading a model: every wrong field is named, and nothing is guessed."""

import pytest
from tests.economics.made_up_chain import make_model

from maillon.domain.errors import InvalidInput
from maillon.economics.questions import list_questions
from maillon.economics.reading import read_chain


def change(path, value):
    model = make_model()
    holder = model
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return model


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("year",), "2024", "year"),
        (("stages",), "none", "stages"),
        (("stages", 0, "key"), "", "stages[0].key"),
        (("stages", 0, "key"), "outside", "stages[0].key"),
        (("stages", 1, "key"), "farm", "stages[1].key"),
        (("stages", 0, "place"), "here", "stages[0].place"),
        (("stages", 0, "ess_share"), 1.2, "stages[0].ess_share"),
        (("stages", 0, "coûts"), [], "stages[0].coûts"),
        (("stages", 0, "costs", 0, "kind"), "food", "stages[0].costs[0].kind"),
        (("stages", 0, "costs", 0, "kind"), None, "stages[0].costs[0].kind"),
        (("stages", 0, "costs", 0, "amount"), "1 200 €", "stages[0].costs[0].amount"),
        (("stages", 0, "costs", 0, "amount"), True, "stages[0].costs[0].amount"),
        (("stages", 0, "costs", 0, "amount"), -3, "stages[0].costs[0].amount"),
        (("stages", 0, "costs", 0, "amunt"), 3, "stages[0].costs[0].amunt"),
        (("stages", 0, "costs", 0, "per_unit"), 3, "stages[0].costs[0].per_unit"),
        (("stages", 1, "costs", 0, "matter"), "gold", "stages[1].costs[0].per_unit"),
        (("stages", 0, "costs", 1, "label"), "Semences", "stages[0].costs"),
        (("flows",), [], "flows"),
        (("flows", 0), 3, "flows[0]"),
        (("flows", 0, "value"), float("nan"), "flows[0].value"),
        (("flows", 0, "value"), -1, "flows[0].value"),
        (("flows", 0, "value"), 10**400, "flows[0].value"),
        (("flows", 0, "value"), float("inf"), "flows[0].value"),
        (("flows", 0, "value"), 1e11, "flows[0].value"),
        (("flows", 0, "year"), [2024], "flows[0].year"),
        (("flows", 0, "from"), ["farm"], "flows[0].from"),
        (("flows", 0, "place"), ["territory"], "flows[0].place"),
        (("flows", 0, "unit"), None, "flows[0].unit"),
        (("flows", 0, "to"), "farm", "flows[0].to"),
        (("flows", 1), make_model()["flows"][0], "flows[1].matter"),
        (("prices",), [{"from": "a", "to": "b", "matter": "c", "price": 1}], "prices[0]"),
    ],
)
def test_a_wrong_field_is_named_in_a_french_sentence(path, value, field):
    with pytest.raises(InvalidInput) as caught:
        read_chain(change(path, value))
    assert any(
        f"« {field} »" in text.replace("\u00a0", " ").replace("\u202f", " ")
        for text in caught.value.details
    ), caught.value.details
    assert all(detail.endswith(".") for detail in caught.value.details)


def test_every_problem_is_told_at_once():
    model = change(("stages", 0, "ess_share"), 3)
    model["flows"][0]["value"] = "much"
    with pytest.raises(InvalidInput) as caught:
        read_chain(model)
    assert len(caught.value.details) == 2


def test_a_family_in_the_words_of_the_flows_leaves_the_ess_share_to_be_asked():
    model = change(("stages", 0, "family"), "Réemploi")
    assert [one.topic for one in list_questions(read_chain(model))][-1] == "ess_share"


def test_two_years_ask_for_a_choice():
    model = make_model()
    del model["year"]
    model["flows"][4]["year"] = 2023
    with pytest.raises(InvalidInput) as caught:
        read_chain(model)
    assert "2023" in caught.value.details[0]
    model["year"] = 2024
    assert len(read_chain(model).exchanges) == 4


def test_the_answer_of_a_reconciliation_wins_over_what_was_measured():
    model = make_model()
    model["flows"][0] |= {"reconciled": 98.0, "standard_error": 1.0, "class": "redundant"}
    assert read_chain(model).exchanges[0].quantity == 98.0


def test_prices_may_stand_apart_from_the_flows():
    model = make_model()
    apart = [
        {name: flow.pop(name) for name in ("price", "place") if name in flow}
        | {name: flow[name] for name in ("from", "to", "matter")}
        for flow in model["flows"]
    ]
    assert read_chain(model | {"prices": apart}) == read_chain(make_model())


def ask(model):
    return [one.sentence for one in list_questions(read_chain(model))]


def test_what_the_model_does_not_say_is_asked():
    model = {
        "flows": [
            {"from": "a", "to": "b", "matter": "m", "unit": "t", "value": None},
            {"from": "outside", "to": "a", "matter": "n", "unit": "t", "value": 1, "price": 1},
        ],
        "stages": [
            {
                "key": "b",
                "costs": [
                    {"kind": "wages", "label": "Paie", "amount": None},
                    {"kind": "purchase", "label": "Sacs", "amount": 1},
                    {"kind": "purchase", "label": "Eau", "amount": 1, "place": "territory"},
                ],
            }
        ],
    }
    questions = ask(model)
    for word in (
        "quantité",
        "prix",
        "Que dépense a",
        "Paie",
        "Sacs",
        "Eau",
        "ESS",
        "acheté par a",
    ):
        assert any(word in question for question in questions), word


def test_a_complete_model_asks_for_little():
    (question,) = ask(make_model())
    assert "yeast" in question
    assert "valeur ajoutée" in question
