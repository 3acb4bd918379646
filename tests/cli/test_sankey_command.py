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
    assert root.attrib["role"] == "img"
    assert "1 flux dessiné" in plain(answer.output)
    assert "Année dessinée : 2024" in plain(answer.output)


def test_a_year_is_chosen(model, tmp_path):
    out = tmp_path / "flux.svg"
    assert call(model, "--out", out, "--year", 2023, "--matter", "Verre fictif").exit_code == 0
    assert "Exemple fictif, 2023" in out.read_text()


def test_a_matter_that_is_not_there_is_refused(model):
    assert isinstance(call(model, "--matter", "laine").exception, InvalidInput)
