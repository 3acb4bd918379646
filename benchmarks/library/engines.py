"""The engines compared: each takes sheets and answers the keys of the best ones."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from cases import FIELDS, list_field_texts

from maillon.domain.sheets import Sheet
from maillon.library.french import list_words
from maillon.reference.thesaurus import load_search_settings
from maillon.studies.searching import Entry, Library, open_library

__all__ = ["Search", "list_engines", "make_fts5", "make_maillon", "make_tantivy"]

Search = Callable[[str, int], list[str]]


def list_engines(sheets: Sequence[Sheet], folder: Path) -> dict[str, Search]:
    """Return every engine, over the same sheets and the same fields."""
    weights = [load_search_settings().fields[name] for name in FIELDS]
    return {
        "BM25 sans racinisation (FTS5)": make_fts5(sheets, [1.0] * len(FIELDS)),
        "BM25 sans racinisation, nos poids": make_fts5(sheets, weights),
        "tantivy, français par défaut": make_tantivy(sheets, {}),
        "tantivy, français, nos poids": make_tantivy(
            sheets, dict(zip(FIELDS, weights, strict=True))
        ),
        "FTS5 et notre normaliseur, nos poids": make_fts5(sheets, weights, _normalise),
        "Maillon": make_maillon(sheets, folder / "maillon.sqlite")[1],
    }


def make_maillon(sheets: Sequence[Sheet], path: Path) -> tuple[Library, Search]:
    """Return the library as a person uses it."""
    library = open_library(path)
    library.rebuild([Entry(sheet=sheet) for sheet in sheets])

    def search(query: str, limit: int) -> list[str]:
        return [hit.key for hit in library.search(query, limit=limit).hits]

    return library, search


def make_fts5(
    sheets: Sequence[Sheet],
    weights: Sequence[float],
    normalise: Callable[[str], str] = lambda text: text,
) -> Search:
    """Return the full-text engine of SQLite: accents folded, one word or another, BM25."""
    base = sqlite3.connect(":memory:")
    base.execute(
        f"CREATE VIRTUAL TABLE fts USING fts5({', '.join(FIELDS)}, "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    marks = ", ".join("?" * len(FIELDS))
    base.executemany(
        f"INSERT INTO fts VALUES ({marks})",
        (tuple(map(normalise, list_field_texts(sheet))) for sheet in sheets),
    )
    base.commit()
    order = f"bm25(fts, {', '.join(map(str, weights))})"

    def search(query: str, limit: int) -> list[str]:
        words = re.findall(r"\w+", normalise(query))
        match = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        if not match:
            return []
        rows = base.execute(
            f"SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY {order} LIMIT ?", (match, limit)
        )
        return [sheets[row[0] - 1].key for row in rows]

    return search


def make_tantivy(sheets: Sequence[Sheet], boosts: dict[str, float]) -> Search:
    """Return tantivy with the French tokenizer that it brings."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="fr_stem")
    builder.add_integer_field("place", stored=True)
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for place, sheet in enumerate(sheets):
        texts = dict(zip(FIELDS, list_field_texts(sheet), strict=True))
        writer.add_document(tantivy.Document(place=place, **texts))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(query: str, limit: int) -> list[str]:
        words = re.sub(r"[^\w\s]", " ", query)
        asked, _errors = index.parse_query_lenient(words, list(FIELDS), field_boosts=boosts)
        hits = searcher.search(asked, limit).hits
        return [sheets[searcher.doc(address)["place"][0]].key for _score, address in hits]

    return search


def _normalise(text: str) -> str:
    return " ".join(word.stem for word in list_words(text))
