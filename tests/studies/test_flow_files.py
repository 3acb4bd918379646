"""Flows as files: what is written is read again the same; what is wrong is said with its cell."""

import json
from pathlib import Path

import pytest

from maillon.domain.errors import InvalidInput
from maillon.studies.flowing.entry import estimate_error, find_symbol, have_same_dimension
from maillon.studies.flowing.files import list_model_problems, open_flow_file, render_opensankey
from maillon.studies.flowing.reading import build_flow_model
from maillon.studies.flowing.sheets import (
    describe_flow_model,
    render_flow_template,
    render_flow_workbook,
)

MODEL = {
    "stages": [
        {"key": "tri", "label": "Tri"},
        {"key": "vente", "label": "Vente"},
        {"key": "a", "label": "Atelier", "parent": "vente", "mixes": "oui"},
    ],
    "flows": [
        {"from": "outside", "to": "tri", "matter": "Textile fictif", "unit": "t", "year": 2024,
         "value": 10.0, "standard_error": 1.0, "max": 20.0, "source": "=1+1"},
        {"from": "tri", "to": "a", "matter": "Textile fictif", "unit": "t", "year": 2024,
         "value": 4.0, "quality": "21231"},
        {"from": "a", "to": "outside", "matter": "Textile fictif", "unit": "t", "year": 2024},
    ],
    "yields": [{"stage": "tri", "matter": "Textile fictif", "to": "a", "share": 0.4}],
    "stock_changes": [{"stage": "tri", "matter": "Textile fictif", "unit": "t", "year": 2024}],
}  # fmt: skip


def _keep(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_workbook_read_again_says_the_same_by_its_labels(tmp_path: Path) -> None:
    path = _keep(tmp_path / "flux.xlsx", render_flow_workbook(MODEL))
    model = open_flow_file(path, is_json=False, name="flux").model
    assert [(flow.source, flow.target, flow.value) for flow in model.flows] == [
        ("outside", "Tri", 10.0),
        ("Tri", "Atelier", 4.0),
        ("Atelier", "outside", None),
    ]
    assert model.flows[0].reference == "=1+1"
    assert model.flows[1].quality == "21231"
    assert model.parents == {"Atelier": "Vente"}
    assert model.mixing == ("Atelier",)
    assert (len(model.yields), len(model.stock_changes)) == (1, 1)


def test_a_model_as_json_values_is_the_same_model() -> None:
    model = build_flow_model(MODEL)
    again = build_flow_model(json.loads(json.dumps(describe_flow_model(model))))
    assert again.flows == model.flows
    assert again.yields == model.yields
    assert again.parents == model.parents


@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_what_opensankey_receives_comes_back(form: str, tmp_path: Path) -> None:
    content = render_opensankey(MODEL, results=[10.0, 4.0, 4.0], form=form)
    path = _keep(tmp_path / f"flux.{form}", content)
    found = open_flow_file(path, is_json=form == "json", name="flux")
    assert [flow.value for flow in found.model.flows] == [10.0, 4.0, 4.0]
    assert any("résultat est repris" in note for note in found.notes)


def test_problems_come_with_their_cell_and_a_sound_model_has_none(tmp_path: Path) -> None:
    assert list_model_problems(build_flow_model(MODEL)) == ()
    wrong = {"flows": [{**MODEL["flows"][0], "value": -1.0, "unit": "brouette"}]}
    path = _keep(tmp_path / "faux.xlsx", render_flow_workbook(wrong))
    problems = list_model_problems(open_flow_file(path, is_json=False, name="faux").model)
    assert any(problem.startswith("Flux!F2") for problem in problems)
    assert any(problem.startswith("Flux!D2") for problem in problems)


def test_an_empty_template_has_the_columns_and_no_flow(tmp_path: Path) -> None:
    path = _keep(tmp_path / "modele.xlsx", render_flow_template())
    assert open_flow_file(path, is_json=False, name="modele").model.flows == ()


def test_a_file_that_is_no_json_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = _keep(tmp_path / "faux.json", b"[" * 100_000)
    with pytest.raises(InvalidInput) as refused:
        open_flow_file(path, is_json=True, name="faux.json")
    assert "n’est pas du JSON lisible" in refused.value.for_user()


def test_units_and_qualities_are_read_as_the_account_reads_them() -> None:
    assert find_symbol("tonnes par an") == "t"
    assert find_symbol("brouettes") == ""
    assert have_same_dimension("kg", "t")
    assert not have_same_dimension("kg", "m³")
    assert estimate_error(100.0, "E2") == pytest.approx(13.7)
    assert estimate_error(100.0, "faux") is None
