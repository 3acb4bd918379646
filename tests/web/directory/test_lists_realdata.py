"""A published list of thousands of lines, with errors made by hand in a copy."""

import csv
from pathlib import Path

import pytest
from tests.web.directory.list_files import make_import

from maillon.domain.jobs import SilentProgress
from maillon_web.directory.models import Actor, RowState
from maillon_web.directory.services import list_undoing, list_writing
from maillon_web.directory.services.list_preparing import prepare
from maillon_web.directory.services.list_rejects import iter_csv
from maillon_web.directory.services.list_undoing import undo_import
from maillon_web.directory.services.list_writing import apply

SIAE = Path(__file__).resolve().parents[3] / "../shared/data/siae/siae.csv"
SILENT = SilentProgress()


@pytest.fixture
def spoilt(tmp_path) -> bytes:
    """The list with a wrong SIRET, a name taken away and a commune that does not exist."""
    if not SIAE.exists():
        pytest.skip("no shared data here")
    with SIAE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    header = {name: place for place, name in enumerate(rows[0])}
    rows[10][header["siret"]] = "12345678901234"
    for name in ("name", "brand", "siret"):
        rows[20][header[name]] = ""
    rows[30][header["city"]] = "Ville qui n'existe pas"
    for name in ("post_code", "department", "longitude", "latitude"):
        rows[30][header[name]] = ""
    path = tmp_path / "spoilt.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path.read_bytes()


@pytest.mark.realdata
def test_a_published_list_enters_with_its_errors_named_and_nothing_lost(
    spoilt, filiere, people, monkeypatch, settings, tmp_path
):
    settings.UPLOADS_FOLDER = tmp_path
    for module in (list_writing, list_undoing):
        monkeypatch.setattr(module, "ask_refresh", lambda *_a, **_k: None)
    made = make_import(filiere, people.lead, spoilt, "siae.csv")
    counts = prepare(made, author=people.lead, progress=SILENT)
    assert sum(counts.values()) == made.summary["rows"] == 3_853
    assert counts["rejected"] == 1
    assert counts["new"] > 3_700

    lines = list(
        csv.DictReader("".join(iter_csv(made)).removeprefix("\ufeff").splitlines(), delimiter=";")
    )
    reasons = {line["Valeurs lues"]: line["Pourquoi"] for line in lines}
    assert "clé de contrôle" in reasons["12345678901234"]
    assert "Commune introuvable" in reasons["Ville qui n'existe pas"]
    assert [line["Suite donnée"] for line in lines].count("Refusée") == 1

    apply(made, author=people.lead, progress=SILENT)
    assert Actor.objects.count() == counts["new"]
    again = make_import(filiere, people.lead, spoilt, "siae.csv")
    counts = prepare(again, author=people.lead, progress=SILENT)
    assert counts["new"] == 0
    assert again.rows.filter(state=RowState.UPDATE).count() > 3_700
    made.refresh_from_db()
    undone = undo_import(made, author=people.lead, progress=SILENT)
    assert not undone.kept
    assert not Actor.objects.exists()
