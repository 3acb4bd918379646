"""`maillon diagnose` in a word processor, on slides and as pictures."""

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from tests.cli.conftest import Run
from tests.studies.made_up_country import FILIERE, METROPOLIS

DIAGNOSE = ("diagnose", "--territory", METROPOLIS, "--filiere", FILIERE)


@pytest.mark.parametrize(
    ("output_format", "part"),
    [("docx", "word/document.xml"), ("pptx", "ppt/presentation.xml")],
)
def test_a_diagnosis_opens_in_an_office_program(
    run: Run, own_home: Path, tmp_path: Path, output_format: str, part: str
) -> None:
    assert own_home
    out = tmp_path / f"diagnostic.{output_format}"
    answer = run(*DIAGNOSE, "--format", output_format, "--out", out)
    assert (answer.code, answer.out) == (0, "")
    assert str(out) in answer.err
    with ZipFile(BytesIO(out.read_bytes())) as package:
        assert part in package.namelist()
        # The made-up country has contours: its map is a second picture.
        assert sum(name.endswith(".png") for name in package.namelist()) == 2


@pytest.mark.parametrize("output_format", ["docx", "pptx", "png"])
def test_a_form_that_no_screen_shows_asks_for_a_file(
    run: Run, own_home: Path, output_format: str
) -> None:
    assert own_home
    answer = run(*DIAGNOSE, "--format", output_format)
    assert (answer.code, answer.out) == (2, "")
    assert f"--out diagnostic.{output_format}" in answer.err


def test_the_chain_is_drawn_on_the_screen_or_in_a_file(
    run: Run, own_home: Path, tmp_path: Path
) -> None:
    assert own_home
    on_screen = run(*DIAGNOSE, "--format", "svg").out
    assert ET.fromstring(on_screen).tag.endswith("svg")  # noqa: S314 -- ours
    out = tmp_path / "chaine.svg"
    assert run(*DIAGNOSE, "--format", "svg", "--picture", "chain", "--out", out).code == 0
    assert out.read_text(encoding="utf-8").strip() == on_screen.strip()


@pytest.mark.parametrize("picture", ["chain", "map"])
def test_each_picture_is_written_as_an_image(
    run: Run, own_home: Path, tmp_path: Path, picture: str
) -> None:
    assert own_home
    out = tmp_path / f"{picture}.png"
    assert run(*DIAGNOSE, "--format", "png", "--picture", picture, "--out", out).code == 0
    assert out.read_bytes().startswith(b"\x89PNG")


def test_a_picture_asked_of_another_form_is_refused(run: Run, own_home: Path) -> None:
    assert own_home
    answer = run(*DIAGNOSE, "--format", "html", "--picture", "map")
    assert (answer.code, answer.out) == (2, "")
    assert "--format svg" in answer.err


def test_the_words_of_the_forms_are_translated(run: Run, own_home: Path) -> None:
    assert own_home
    answer = run("--lang", "en", *DIAGNOSE, "--format", "html", "--picture", "map")
    assert "chooses a drawing" in answer.err
