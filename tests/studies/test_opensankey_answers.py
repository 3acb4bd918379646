"""An OpenSankey file goes through the account and comes back with its results, all else kept."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.plain import plain
from tests.sources.opensankey.test_current_workbook import SHEETS
from tests.sources.opensankey.test_workbook import write_book

from maillon.domain.flows import OUTSIDE, Flow, FlowModel
from maillon.sources.opensankey import read_opensankey
from maillon.studies.flowing.balancing import balance_model
from maillon.studies.flowing.files import open_flow_file
from maillon.studies.flowing.opensankey_answers import (
    describe_left_out,
    fill_matter,
    fill_quality,
    fill_unit,
    fill_usual_uncertainty,
    render_answer,
)
from maillon.studies.flowing.reading import build_flow_model

REAL = Path(__file__).resolve().parents[2] / "../shared/data/opensankey/pommes_poires.xlsx"
DOCUMENT = {
    "couleurs": {"fictives": True},
    "nodes": {
        "I": {"name": "Importations"},
        "A": {"name": "Tri fictif", "x": 12},
        "B": {"name": "Four fictif", "has_material_balance": False},
    },
    "links": {
        "ia": {
            "idSource": "I",
            "idTarget": "A",
            "matter": "verre",
            "value": {"data_value": 10.0, "data_standard_error": 1.0},
        },
        "ab": {
            "idSource": "A",
            "idTarget": "B",
            "matter": "verre",
            "value": {"data_value": 12.0, "data_standard_error": 1.0, "note": "fictive"},
        },
    },
}


def close(path, *, form, quality="E2"):
    """Return what stands in a file once it went through the account."""
    model = open_flow_file(path, is_json=path.suffix == ".json", name=path.name).model
    balanced = balance_model(fill_quality(fill_unit(model, "t"), quality))
    again = path.parent / f"again.{form}"
    again.write_bytes(render_answer(path, balanced, form=form))
    return again


def test_only_the_results_of_a_json_change(tmp_path):
    path = tmp_path / "fictif.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    written = json.loads(close(path, form="json").read_text(encoding="utf-8"))
    for link in written["links"].values():
        assert link["value"].pop("result_value") == pytest.approx(11.0)
    assert written == DOCUMENT


def test_flows_of_maillon_are_written_for_opensankey_with_their_results(tmp_path):
    flows = [
        {"from": OUTSIDE, "to": "tri", "matter": "verre", "unit": "t", "value": 10.0},
        {"from": "tri", "to": OUTSIDE, "matter": "verre", "unit": "t", "value": 12.0},
    ]
    path = tmp_path / "flux.json"
    path.write_text(json.dumps({"flows": flows}), encoding="utf-8")
    document = read_opensankey(close(path, form="xlsx"))
    first, second = (link.values[0].result for link in document.links)
    assert first == pytest.approx(second)
    assert 10 < first < 12


def test_a_zero_is_certain_and_a_score_never_replaces_an_uncertainty():
    base = Flow(source="a", target="b", matter="verre", unit="t")
    flows = tuple(
        replace(base, **change)
        for change in ({"value": 0.0}, {"value": 5.0}, {"value": 5.0, "standard_error": 1.0}, {})
    )
    zero, scored, *others = fill_quality(FlowModel(flows=flows), "E2").flows
    assert (zero.value, zero.maximum) == (None, 0.0)
    assert scored.quality == "E2"
    assert others == list(flows[2:])


def test_what_the_account_does_not_use_is_said(tmp_path):
    path = write_book(tmp_path / "fictif.xlsx", **SHEETS)
    ways, ties = describe_left_out(path)
    assert "« Produits (2) »" in plain(ways)
    assert plain(ties).startswith("1 contrainte du fichier n'est pas lue")
    path = tmp_path / "fictif.json"
    path.write_text(json.dumps(DOCUMENT | {"ratio_flux_constraints": {"a": {}, "b": {}}}))
    assert plain(describe_left_out(path)[0]).startswith("2 contraintes")


def test_without_uncertainty_the_one_that_opensankey_supposes_is_taken():
    base = Flow(source="a", target="b", matter="verre", unit="t")
    flows = (replace(base, value=50.0), replace(base, value=5.0, standard_error=1.0))
    filled = fill_usual_uncertainty(FlowModel(flows=flows)).flows
    assert [one.standard_error for one in filled] == [pytest.approx(5.0), 1.0]


def test_what_has_no_unit_or_no_name_takes_the_one_that_is_said():
    flow = {"from": "a", "to": "b", "matter": "", "unit": "", "value": 1}
    model = build_flow_model({"flows": [flow, flow | {"unit": "kg", "matter": "verre"}]})
    assert [one.matter for one in fill_matter(model).flows] == ["matière non nommée", "verre"]
    assert [one.unit for one in fill_unit(model, "t").flows] == ["t", "kg"]


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="real data absent")
def test_the_published_example_comes_back_the_same(tmp_path):
    """Its results, taken as values, close: the account keeps them, to its own tolerance."""
    path = tmp_path / REAL.name
    path.write_bytes(REAL.read_bytes())
    before, after = read_opensankey(path), read_opensankey(close(path, form="xlsx"))
    results = [[link.values[0].result for link in one.links] for one in (before, after)]
    assert results[1] == pytest.approx(results[0], rel=1e-6)
    kept = tuple(
        replace(link, values=old.values)
        for link, old in zip(after.links, before.links, strict=True)
    )
    assert replace(after, links=kept) == before
