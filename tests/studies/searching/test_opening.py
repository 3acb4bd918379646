"""Writing into the library: added, replaced, removed, made again, by several at once."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.studies.searching.conftest import ABROAD, ENTRIES, REUSE, WOOL

from maillon.domain.errors import InvalidInput
from maillon.domain.sheets import SheetKind
from maillon.domain.visibility import Visibility
from maillon.reference.experiences import list_sheets
from maillon.studies.searching import (
    Entry,
    Library,
    Reader,
    compute_fingerprint,
    list_bundled_entries,
    open_home_library,
    open_library,
)

ALL = Reader(levels=frozenset(Visibility))


def test_a_new_file_is_an_empty_library(tmp_path: Path) -> None:
    library = open_library(tmp_path / "new.sqlite")
    assert (library.count(), library.fingerprint, library.search("eau").total) == (0, "", 0)
    library.put([Entry(sheet=WOOL)])
    assert library.search("laine").total == 1
    assert library.search("mouton toison").total == 1


def test_a_sheet_put_again_is_replaced(library: Library) -> None:
    library.put([Entry(sheet=replace(WOOL, title="Exemple fictif : filer le chanvre", summary=""))])
    assert library.search("chanvre").hits[0].key == WOOL.key
    assert library.search("toisons").total == 0
    assert library.count() == 3


def test_a_removed_sheet_is_neither_found_nor_counted(library: Library) -> None:
    assert library.remove([WOOL.key, "absente"]) == 1
    assert library.search("toisons").total == 0
    assert all(
        value.count == 0 or value.value != "laine"
        for facet in library.search().facets
        for value in facet.values
    )
    library.put([Entry(sheet=WOOL)])
    assert library.search("toisons").total == 1


def test_adding_one_by_one_finds_what_a_rebuild_finds(tmp_path: Path, library: Library) -> None:
    other = open_library(tmp_path / "other.sqlite")
    for entry in ENTRIES:
        other.put([entry])
    for query in ("laine", "collecte", "ressourcerie eau", "exemple"):
        found = {hit.key for hit in other.search(query, reader=ALL).hits}
        assert found == {hit.key for hit in library.search(query, reader=ALL).hits}


def test_a_rebuild_forgets_the_rest(library: Library) -> None:
    assert library.rebuild([Entry(sheet=ABROAD)], "second") == 1
    assert library.fingerprint == "second"
    assert library.count(ALL) == 1
    assert library.search("toisons", reader=ALL).total == 0


def test_readers_see_the_former_sheets_until_the_rebuild_is_done(library: Library) -> None:
    with library._index.reading() as view:
        worker = threading.Thread(target=lambda: library.rebuild([Entry(sheet=ABROAD)], "second"))
        worker.start()
        worker.join()
        assert view.find_doc(WOOL.key) is not None
        assert view.get_fingerprint() == "first"
    assert library.search("toisons").total == 0


def test_what_another_process_wrote_is_seen(tmp_path: Path, library: Library) -> None:
    other = open_library(tmp_path / "folder" / "sheets.sqlite")
    assert other.search("toisons").total == 1
    library.remove([WOOL.key])
    assert other.search("toisons").total == 0


def test_a_rebuild_that_fails_changes_nothing(library: Library) -> None:
    def broken() -> object:
        yield Entry(sheet=ABROAD)
        raise RuntimeError("made up")

    with pytest.raises(RuntimeError):
        library.rebuild(broken(), "second")
    assert (library.fingerprint, library.count()) == ("first", 3)


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"not an index at all" * 100)
    with pytest.raises(InvalidInput) as caught:
        open_library(path).search("eau")
    assert "Supprimez" in caught.value.for_user()


def test_the_fingerprint_follows_the_sheets_and_their_owner() -> None:
    first = compute_fingerprint(ENTRIES)
    assert first == compute_fingerprint(list(ENTRIES))
    changed = [replace(ENTRIES[0], sheet=replace(WOOL, year=2022)), *ENTRIES[1:]]
    owned = [replace(ENTRIES[0], owner="someone"), *ENTRIES[1:]]
    assert len({first, compute_fingerprint(changed), compute_fingerprint(owned)}) == 3


def test_the_sheets_of_a_home_are_the_bundled_ones_and_what_was_put(home: Path) -> None:
    library = open_home_library(home)
    assert library.count(ALL) == len(list_sheets())
    library.put([Entry(sheet=REUSE, owner="someone")])
    library.rebuild(library.list_entries(), "of another version")
    again = open_home_library(home)
    assert again.count(ALL) == len(list_sheets()) + 1
    assert again.fingerprint == compute_fingerprint(list_bundled_entries())


def test_an_aid_that_is_imported_is_found_and_one_that_goes_is_not(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aid = replace(REUSE, key="aid-fictive-1", kind=SheetKind.AID, title="Aide zébulonesque fictive")
    monkeypatch.setattr("maillon.studies.aids.list_aid_sheets", lambda _home=None: (aid,))
    found = open_home_library(home).search("zébulonesque", reader=ALL)
    assert [hit.key for hit in found.hits] == ["aid-fictive-1"]
    monkeypatch.setattr("maillon.studies.aids.list_aid_sheets", lambda _home=None: ())
    assert open_home_library(home).search("zébulonesque", reader=ALL).hits == ()


def test_every_bundled_sheet_is_found_by_its_title(home: Path) -> None:
    library = open_home_library(home)
    lost = [
        sheet.key
        for sheet in list_sheets()
        if sheet.key not in {hit.key for hit in library.search(sheet.title, reader=ALL).hits}
    ]
    assert lost == []
