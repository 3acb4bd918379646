"""The file of the index: what is written is read back, and nothing of what was removed."""

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from maillon.domain.errors import InvalidInput
from maillon.store.sheet_facets import make_bits
from maillon.store.sheet_index import SheetIndex
from maillon.store.sheet_rows import Batch, SheetRecord, WordAids

AIDS = WordAids({"chais": (("sieg", "sièges", 1.0),)})


def make_record(key: str, *, owner: str = "", **terms: float) -> SheetRecord:
    return SheetRecord(
        key=key,
        owner=owner,
        payload=f"fictive {key}",
        terms=terms,
        facets={"kind": ("experience",), "visibility": ("public",), "year": ("2020",)},
        words={word: (word, word) for word in terms},
    )


def make_batch(records: Iterable[SheetRecord]) -> Batch:
    listed = list(records)
    return Batch(records=listed, averages={"title": 3.0}, deletions={"laine": ("laine", "lane")})


@pytest.fixture
def index(tmp_path: Path) -> SheetIndex:
    """An index of two made-up sheets."""
    made = SheetIndex(tmp_path / "index.sqlite")
    made.put(
        make_batch([make_record("a", laine=0.5), make_record("b", laine=0.25, eau=1)]), lambda: AIDS
    )
    return made


def test_what_is_written_is_read_back(index: SheetIndex) -> None:
    with index.reading() as view:
        posting = view.read_postings(["laine", "absent"])["laine"]
        assert posting.docs.tolist() == [0, 1]
        assert posting.impacts.tolist() == [0.5, 0.25]
        assert [row.payload for row in view.read_rows([1, 0])] == ["fictive b", "fictive a"]
        assert view.read_terms(1) == {"laine": 0.25, "eau": 1}
        assert view.get_averages() == {"title": 3.0}
        assert view.read_broader("chais") == [("sieg", "sièges", 1.0)]
        assert [word.word for word in view.find_near_words(["lane"])] == ["laine"]
        assert [word.word for word in view.find_longer_words("lai", limit=5)] == ["laine"]
        assert view.facets.years.tolist() == [2020, 2020]


def test_a_sheet_put_again_leaves_nothing_of_the_former(index: SheetIndex) -> None:
    index.put(make_batch([make_record("b", verre=1.0)]), lambda: AIDS)
    with index.reading() as view:
        held = view.read_postings(["laine", "eau", "verre"])
        assert held["laine"].docs.tolist() == [0]
        assert "eau" not in held
        assert view.read_rows(held["verre"].docs.tolist())[0].key == "b"


def test_removing_counts_what_was_there(index: SheetIndex) -> None:
    assert index.remove(["a", "b", "c"]) == 2
    with index.reading() as view:
        assert (view.facets.rows, view.list_rows()) == ((), [])


def test_owners_find_their_own(index: SheetIndex) -> None:
    index.put(make_batch([make_record("c", owner="x"), make_record("d", owner="y")]), lambda: AIDS)
    with index.reading() as view:
        assert view.list_docs_of(["x", "y", "z"]).tolist() == [2, 3]
        assert "owner" not in view.facets.values


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 200])
def test_bits_hold_every_sheet(tmp_path: Path, size: int) -> None:
    index = SheetIndex(tmp_path / "sized.sqlite")
    index.rebuild(make_batch(make_record(str(one)) for one in range(size)), AIDS, fingerprint="f")
    mask = np.arange(size) % 3 == 0
    with index.reading() as view:
        bits = make_bits(mask)
        assert view.facets.list_docs(bits).tolist() == np.flatnonzero(mask).tolist()
        if size:
            assert view.facets.count(bits).tolist() == [int(mask.sum())] * 3
        assert view.get_fingerprint() == "f"


def test_writers_wait_for_one_another(index: SheetIndex) -> None:
    def put(name: str) -> None:
        for one in range(5):
            index.put(make_batch([make_record(f"{name}{one}", laine=0.1)]), lambda: AIDS)

    workers = [threading.Thread(target=put, args=(name,)) for name in "pqr"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with index.reading() as view:
        docs = view.read_postings(["laine"])["laine"].docs.tolist()
        assert len(docs) == 17
        assert docs == sorted(set(docs))


def test_a_file_of_another_form_is_emptied(index: SheetIndex) -> None:
    index.close()
    with sqlite3.connect(index.path) as base:
        base.execute("PRAGMA user_version = 999")
    base.close()
    with SheetIndex(index.path).reading() as view:
        assert (view.list_rows(), view.get_fingerprint()) == ([], "")


def test_a_file_that_is_busy_says_to_try_again(
    index: SheetIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillon.store.sheet_index._PATIENCE_S", 0)
    base = sqlite3.connect(index.path)
    base.execute("BEGIN IMMEDIATE")
    with pytest.raises(InvalidInput) as caught:
        SheetIndex(index.path).remove(["a"])
    base.close()
    assert "Réessayez" in caught.value.for_user()
