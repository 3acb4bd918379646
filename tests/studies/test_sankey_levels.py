"""Levels of the diagram: children add up, what is said twice is said once, units convert."""

import math
import random
from collections import defaultdict

import pytest
import xlsxwriter
from tests.plain import plain

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE
from maillon.studies.flowing.balancing import balance_model
from maillon.studies.flowing.drawing_files import list_sankey_choices, read_sankey
from maillon.studies.flowing.estimates import FlowEstimate, add_estimates
from maillon.studies.flowing.reading import build_flow_model, read_flow_model
from maillon.studies.flowing.units import convert_model
from maillon.studies.linking.files import render_workbook


def entry(source, target, value=None, error=None, **others):
    fields = {"matter": "textile", "unit": "t", "year": 2024}
    return {"from": source, "to": target, "value": value, "standard_error": error} | fields | others


MODEL = {
    "title": "Exemple fictif",
    "stages": [
        {"key": "tri", "label": "Tri"},
        {"key": "nord", "parent": "tri"},
        {"key": "sud", "parent": "tri"},
        {"key": "boutique", "family": "Réemploi", "mixes": True},
    ],
    "matters": [{"key": "textile"}, {"key": "robe", "parent": "textile", "label": "Robes"}],
    "flows": [
        entry(OUTSIDE, "tri", 100, 1),
        entry(OUTSIDE, "nord", 60, 5),
        entry(OUTSIDE, "sud", 45000, 5000, unit="kg"),
        entry("nord", "sud", 7, 1),
        entry("nord", "boutique", 30, 3),
        entry("sud", "boutique", 20, 4, matter="robe"),
        entry("nord", OUTSIDE),
        entry("sud", OUTSIDE),
        entry("boutique", OUTSIDE),
    ],
}


@pytest.fixture(scope="module")
def answer():
    return balance_model(build_flow_model(MODEL)).to_document()


def draw(document, **choice):
    drawn = read_sankey(document, **choice)
    return drawn, {(one.source, one.target, one.matter): one.estimate for one in drawn.flows}


def test_the_first_level_adds_children_up_and_leaves_inner_flows_out():
    drawn, flows = draw(MODEL, level=1)
    assert set(flows) == {
        (OUTSIDE, "tri", "textile"),
        ("tri", "boutique", "textile"),
        ("tri", OUTSIDE, "textile"),
        ("boutique", OUTSIDE, "textile"),
    }
    assert flows[OUTSIDE, "tri", "textile"].value == 100  # the total itself, not 105
    both = flows["tri", "boutique", "textile"]
    assert (both.value, both.standard_error) == (50, pytest.approx(5))  # 3 and 4 in quadrature
    assert drawn.stages == ("tri", "boutique")
    assert any("racine de la somme des carrés" in note for note in drawn.notes)
    assert any("1 flux interne" in plain(note) for note in drawn.notes)


def test_the_finest_level_shows_the_parts_and_not_their_total():
    drawn, flows = draw(MODEL)
    assert (OUTSIDE, "tri", "textile") not in flows
    assert flows[OUTSIDE, "sud", "textile"].value == pytest.approx(45)
    assert flows["sud", "boutique", "robe"].value == 20
    assert (drawn.level, drawn.families["boutique"]) == (2, "Réemploi")
    assert drawn.flows[1].places == (2,)


def test_a_sum_of_the_answer_has_the_uncertainty_that_its_parts_have_together(answer):
    """The parts were corrected together: their errors are tied."""
    _drawn, flows = draw(answer, level=1)
    total = next(one for one in answer["totals"] if (one["from"], one["to"]) == ("tri", "boutique"))
    parts = [answer["flows"][place] for place in (4, 5)]
    assert total["reconciled"] == pytest.approx(sum(part["reconciled"] for part in parts))
    assert flows["tri", "boutique", "textile"].standard_error == total["standard_error"]
    named = next(one for one in answer["flows"] if one["to"] == "tri")
    apart = math.hypot(*(answer["flows"][place]["standard_error"] for place in (1, 2)))
    assert flows[OUTSIDE, "tri", "textile"].standard_error == named["standard_error"]
    assert named["standard_error"] < apart


def test_the_uncertainty_of_a_sum_by_hand():
    """In: 10 ± 1; out, in two parts: 6 ± 1 and 5 ± 1. The sum has the variance 1/(1 + 1/2) = 2/3;
    that of each part is 2/3 too, so the root of their squares would say 1.15 instead of 0.82."""
    flows = [
        entry(OUTSIDE, "tri", 10, 1),
        entry("tri", "nord", 6, 1),
        entry("tri", "sud", 5, 1),
        entry("nord", OUTSIDE),
        entry("sud", OUTSIDE),
    ]
    stages = [{"key": "nord", "parent": "sites"}, {"key": "sud", "parent": "sites"}]
    answer = balance_model(build_flow_model({"flows": flows, "stages": stages})).to_document()
    _drawn, drawn = draw(answer, level=1)
    assert drawn["tri", "sites", "textile"].value == pytest.approx(31 / 3)
    assert drawn["tri", "sites", "textile"].standard_error == pytest.approx((2 / 3) ** 0.5)


def make_nested(seed):
    """A made-up network of places in places in places, seven flows in ten measured."""
    draw = random.Random(seed)
    parents = {}
    for top in "abcd":
        for middle in (f"{top}1", f"{top}2"):
            parents[middle] = top
            parents |= {f"{middle}{end}": middle for end in "xyz"}
    leaves = [key for key in parents if len(key) == 3]
    pairs = dict.fromkeys(tuple(sorted(draw.sample(leaves, 2))) for _turn in range(60))
    flows = []
    for source, target in pairs:
        value = draw.expovariate(0.01) if draw.random() < 0.7 else None
        flows.append(entry(source, target, value, None if value is None else value / 10))
    for end in dict.fromkeys(end for pair in pairs for end in pair):
        flows += [entry(OUTSIDE, end), entry(end, OUTSIDE)]
    stages = [{"key": key, "parent": parent} for key, parent in parents.items()]
    return {"flows": flows, "stages": stages}


@pytest.fixture(scope="module")
def nested_answer():
    return balance_model(build_flow_model(make_nested(5))).to_document()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_what_enters_a_node_leaves_it_at_every_level(nested_answer, level):
    drawn = read_sankey(nested_answer, level=level)
    gaps = defaultdict(float)
    for one in drawn.flows:
        gaps[one.source] -= one.width_value
        gaps[one.target] += one.width_value
    gaps.pop(OUTSIDE)
    largest = max(one.width_value for one in drawn.flows)
    assert max(map(abs, gaps.values())) < 1e-6 * largest
    assert {len(node) for node in gaps} == {level}
    crossing = sum(one.width_value for one in drawn.flows if one.target == OUTSIDE)
    finest = sum(flow["reconciled"] for flow in nested_answer["flows"] if flow["to"] == OUTSIDE)
    assert crossing == pytest.approx(finest)


def test_the_first_level_of_the_answer_balances(answer):
    _drawn, flows = draw(answer, level=1)
    leaving = sum(one.value for key, one in flows.items() if key[0] == "tri")
    assert leaving == pytest.approx(flows[OUTSIDE, "tri", "textile"].value)


def test_the_account_says_the_same_with_or_without_its_sums(answer):
    assert answer["test"]["dof"] == 1  # one total measured beside its parts
    assert [stage.get("parent") for stage in answer["stages"]][:3] == [None, "tri", "tri"]
    assert {"key": "robe", "label": "Robes", "parent": "textile"} in answer["matters"]


def test_a_family_of_matters_is_drawn_with_what_stands_in_it():
    assert len(read_sankey(MODEL, matter="textile").flows) == 8
    assert {one.matter for one in read_sankey(MODEL, matter="Robes").flows} == {"robe"}


def test_what_can_be_chosen_is_listed():
    choices = list_sankey_choices(MODEL)
    assert (choices.years, choices.levels) == ((2024,), 2)
    assert choices.matters == (("textile", "textile"), ("robe", "Robes"))
    assert {"t", "kg", "q"} <= set(choices.units)


def test_a_level_below_one_is_refused_and_one_too_deep_is_the_finest():
    with pytest.raises(InvalidInput, match="level 0"):
        read_sankey(MODEL, level=0)
    assert read_sankey(MODEL, level=9).level == 2
    assert read_sankey({"flows": MODEL["flows"]}, level=3).level is None


def test_a_unit_is_chosen_and_what_cannot_be_counted_in_it_is_said():
    document = {"flows": [*MODEL["flows"], entry("tri", OUTSIDE, 3, matter="eau", unit="m³")]}
    drawn, flows = draw(document, unit="kg")
    assert drawn.unit == "kg"
    assert flows["nord", "boutique", "textile"].value == 30_000
    assert "« eau »" in plain(drawn.notes[0])
    for unit, said in (("brouette", "inconnue"), ("MWh", "Aucun flux ne se compte en MWh")):
        with pytest.raises(InvalidInput) as caught:
            read_sankey(document, unit=unit)
        assert said in caught.value.for_user()


def test_a_model_is_reconciled_the_same_in_another_unit():
    model = build_flow_model(MODEL)
    converted, notes = convert_model(model, "kilos")
    assert not notes
    assert {flow.unit for flow in converted.flows} == {"kg"}
    there, here = (
        [flow.reconciled for flow in balance_model(one).reconciliation.flows]
        for one in (converted, convert_model(model, "t")[0])
    )
    assert there == pytest.approx([value * 1000 for value in here])


def test_the_sum_of_a_free_flow_is_free():
    free = FlowEstimate(value=4, low=0, high=10, is_free=True)
    found = add_estimates([FlowEstimate(value=5, standard_error=1), free])
    assert (found.is_free, found.value, found.low, found.high) == (True, 9, 5, 15)
    assert add_estimates([free, FlowEstimate(value=None)]).value is None


def test_a_detail_that_does_not_make_the_total_is_said():
    flows = [entry(OUTSIDE, "tri", 100), entry(OUTSIDE, "nord", 60), entry(OUTSIDE, "sud", 5)]
    notes = read_sankey({"flows": flows, "stages": MODEL["stages"]}).notes
    assert any("ne fait pas le total" in note for note in notes)


def write_book(path, stages):
    with xlsxwriter.Workbook(path) as book:
        for name, rows in {
            "Flux": [["De", "Vers", "Matière", "Unité", "Valeur"], ["a", "b", "robe", "t", 4]],
            "Maillons": stages,
            "Matières": [["Matière", "Nom", "Dans"], ["robe", "Robes", "textile"]],
        }.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_a_workbook_says_what_stands_in_what(tmp_path):
    rows = [["Maillon", "Nom", "Dans", "Famille"], ["a", "A", "c", ""], ["b", "", "", "Réemploi"]]
    model = read_flow_model(write_book(tmp_path / "flux.xlsx", rows))
    assert (model.parents, model.matter_parents) == ({"a": "c"}, {"robe": "textile"})
    assert (model.families, model.labels["robe"]) == ({"b": "Réemploi"}, "Robes")


def test_the_workbook_of_an_answer_says_it_again(tmp_path):
    model = build_flow_model(MODEL)
    path = tmp_path / "réponse.xlsx"
    path.write_bytes(render_workbook(balance_model(model).list_tables()))
    again = read_flow_model(path)
    assert again.parents == {"nord": "Tri", "sud": "Tri"}
    assert (again.matter_parents, again.families) == ({"Robes": "textile"}, model.families)
    assert again.mixing == model.mixing == ("boutique",)


def test_stages_that_stand_in_one_another_are_refused_with_their_cells(tmp_path):
    rows = [["Maillon", "Dans"], ["a", "b"], ["b", "a"]]
    with pytest.raises(InvalidInput) as caught:
        read_flow_model(write_book(tmp_path / "flux.xlsx", rows))
    assert "Maillons!B2, Maillons!B3" in caught.value.details[0]
    with pytest.raises(InvalidInput) as caught:
        build_flow_model({"flows": [], "stages": [{"key": "a", "parent": "a"}]})
    assert "stages[0]" in caught.value.details[0]
