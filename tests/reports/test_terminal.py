import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.reports.sample import make_sample

from maillon.reports import render_text


def read(document, width):
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        render_text(document, console=console)
    return capture.get()


@pytest.mark.parametrize("width", [72, 100, 140])
def test_no_line_is_wider_than_the_terminal(width):
    lines = read(make_sample(actor_count=2000, verbosity=3), width).splitlines()
    assert max(map(cell_len, lines)) <= width


def test_sentences_come_first_then_stages_gaps_and_where_to_look_next():
    text = " ".join(read(make_sample(), 100).split())
    marks = [
        "La filière compte",
        "Établissements",
        "Ce qui manque ou tient à peu",
        "Pistes d’activité",
        "maillon explain",
    ]
    positions = [text.index(mark) for mark in marks]
    assert positions == sorted(positions)
    assert "données internes" in text


def test_a_wide_terminal_shows_more_columns():
    assert "Employeurs" not in read(make_sample(), 90)
    assert "Employeurs" in read(make_sample(), 140)


def test_a_withheld_workforce_is_said():
    assert "non publié" in read(make_sample(), 140)


def test_a_name_with_brackets_is_not_taken_for_a_style():
    document = make_sample()
    document["stages"][0]["label"] = "Tonte [red]"
    assert "Tonte [red]" in read(document, 100)
