import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs/guide/exemple.ipynb"


def read_cells(kind: str) -> list[dict[str, Any]]:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == kind]


def test_the_notebook_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("MAILLON_HOME", str(tmp_path / "home"))
    names: dict[str, Any] = {}
    for cell in read_cells("code"):
        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)  # noqa: S102 - our page
    shown = capsys.readouterr().out
    assert "SCIC MOS-Laine" in shown  # a fact of the published guide
    assert "Tri des toisons : unobservable → present" in shown  # what the made-up list changed
    assert "dep:57 preparation 1" in shown
    assert not (tmp_path / "home").exists()  # nothing was written out of the throwaway folders


def test_the_notebook_is_of_the_known_format_and_holds_no_output() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(cell["outputs"] == [] for cell in read_cells("code"))


def test_every_actor_made_up_in_the_notebook_says_so() -> None:
    code = "\n".join("".join(cell["source"]) for cell in read_cells("code"))
    rows = [line for line in code.splitlines() if ";laine;" in line or ",NAFRev2," in line]
    assert len(rows) == 5
    assert all("exemple fictif" in row.lower() for row in rows)
