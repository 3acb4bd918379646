"""Write sheets into the index, and take them out, inside a transaction of the caller."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence

from maillon.store.sheet_rows import (
    Batch,
    SheetRecord,
    WordAids,
    add_posting,
    drop_from_posting,
    write_mapping,
)

__all__ = ["create_tables", "drop_sheets", "empty_tables", "write_aids", "write_batch"]

_TABLES = {
    "meta": "name TEXT PRIMARY KEY, value TEXT",
    "sheets": (
        "doc INTEGER PRIMARY KEY, key TEXT UNIQUE, owner TEXT, payload TEXT, "
        "terms TEXT, facets TEXT"
    ),
    "postings": "term TEXT PRIMARY KEY, docs BLOB, impacts BLOB",
    "facets": "name TEXT, value TEXT, docs BLOB, PRIMARY KEY (name, value)",
    "words": "word TEXT PRIMARY KEY, shown TEXT, stem TEXT",
    "deletions": "form TEXT, word TEXT, PRIMARY KEY (form, word)",
    "broader": "stem TEXT, broader TEXT, shown TEXT, share REAL, PRIMARY KEY (stem, broader)",
}
_NARROW = ("words", "deletions", "broader")


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables anew."""
    for name, columns in _TABLES.items():
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        ending = " WITHOUT ROWID" if name in _NARROW else ""
        connection.execute(f"CREATE TABLE {name} ({columns}){ending}")
    connection.execute("CREATE INDEX sheets_by_owner ON sheets (owner)")
    connection.execute("INSERT INTO meta VALUES ('generation', 0)")


def empty_tables(connection: sqlite3.Connection) -> None:
    """Forget every sheet, and what the index says of itself except its generation."""
    for name in _TABLES:
        if name != "meta":
            connection.execute(f"DELETE FROM {name}")
    connection.execute("DELETE FROM meta WHERE name <> 'generation'")


def write_aids(connection: sqlite3.Connection, aids: WordAids) -> None:
    """Write what is the same whatever the sheets."""
    connection.executemany(
        "INSERT OR REPLACE INTO broader VALUES (?, ?, ?, ?)",
        ((stem, *other) for stem, others in aids.broader.items() for other in others),
    )
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('aids', '1')")


def write_batch(connection: sqlite3.Connection, batch: Batch) -> None:
    """Add sheets whose keys are free."""
    first = connection.execute("SELECT coalesce(max(doc) + 1, 0) FROM sheets").fetchone()[0]
    numbered = list(enumerate(batch.records, start=first))
    connection.executemany(
        "INSERT INTO sheets VALUES (?, ?, ?, ?, ?, ?)",
        (
            (doc, one.key, one.owner, one.payload, write_mapping(one.terms), _write_facets(one))
            for doc, one in numbered
        ),
    )
    _write_postings(connection, numbered)
    _write_facet_rows(connection, numbered)
    _write_words(connection, batch)
    if batch.averages:
        connection.execute(
            "INSERT OR IGNORE INTO meta VALUES ('averages', ?)", (write_mapping(batch.averages),)
        )


def drop_sheets(connection: sqlite3.Connection, keys: Iterable[str]) -> int:
    """Take sheets out of every row that names them; return how many there were."""
    terms: dict[str, list[int]] = {}
    facets: dict[tuple[str, str], list[int]] = {}
    docs = []
    for key in dict.fromkeys(keys):
        row = connection.execute(
            "SELECT doc, terms, facets FROM sheets WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            continue
        docs.append(row[0])
        for term in json.loads(row[1]):
            terms.setdefault(term, []).append(row[0])
        for name, values in json.loads(row[2]).items():
            for value in values:
                facets.setdefault((name, value), []).append(row[0])
    _drop_from_postings(connection, terms)
    _drop_from_facets(connection, facets)
    connection.executemany("DELETE FROM sheets WHERE doc = ?", ((doc,) for doc in docs))
    return len(docs)


def _write_facets(record: SheetRecord) -> str:
    held = {name: list(dict.fromkeys(values)) for name, values in record.facets.items() if values}
    return write_mapping({**held, "owner": [record.owner]})


def _write_postings(
    connection: sqlite3.Connection, numbered: Sequence[tuple[int, SheetRecord]]
) -> None:
    docs: dict[str, list[int]] = {}
    impacts: dict[str, list[float]] = {}
    for doc, record in numbered:
        for term, impact in record.terms.items():
            docs.setdefault(term, []).append(doc)
            impacts.setdefault(term, []).append(impact)
    for term, numbers in docs.items():
        held = connection.execute(
            "SELECT docs, impacts FROM postings WHERE term = ?", (term,)
        ).fetchone()
        row = add_posting(held or (b"", b""), numbers, impacts[term])
        connection.execute("INSERT OR REPLACE INTO postings VALUES (?, ?, ?)", (term, *row))


def _write_facet_rows(
    connection: sqlite3.Connection, numbered: Sequence[tuple[int, SheetRecord]]
) -> None:
    docs: dict[tuple[str, str], list[int]] = {}
    for doc, record in numbered:
        for name, values in json.loads(_write_facets(record)).items():
            for value in values:
                docs.setdefault((name, value), []).append(doc)
    for pair, numbers in docs.items():
        held = _read_facet(connection, pair)
        row, _none = add_posting((held, b""), numbers, ())
        connection.execute("INSERT OR REPLACE INTO facets VALUES (?, ?, ?)", (*pair, row))


def _write_words(connection: sqlite3.Connection, batch: Batch) -> None:
    words = {word: known for one in batch.records for word, known in one.words.items()}
    connection.executemany(
        "INSERT OR IGNORE INTO words VALUES (?, ?, ?)",
        ((word, shown, stem) for word, (shown, stem) in words.items()),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO deletions VALUES (?, ?)",
        sorted((form, word) for word, forms in batch.deletions.items() for form in forms),
    )


def _drop_from_postings(connection: sqlite3.Connection, terms: dict[str, list[int]]) -> None:
    for term, docs in terms.items():
        held = connection.execute(
            "SELECT docs, impacts FROM postings WHERE term = ?", (term,)
        ).fetchone()
        row = drop_from_posting(held, docs)
        if row[0]:
            connection.execute(
                "UPDATE postings SET docs = ?, impacts = ? WHERE term = ?", (*row, term)
            )
        else:
            connection.execute("DELETE FROM postings WHERE term = ?", (term,))


def _drop_from_facets(
    connection: sqlite3.Connection, facets: dict[tuple[str, str], list[int]]
) -> None:
    for pair, docs in facets.items():
        held = _read_facet(connection, pair)
        row, _none = drop_from_posting((held, held), docs)
        if row:
            connection.execute(
                "UPDATE facets SET docs = ? WHERE name = ? AND value = ?", (row, *pair)
            )
        else:
            connection.execute("DELETE FROM facets WHERE name = ? AND value = ?", pair)


def _read_facet(connection: sqlite3.Connection, pair: Collection[str]) -> bytes:
    row = connection.execute(
        "SELECT docs FROM facets WHERE name = ? AND value = ?", tuple(pair)
    ).fetchone()
    return bytes(row[0]) if row else b""
