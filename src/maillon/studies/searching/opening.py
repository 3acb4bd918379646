"""The library of sheets, open: what the workbench and the command use."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from maillon.domain.sheets import Sheet
from maillon.store.sheet_index import SheetIndex
from maillon.studies.home import prepare_home
from maillon.studies.searching.answers import (
    Context,
    Entry,
    Reader,
    SearchAnswer,
    SimilarSheet,
    StoredSheet,
)
from maillon.studies.searching.finding import find_sheets
from maillon.studies.searching.indexing import (
    AIDS,
    compute_fingerprint,
    list_lasting_entries,
    make_batch,
    read_sheet,
)
from maillon.studies.searching.language import make_aids
from maillon.studies.searching.resembling import find_duplicates, list_alike, list_suggested
from maillon.studies.searching.seeing import Sight, get_visible_doc

__all__ = ["Library", "open_home_library", "open_library"]

_PUBLIC = Reader()


class Library:
    """
    Sheets in one file, open for every thread of a process.

    Every question takes the reader: what this person may not see is not counted nor suggested.
    """

    def __init__(self, index: SheetIndex) -> None:
        self._index = index

    @property
    def fingerprint(self) -> str:
        """Return what the file was last made of; empty for a new file."""
        with self._index.reading() as view:
            return view.get_fingerprint()

    def search(
        self,
        query: str = "",
        *,
        filters: Mapping[str, Collection[str]] | None = None,
        reader: Reader = _PUBLIC,
        limit: int = 10,
        offset: int = 0,
    ) -> SearchAnswer:
        """
        Find sheets.

        Parameters
        ----------
        query
            Words; without any, every sheet, newest first.
        filters
            Values wanted by facet (see `FACETS`): one of them inside a facet, and every facet.

        Raises
        ------
        InvalidInput
            If a facet is unknown.
        """
        with self._index.reading() as view:
            sight = Sight(view, reader)
            return find_sheets(sight, query, filters or {}, limit=limit, offset=offset)

    def like(
        self, key: str, *, reader: Reader = _PUBLIC, limit: int = 5
    ) -> tuple[SimilarSheet, ...]:
        """
        Return the sheets most like one, with what they share.

        Raises
        ------
        InvalidInput
            If there is no such sheet for this reader.
        """
        with self._index.reading() as view:
            return list_alike(Sight(view, reader), key, limit=limit)

    def suggest(
        self, context: Context, *, reader: Reader = _PUBLIC, limit: int = 5
    ) -> tuple[SimilarSheet, ...]:
        """Return the sheets that suit where one works, with why."""
        with self._index.reading() as view:
            return list_suggested(Sight(view, reader), context, limit=limit)

    def find_duplicates(
        self, sheet: Sheet, *, reader: Reader = _PUBLIC, limit: int = 5
    ) -> tuple[SimilarSheet, ...]:
        """Return the sheets, other than the one of this key, that may be the same, with why."""
        with self._index.reading() as view:
            return find_duplicates(Sight(view, reader), sheet, limit=limit)

    def get(self, key: str, *, reader: Reader = _PUBLIC) -> StoredSheet:
        """
        Return a sheet.

        Raises
        ------
        InvalidInput
            If there is no such sheet for this reader.
        """
        with self._index.reading() as view:
            row = view.read_rows([get_visible_doc(Sight(view, reader), key)])[0]
            return StoredSheet(sheet=read_sheet(row.payload), owner=row.owner)

    def count(self, reader: Reader = _PUBLIC) -> int:
        """Return how many sheets this reader may see."""
        with self._index.reading() as view:
            return Sight(view, reader).sheet_count

    def list_entries(self) -> list[Entry]:
        """Return every sheet with its owner, hidden ones included."""
        with self._index.reading() as view:
            return [
                Entry(sheet=read_sheet(row.payload), owner=row.owner) for row in view.list_rows()
            ]

    def put(self, entries: Iterable[Entry]) -> int:
        """Add sheets, or replace those of the same key, together; return how many were given."""
        given = list(entries)
        if given:
            with self._index.reading() as view:
                averages = view.get_averages()
            self._index.put(make_batch(given, averages), make_aids)
        return len(given)

    def remove(self, keys: Iterable[str]) -> int:
        """Remove sheets; return how many there were."""
        return self._index.remove(list(keys))

    def rebuild(self, entries: Iterable[Entry], fingerprint: str = "") -> int:
        """
        Replace every sheet; who reads meanwhile sees the former ones until the end.

        Parameters
        ----------
        fingerprint
            What these sheets are (`compute_fingerprint`), to know later whether to do it again.
        """
        given = list(entries)
        self._index.rebuild(make_batch(given, {}), make_aids(), fingerprint=fingerprint)
        return len(given)

    def close(self) -> None:
        """Close the file for this thread."""
        self._index.close()


def open_library(path: Path) -> Library:
    """Open the file of an index, made empty when it is not there yet."""
    return Library(SheetIndex(path))


def open_home_library(home: Path | None = None) -> Library:
    """
    Open the sheets of a working folder.

    They are those that come with Maillon, the aids imported there, and those put in since. The
    first two are put in again when they have changed; the others stay.
    """
    library = open_library(prepare_home(home) / "library" / "home.sqlite")
    lasting = list_lasting_entries(home)
    fingerprint = compute_fingerprint(lasting)
    if fingerprint != library.fingerprint:
        own = [entry for entry in library.list_entries() if entry.owner not in {"", AIDS}]
        library.rebuild([*lasting, *own], fingerprint)
    return library
