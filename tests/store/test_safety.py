import json
import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple

import duckdb
import pyarrow as pa
import pytest
from filelock import FileLock
from tests.store.conftest import PLACES, UNITS
from tests.store.made_up_stock import COMMUNES, FORMS, import_rows, place, write_parquet

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon.domain.provenance import Provenance
from maillon.sources.sirene import build_plan
from maillon.store import Store
from maillon.store.catalogue import load_catalogue


def snapshot(home):
    return sorted(path.relative_to(home) for path in home.rglob("*") if path.is_file())


class Stopper:
    """Stops at the n-th word it hears."""

    def __init__(self, after: int) -> None:
        self.left = after

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt

    def start(self, label, total=None):
        self._count()

    def advance(self, amount):
        self._count()

    def finish(self):
        self._count()


@pytest.mark.parametrize("after", range(0, 9, 2))
def test_an_import_stopped_by_the_person_changes_nothing(store, home, tmp_path, after):
    before = snapshot(home)
    table = store.read_establishments()
    path = write_parquet(tmp_path / "autre.parquet", PLACES[:2])
    plan = build_plan("sirene-etablissements", path)
    with pytest.raises(KeyboardInterrupt):
        store.ingest([plan], forms=FORMS, current_communes=COMMUNES, progress=Stopper(after))
    assert snapshot(home) == before
    assert store.read_establishments().sort_by("siret").equals(table.sort_by("siret"))


def test_a_second_import_is_refused_while_one_is_under_way(store, home):
    with (
        FileLock(home / "import.lock"),
        pytest.raises(InvalidInput, match="another import") as caught,
    ):
        store.write_dataset(
            "liste-a", pa.table({"a": [1]}), provenance=Provenance(key="liste-a", label="a")
        )
    assert "Un import est déjà en cours" in caught.value.for_user()


def test_remains_of_a_killed_import_leave_at_the_next_one(store, home, tmp_path):
    dead = home / "store" / "sirene-etablissements" / "2026-07-01-dead"
    spill = home / "tmp" / "dead"
    for folder in (dead, spill):
        folder.mkdir(parents=True)
        (folder / "rows.parquet").write_bytes(b"half")
    assert len(store.read_establishments()) == 7
    store.write_dataset(
        "liste-a", pa.table({"a": [1]}), provenance=Provenance(key="liste-a", label="a")
    )
    assert not dead.exists()
    assert not spill.exists()
    assert len(store.read_establishments()) == 7


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from maillon.sources.sirene import build_plan
from maillon.store import Store
from tests.store.made_up_stock import COMMUNES, FORMS
class Sleeper:
    def start(self, label, total=None):
        print("started", flush=True)
        if "communes" in label or "commune" in label:
            import time; time.sleep(60)
    def advance(self, amount): pass
    def finish(self): pass
plan = build_plan("sirene-etablissements", Path(sys.argv[2]))
Store(Path(sys.argv[1])).ingest([plan], forms=FORMS, current_communes=COMMUNES, progress=Sleeper())
"""


def test_a_killed_import_leaves_the_former_data_readable_and_the_lock_free(store, home, tmp_path):
    root = os.fspath(__import__("pathlib").Path(__file__).resolve().parents[2])
    path = write_parquet(tmp_path / "autre.parquet", PLACES[:2])
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(home), str(path), root],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([root, f"{root}/src"])},
    )
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and len(list((home / "tmp").glob("*"))) == 0:
            time.sleep(0.05)
        process.kill()
        process.wait()
    assert len(store.read_establishments()) == 7
    import_rows(store, tmp_path, places=PLACES[:2])
    assert len(store.read_establishments()) == 2
    assert list((home / "tmp").glob("*")) == []


def test_a_disk_known_to_be_too_small_is_refused_before_any_work(home, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1, 1, 0))
    with pytest.raises(InvalidInput, match="disk full") as caught:
        import_rows(Store(home), tmp_path, places=PLACES)
    assert "place sur le disque" in caught.value.for_user()
    assert "0,1 Go" in caught.value.for_user()


@pytest.mark.parametrize(
    "failure",
    [
        duckdb.IOException('Could not write file "x": No space left on device'),
        OSError(28, "No space left on device"),
    ],
)
def test_a_disk_filled_half_way_changes_nothing(store, home, tmp_path, monkeypatch, failure):
    def fail(*arguments, **names):
        raise failure

    before = snapshot(home)
    monkeypatch.setattr("maillon.store.ingestion.execute_long", fail)
    with pytest.raises(InvalidInput, match="disk full"):
        import_rows(store, tmp_path, places=PLACES[:1])
    assert snapshot(home) == before


def test_a_defect_stays_visible_and_changes_nothing(store, home, tmp_path, monkeypatch):
    def fail(*arguments, **names):
        raise ZeroDivisionError

    before = snapshot(home)
    monkeypatch.setattr("maillon.store.store.count_activities", fail)
    with pytest.raises(ZeroDivisionError):
        import_rows(store, tmp_path, places=PLACES[:1])
    assert snapshot(home) == before


def test_a_parquet_damaged_in_the_middle_is_refused(store, home, tmp_path):
    rows = [place(f"{number:09d}00011", "23096") for number in range(100_000_000, 100_020_000)]
    path = write_parquet(tmp_path / "grand.parquet", rows)
    content = bytearray(path.read_bytes())
    content[1000 : len(content) // 2] = bytes(len(content) // 2 - 1000)
    path.write_bytes(content)
    before = snapshot(home)
    plan = build_plan("sirene-etablissements", path)
    with pytest.raises(InvalidInput, match="cannot read") as caught:
        store.ingest([plan], forms=FORMS, current_communes=COMMUNES)
    assert "grand.parquet" in caught.value.for_user()
    assert snapshot(home) == before


def test_both_files_come_into_force_together_or_not_at_all(home, tmp_path):
    store = Store(home)
    with pytest.raises(InvalidInput, match="no usable row"):
        import_rows(
            store,
            tmp_path,
            places=PLACES,
            units=[row | {"etatAdministratifUniteLegale": "C"} for row in UNITS],
        )
    assert not store.has("sirene-etablissements")


def test_a_damaged_catalogue_is_told(home):
    home.mkdir()
    for content in ("{", json.dumps({"version": 99, "datasets": {}}), "[]"):
        (home / "catalogue.json").write_text(content)
        with pytest.raises(InconsistentData) as caught:
            load_catalogue(home)
        assert "catalogue.json" in caught.value.for_user()


def test_the_catalogue_says_no_path_of_the_machine(store, home):
    content = (home / "catalogue.json").read_text("utf-8")
    assert str(home) not in content
    assert str(home.parent) not in content
