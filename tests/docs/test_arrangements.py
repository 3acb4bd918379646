"""Nothing of the sources is lost: each arrangement has its row, and each row says true."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from maillon.domain.sheets import Sheet
from maillon.reference.experiences import list_sheets

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
STATES = {"here", "partly", "later"}
CAPABILITIES = [
    *(8, 13, *range(14, 23), 29, 30, 52, 53, 54),
    *(*range(58, 73), 75, 76, 77, 80, *range(85, 92), 104),
]
SPELLED = {"une trentaine": 30, "une quarantaine": 40, "cinq facteurs": 5, "dix filières": 10}
NUMBER = re.compile(r"-?\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?(?: ?M€)?")
EMPHASIS = re.compile(r"\*\*(.+?)\*\*")


def _load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "arrangements_page", ROOT / "scripts/arrangements_page.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _load_script()
DATA: dict[str, Any] = SCRIPT.load_data()
ROWS: list[dict[str, Any]] = [row for section in DATA["sections"] for row in section["rows"]]
EVERY: list[dict[str, Any]] = [*ROWS, *DATA["capabilities"]]
SHEETS = {sheet.key: sheet for sheet in list_sheets()}


@pytest.fixture(scope="module")
def notes() -> dict[str, list[tuple[str, str]]]:
    """Name and passage of each row of the reading notes, by sub-table."""
    path = SHARED / "notes/features.md"
    if not path.exists():
        pytest.skip("the reading notes are not beside the project")
    chapter = path.read_text(encoding="utf-8").split("\n## 5. ")[1].split("\n## ")[0]
    tables: dict[str, list[tuple[str, str]]] = {}
    for part in chapter.split("\n### ")[1:]:
        lines = [line for line in part.splitlines() if line.startswith("| ")]
        cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
        rows = [(row[0], f"{row[0]} : {row[1]}") for row in cells if row[0] != "Arrangement"]
        tables[part.split()[0]] = [(name.replace("*", ""), passage) for name, passage in rows]
    return tables


@pytest.mark.realdata
def test_every_arrangement_of_the_sources_has_its_row(
    notes: dict[str, list[tuple[str, str]]],
) -> None:
    assert sum(len(rows) for rows in notes.values()) > 70
    ours = {
        section["number"]: [row["row"] for row in section["rows"]] for section in DATA["sections"]
    }
    assert ours == {number: [name for name, _ in rows] for number, rows in notes.items()}


@pytest.mark.realdata
def test_no_figure_that_the_sources_stress_is_lost(
    notes: dict[str, list[tuple[str, str]]],
) -> None:
    passages = {name: passage for rows in notes.values() for name, passage in rows}
    lost = {}
    for row in ROWS:
        stressed = " ; ".join(EMPHASIS.findall(passages[row["row"]]))
        kept = {float(figure["value"]) for figure in row.get("figures", ())}
        if missing := _read_numbers(stressed) - kept:
            lost[row["row"]] = missing
    assert lost == {}


def test_a_figure_written_in_any_way_is_read() -> None:
    assert _read_numbers("**8 M€** et 8 000 m², 14,9 % ; une quarantaine, 0.3 ETP") == {
        *(8e6, 8000.0, 14.9, 40.0, 0.3)
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["row"])
def test_the_sheets_named_tell_the_figures(row: dict[str, Any]) -> None:
    told: set[float] = set()
    for key in row["sheets"]:
        told |= _list_numbers(SHEETS[key])
    figures = row.get("figures", ())
    assert [figure["text"] for figure in figures if figure["value"] not in told] == []


def test_every_arrangement_is_told_by_a_sheet_that_exists() -> None:
    assert [row["what"] for row in ROWS if not row["sheets"]] == []
    named = {key for row in ROWS for key in row["sheets"]}
    assert sorted(named - SHEETS.keys()) == []


def test_every_capability_followed_has_its_row() -> None:
    assert [row["row"] for row in DATA["capabilities"]] == CAPABILITIES


@pytest.mark.parametrize("row", EVERY, ids=lambda row: str(row["row"]))
def test_a_state_says_where_and_what_remains(row: dict[str, Any]) -> None:
    assert row["state"] in STATES
    if row["state"] != "later":
        assert row.get("pages"), "a thing that is there has a page"
    if row["state"] == "partly":
        assert row.get("how"), "say which part is there"
    assert bool(row.get("later")) is (row["state"] != "here"), "say what remains, or that all is"


def test_every_page_named_is_an_address_of_the_workbench() -> None:
    known = set(_iter_names(get_resolver()))
    assert sorted(DATA["pages"].keys() - known) == []
    used = {name for row in EVERY for name in row.get("pages", ())}
    assert used <= DATA["pages"].keys()
    assert sorted(DATA["pages"].keys() - used) == [], "a page that no row names"


def test_every_command_and_file_named_exists() -> None:
    from typer.main import get_command

    from maillon.cli.app import app

    commands = {command for row in EVERY for command in row.get("commands", ())}
    assert sorted(commands - set(_iter_commands("maillon", get_command(app)))) == []
    files = {path for row in EVERY for path in row.get("files", ())}
    assert [path for path in sorted(files) if not (ROOT / "src/maillon" / path).exists()] == []


def test_what_is_for_later_names_a_part_of_maillon() -> None:
    used = {room for row in EVERY if "later" in row for room in row["later"]["rooms"]}
    assert used == set(DATA["rooms"])


@pytest.mark.realdata
def test_the_parts_named_are_those_of_the_design() -> None:
    path = SHARED / "DESIGN.md"
    if not path.exists():
        pytest.skip("the design is not beside the project")
    drawn = re.findall(r"\b([a-z_]+)/", path.read_text(encoding="utf-8").split("\n## ")[2])
    assert sorted(set(DATA["rooms"]) - set(drawn)) == []


def test_every_arrangement_is_on_the_page_with_its_figures_and_sheets() -> None:
    page = SCRIPT.write_page(DATA)
    lines = {line.split(" | ")[0].removeprefix("| "): line for line in page.splitlines()}
    for row in ROWS:
        line = lines[row["what"]]
        words = [figure["text"] for figure in row.get("figures", ())]
        words += [f"`{key}`" for key in row["sheets"]]
        words += [DATA["pages"][name] for name in row.get("pages", ())]
        assert [word for word in words if word not in line] == []


def test_the_page_is_up_to_date() -> None:
    assert SCRIPT.main(["--check"]) == 0, "run: python scripts/arrangements_page.py"


def test_a_page_changed_by_hand_is_noticed_and_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(SCRIPT, "PAGE", tmp_path / "dispositifs.md")
    assert SCRIPT.main(["--check"]) == 1
    assert "arrangements_page.py" in capsys.readouterr().out
    assert SCRIPT.main([]) == 0
    assert SCRIPT.main(["--check"]) == 0


def _read_numbers(text: str) -> set[float]:
    found = {float(value) for word, value in SPELLED.items() if word in text}
    for written in NUMBER.findall(text):
        factor = 10**6 if written.endswith("M€") else 1
        digits = re.sub(r"[^\d.,-]", "", written).replace(",", ".")
        found.add(float(digits) * factor)
    return found


def _list_numbers(sheet: Sheet) -> set[float]:
    """Return what a sheet tells in numbers: neither its key, nor its passage, nor its links."""
    numbers = {float(figure.value) for figure in sheet.figures if figure.value is not None}
    numbers |= {float(figure.year) for figure in sheet.figures if figure.year is not None}
    words = [sheet.title, sheet.summary, sheet.budget, *sheet.results, str(dict(sheet.details))]
    words += [f"{figure.label} {figure.note}" for figure in sheet.figures]
    return numbers | _read_numbers(" ; ".join(words))


def _iter_commands(path: str, command: object) -> Iterator[str]:
    yield path
    for name, part in getattr(command, "commands", {}).items():
        yield from _iter_commands(f"{path} {name}", part)


def _iter_names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _iter_names(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}"
