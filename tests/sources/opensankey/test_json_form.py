"""OpenSankey's JSON: values under their data tags, and everything else kept."""

import json

import pytest

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE, Flow, FlowModel, StockChange
from maillon.sources.opensankey import (
    from_flow_model,
    list_other_dimensions,
    list_results,
    read_json,
    read_workbook,
    render_json,
    render_workbook,
    to_flow_model,
)


def tagged(year, **leaf):
    return {"datatag_group": "unite", "kt": {"tags": {"methode": [year]}, **leaf}}


DOCUMENT = {
    "format_version": 1,
    "dataTags": {
        "territoire": {"tags": {"ici": {"selected": True}, "ailleurs": {"selected": False}}},
        "annee": {"tags": {"2019-20": {"selected": True}, "2023": {"selected": False}}},
    },
    "nodes": {
        "Vigne": {
            "name": "Vigne fictive",
            "tags": {"type de noeud": ["secteur"]},
            "has_material_balance": False,
            "x": 12,
        },
        "Raisin": {"name": "Raisin fictif", "tags": {"type de noeud": ["produit"]}},
        "RaisinNoir": {"name": "Noir", "dimensions": {"couleur": {"parent_name": "Raisin"}}},
        "RaisinVieux": {"name": "V", "dimensions": {"a": {"parent_name": "Raisin", "level": 2}}},
    },
    "links": {
        "a": {
            "idSource": "Vigne",
            "idTarget": "Raisin",
            "local": {"color": "red"},
            "value": {
                "datatag_group": "territoire",
                "ici": {
                    "datatag_group": "annee",
                    "2019-20": tagged("x", data_value=100.0, data_uncertainty=10.0),
                    "2023": tagged("y", result_value=80.0),
                },
                "ailleurs": {"datatag_group": "annee", "2023": tagged("z", data_value=7.0)},
            },
        },
        "b": {"idSource": "Vigne", "idTarget": "RaisinNoir", "value": {"data_value": 5.0}},
        "c": {"idSource": "Vigne", "idTarget": "Raisin", "value": {"data_value": "inconnu"}},
    },
}


def test_what_is_read_is_written_again_key_for_key():
    assert json.loads(render_json(read_json(json.dumps(DOCUMENT)))) == DOCUMENT


def test_every_year_is_kept_and_the_selected_territory():
    document = read_json(json.dumps(DOCUMENT))
    flows = to_flow_model(document).flows
    assert [(flow.year, flow.unit, flow.value) for flow in flows] == [
        (2019, "kt", 100.0),
        (2023, "kt", None),
        (None, "", 5.0),
        (None, "", None),
    ]
    assert flows[0].standard_error == pytest.approx(10.0)
    assert {flow.matter for flow in flows} == {"Raisin fictif", ""}
    assert list_results(document) == (None, 80.0, None, None)


def test_a_node_cut_in_two_ways_is_read_in_one():
    """Colour and age say the same grapes twice: the first way that the file shows is read."""
    document = read_json(json.dumps(DOCUMENT))
    assert to_flow_model(document).parents == {"RaisinNoir": "Raisin"}
    assert to_flow_model(document).matter_parents == {}  # « Noir » is not said to be a product
    assert list_other_dimensions(document) == ("a",)
    hidden = {**DOCUMENT, "levelTags": {"couleur": {"activated": False}, "a": {"activated": True}}}
    other = read_json(json.dumps(hidden))
    assert to_flow_model(other).parents == {"RaisinVieux": "Raisin"}
    assert len(to_flow_model(other).flows) == len(to_flow_model(document).flows) - 1


def test_three_levels_go_to_opensankey_and_come_back_in_both_forms(tmp_path):
    flows = tuple(
        Flow(source=OUTSIDE, target=end, matter="verre fictif", unit="t", value=5, standard_error=1)
        for end in ("quai", "nord", "sud", "tri")
    )
    parents = {"quai": "nord", "nord": "tri", "sud": "tri"}
    model = FlowModel(flows=flows, parents=parents, labels={"tri": "Tri fictif"})
    document = from_flow_model(model, outside_name="Hors")
    assert [(node.key, node.level) for node in document.nodes] == [
        *(("tri", 1), ("nord", 2), ("quai", 3), ("sud", 2), ("Hors", 1))
    ]
    there = to_flow_model(read_json(render_json(document)), outside=["Hors"])
    assert there.parents == parents
    path = tmp_path / "niveaux.xlsx"
    path.write_bytes(render_workbook(document))
    book = to_flow_model(read_workbook(path), outside=["Hors"])
    assert book.parents == {"quai": "nord", "nord": "Tri fictif", "sud": "Tri fictif"}
    assert [flow.value for flow in book.flows] == [flow.value for flow in there.flows] == [5] * 4


def test_what_comes_from_a_part_of_the_outside_is_said_once():
    nodes = {"I": {"name": "Importations"}, "U": {"dimensions": {"d": {"parent_name": "I"}}}}
    links = [("I", "S", 9.0), ("U", "S", 9.0), ("U", "T", 2.0)]
    document = {
        "nodes": nodes | {"S": {}, "T": {}},
        "links": {
            f"{source}{target}": {
                "idSource": source,
                "idTarget": target,
                "value": {"data_value": value},
            }
            for source, target, value in links
        },
    }
    flows = to_flow_model(read_json(json.dumps(document)), outside=["I"]).flows
    assert [(flow.source, flow.target) for flow in flows] == [(OUTSIDE, "S"), (OUTSIDE, "T")]


def test_the_flows_of_maillon_go_to_opensankey_and_come_back():
    flows = (
        Flow(
            source=OUTSIDE,
            target="tri",
            matter="verre",
            unit="t",
            year=2024,
            value=10,
            standard_error=1.0,
            maximum=20,
        ),
        Flow(source="tri", target=OUTSIDE, matter="verre", unit="t", year=2024, minimum=2.0),
    )
    change = StockChange(stage="tri", matter="verre", unit="t", year=2024)
    model = FlowModel(flows=flows, labels={"tri": "Tri fictif"}, stock_changes=(change,))
    text = render_json(from_flow_model(model, results=[11.0, 9.0], outside_name="Hors"))
    there = read_json(text)
    back = to_flow_model(there, outside=["Hors"])
    assert [
        (flow.source, flow.target, flow.matter, flow.value, flow.standard_error, flow.year)
        for flow in back.flows
    ] == [
        (flow.source, flow.target, flow.matter, flow.value, flow.standard_error, flow.year)
        for flow in flows
    ]
    assert [(flow.minimum, flow.maximum) for flow in back.flows] == [(0, 20), (2, None)]
    assert back.labels["tri"] == "Tri fictif"
    assert {one.stage for one in back.stock_changes} >= {"tri"}
    assert list_results(there) == (11.0, 9.0)


@pytest.mark.parametrize("text", ["{", "[]", '{"nodes": {}}', '{"nodes": {"a": 1}, "links": {}}'])
def test_what_is_not_opensankey_is_refused(text):
    with pytest.raises(InvalidInput, match=r"JSON|node"):
        read_json(text)


def test_odd_parts_are_left_aside():
    odd = {
        "dataTags": {"g": 3, "h": {"tags": {"x": 1}}},
        "nodes": {
            "A": {"tags": [1], "dimensions": {"d": None}},
            "B": {"tags": {"Type de noeud": 1}},
        },
        "links": {
            "l": {
                "idSource": "A",
                "idTarget": "B",
                "value": {"datatag_group": "g", "x": 5, "y": {"data_value": True}},
            },
            "m": {"idSource": "A", "idTarget": "B", "value": {"datatag_group": "h", "x": {}}},
        },
    }
    flows = to_flow_model(read_json(json.dumps(odd))).flows
    assert [flow.value for flow in flows] == [None, None, None]


def test_a_link_without_its_node_is_named():
    text = json.dumps({"nodes": {"A": {}}, "links": {"l": {"idSource": "A", "idTarget": "B"}}})
    with pytest.raises(InvalidInput) as caught:
        read_json(text)
    assert "« B »" in caught.value.details[0].replace("\u202f", " ").replace("\u00a0", " ")
