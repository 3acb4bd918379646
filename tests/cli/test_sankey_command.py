"""`maillon flows sankey`, before it has its place among the commands."""

import json
from xml.etree import ElementTree as ET

import pytest
import typer
from tests.plain import plain
from typer.testing import CliRunner

from maillon.cli.sankey import sankey
from maillon.domain.errors import InvalidInput

FLOWS = [
    {
        "from": "outside",
        "to": "tri",
        "matter": "verre fictif",
        "unit": "t",
        "value": 9,
        "year": 2023,
    },
    {"from": "tri", "to": "four", "matter": "verre fictif", "unit": "t", "value": 8, "year": 2024},
]


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "fictif.json"
    path.write_text(json.dumps({"title": "Exemple fictif", "flows": FLOWS}))
    return path


def call(*words):
    app = typer.Typer()
    app.command()(sankey)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_drawing_goes_to_the_file_and_its_words_to_the_screen(model, tmp_path):
    out = tmp_path / "flux.svg"
    answer = call(model, "--out", out)
    assert answer.exit_code == 0
    root = ET.fromstring(out.read_text())  # noqa: S314 -- ours
    assert root.attrib["role"] == "group"
    assert "1 flux dessiné" in plain(answer.output)
    assert "Année dessinée : 2024" in plain(answer.output)


def test_a_year_is_chosen(model, tmp_path):
    out = tmp_path / "flux.svg"
    assert call(model, "--out", out, "--year", 2023, "--matter", "Verre fictif").exit_code == 0
    assert "Exemple fictif, 2023" in out.read_text()


def test_a_matter_that_is_not_there_is_refused(model):
    assert isinstance(call(model, "--matter", "laine").exception, InvalidInput)


def test_a_level_and_a_unit_are_chosen(tmp_path):
    stages = [{"key": "quai fictif", "parent": "tri"}]
    flows = [
        {**flow, "year": 2024, "to": end} for flow in FLOWS[:1] for end in ("quai fictif", "tri")
    ]
    path = tmp_path / "niveaux.json"
    path.write_text(json.dumps({"flows": flows, "stages": stages}))
    answer = call(path, "--level", 1, "--unit", "kg")
    assert "9 000 kg" in plain(answer.output)
    assert "Niveau dessiné : 1 sur 2" in plain(answer.output)
    assert ">quai fictif<" not in answer.output
    assert ">quai fictif<" in call(path, "--level", 2).output


def test_a_picture_or_a_table_is_written_when_its_name_asks_for_one(model, tmp_path):
    out = tmp_path / "flux.png"
    assert call(model, "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    table = tmp_path / "flux.csv"
    assert call(model, "--out", table).exit_code == 0
    head, row = table.read_text(encoding="utf-8").splitlines()
    assert head.startswith("from,to,matter,value")
    assert row.startswith("tri,four,verre fictif,8")
    wrong = call(model, "--out", tmp_path / "flux.pdf").exception
    assert isinstance(wrong, InvalidInput)
    assert ".svg, .png ou .csv" in wrong.for_user()
