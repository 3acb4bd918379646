"""The file that holds what sheets say, word by word: derived, it can be made again at any time."""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.store.sheet_facets import FacetTable, load_facets
from maillon.store.sheet_rows import Batch, KnownWord, Posting, StoredRow, WordAids, read_posting
from maillon.store.sheet_writing import (
    create_tables,
    drop_sheets,
    empty_tables,
    write_aids,
    write_batch,
)

__all__ = ["IndexView", "SheetIndex"]

# To raise when the tables change: a file of another form is emptied, and filled by who uses it.
_FORMAT = 1
_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA journal_size_limit=33554432",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA cache_size=-65536",
)
_PATIENCE_S = 30


class SheetIndex:
    """
    Sheets in one SQLite file, read and written by several threads and processes.

    Notes
    -----
    Each term has one row: the numbers of the sheets that say it, and how much each says it. Write-
    ahead logging lets readers see the file as it was until a writer is done.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._facets: FacetTable | None = None

    @contextmanager
    def reading(self) -> Iterator["IndexView"]:
        """
        Open the file as it is now; what others write meanwhile is not seen.

        Raises
        ------
        InvalidInput
            If the file is not an index, or is damaged.
        """
        with _failures_said(self.path):
            connection = self._connect()
            connection.execute("BEGIN")
            try:
                yield IndexView(connection, self._get_facets(connection))
            finally:
                connection.execute("ROLLBACK")

    def put(self, batch: Batch, make_aids: Callable[[], WordAids]) -> None:
        """
        Add sheets, or replace those of the same key, in one transaction.

        Parameters
        ----------
        make_aids
            Called only when the file is new.
        """
        with self._writing() as connection:
            if "aids" not in _read_meta(connection):
                write_aids(connection, make_aids())
            drop_sheets(connection, (record.key for record in batch.records))
            write_batch(connection, batch)

    def remove(self, keys: Collection[str]) -> int:
        """Remove sheets; return how many there were."""
        with self._writing() as connection:
            return drop_sheets(connection, keys)

    def rebuild(self, batch: Batch, aids: WordAids, *, fingerprint: str) -> None:
        """Replace everything in one transaction."""
        with self._writing() as connection:
            empty_tables(connection)
            write_aids(connection, aids)
            write_batch(connection, batch)
            connection.execute("INSERT INTO meta VALUES ('fingerprint', ?)", (fingerprint,))

    def close(self) -> None:
        """Close the connection of this thread."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with _failures_said(self.path):
            connection = self._connect()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def _connect(self) -> sqlite3.Connection:
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        # A connection that a fork carried over must not be used: each process opens its own.
        if held is None or self._local.process != os.getpid():
            held = _open(self.path)
            self._local.connection, self._local.process = held, os.getpid()
        return held

    def _get_facets(self, connection: sqlite3.Connection) -> FacetTable:
        generation = int(_read_meta(connection)["generation"])
        held = self._facets
        if held is None or held.generation != generation:
            held = self._facets = load_facets(connection, generation)
        return held


@dataclass(slots=True)
class IndexView:
    """The file at one moment."""

    _connection: sqlite3.Connection
    facets: FacetTable
    _postings: dict[str, Posting | None] = field(default_factory=dict)

    def get_fingerprint(self) -> str:
        """Return what the last rebuild was made of; empty before the first."""
        return _read_meta(self._connection).get("fingerprint", "")

    def get_averages(self) -> dict[str, float]:
        """Return the mean length of each field; none before the first sheet."""
        averages: dict[str, float] = json.loads(_read_meta(self._connection).get("averages", "{}"))
        return averages

    def read_postings(self, terms: Collection[str]) -> Mapping[str, Posting]:
        """Return the sheets of each term; a term that no sheet says is absent."""
        wanted = [term for term in dict.fromkeys(terms) if term not in self._postings]
        if wanted:
            self._postings.update(dict.fromkeys(wanted))
            for term, docs, impacts in self._connection.execute(
                f"SELECT term, docs, impacts FROM postings WHERE term IN ({_marks(wanted)})", wanted
            ):
                self._postings[term] = read_posting(docs, impacts)
        held = ((term, self._postings[term]) for term in terms)
        return {term: posting for term, posting in held if posting is not None}

    def read_posting(self, term: str) -> Posting | None:
        """Return the sheets of a term, if any says it."""
        if term not in self._postings:
            self.read_postings([term])
        return self._postings[term]

    def read_rows(self, docs: Sequence[int]) -> list[StoredRow]:
        """Return sheets by number, in the order asked for."""
        found = {
            row[0]: StoredRow(*row)
            for row in self._connection.execute(
                f"SELECT doc, key, owner, payload FROM sheets WHERE doc IN ({_marks(docs)})", docs
            )
        }
        return [found[doc] for doc in docs]

    def find_doc(self, key: str) -> int | None:
        """Return the number of a sheet."""
        row = self._connection.execute("SELECT doc FROM sheets WHERE key = ?", (key,)).fetchone()
        return None if row is None else int(row[0])

    def read_terms(self, doc: int) -> dict[str, float]:
        """Return how much a sheet says each of its terms."""
        row = self._connection.execute("SELECT terms FROM sheets WHERE doc = ?", (doc,)).fetchone()
        terms: dict[str, float] = json.loads(row[0])
        return terms

    def list_rows(self) -> list[StoredRow]:
        """Return every sheet."""
        return [
            StoredRow(*row)
            for row in self._connection.execute(
                "SELECT doc, key, owner, payload FROM sheets ORDER BY doc"
            )
        ]

    def list_docs_of(self, owners: Collection[str]) -> NDArray[np.int32]:
        """Return the numbers of the sheets of owners."""
        rows = self._connection.execute(
            f"SELECT docs FROM facets WHERE name = 'owner' AND value IN ({_marks(owners)})",
            tuple(owners),
        )
        return np.frombuffer(b"".join(row[0] for row in rows), np.dtype("<i4"))

    def find_near_words(self, forms: Collection[str]) -> list[KnownWord]:
        """Return the known words that share one of these forms, a letter deleted or none."""
        return [
            KnownWord(*row)
            for row in self._connection.execute(
                "SELECT DISTINCT words.word, shown, stem FROM deletions JOIN words USING (word) "
                f"WHERE form IN ({_marks(forms)}) ORDER BY words.word",
                tuple(forms),
            )
        ]

    def find_longer_words(self, beginning: str, *, limit: int) -> list[KnownWord]:
        """Return known words that begin so."""
        return [
            KnownWord(*row)
            for row in self._connection.execute(
                "SELECT word, shown, stem FROM words WHERE word > ? AND word < ? "
                "ORDER BY word LIMIT ?",
                (beginning, beginning + "\uffff", limit),
            )
        ]

    def read_broader(self, stem: str) -> list[tuple[str, str, float]]:
        """Return the broader terms of a stem: stem, as written, share."""
        return self._connection.execute(
            "SELECT broader, shown, share FROM broader WHERE stem = ? ORDER BY share DESC, broader",
            (stem,),
        ).fetchall()


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


@contextmanager
def _failures_said(path: Path) -> Iterator[None]:
    """Say in French what SQLite says of a file that cannot serve."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise InvalidInput(
                f"busy index {path}",
                user=_(
                    "La bibliothèque est en train d’être mise à jour. Réessayez dans un instant."
                ),
            ) from error
        raise InvalidInput(
            f"unusable index {path}: {error!r}",
            user=_(
                "L’index de la bibliothèque {name} ne peut pas servir ({reason}). Supprimez ce "
                "fichier : il sera refait."
            ).format(name=path, reason=error),
        ) from error


class _Connection(sqlite3.Connection):
    """Closed with the thread that opened it, or with the index."""

    def __del__(self) -> None:
        self.close()


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path,
        timeout=_PATIENCE_S,
        isolation_level=None,
        # Each thread has its own; only the end of one may close it from another.
        check_same_thread=False,
        factory=_Connection,
    )
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    for setting in _SETTINGS:
        connection.execute(setting)
    if _read_format(connection) == _FORMAT:
        return
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have done it while this one waited.
    if _read_format(connection) != _FORMAT:
        create_tables(connection)
        connection.execute(f"PRAGMA user_version = {_FORMAT}")
    connection.execute("COMMIT")


def _read_format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    return {name: str(value) for name, value in connection.execute("SELECT name, value FROM meta")}
