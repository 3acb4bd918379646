"""What the index of sheets holds, as values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Batch",
    "KnownWord",
    "Posting",
    "SheetRecord",
    "StoredRow",
    "WordAids",
    "add_posting",
    "drop_from_posting",
    "read_posting",
    "write_mapping",
]

_DOCS, _IMPACTS = np.dtype("<i4"), np.dtype("<f4")


@dataclass(frozen=True, slots=True, eq=False)
class Posting:
    """Numbers of the sheets that say a term, and how much each says it, from 0 to 1."""

    docs: NDArray[np.int32]
    impacts: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetRecord:
    """
    A sheet ready to be indexed.

    Attributes
    ----------
    owner
        Label of who put it there.
    payload
        The sheet itself, as text.
    terms
        How much it says each term.
    facets
        Its values by facet; `visibility` is one of them.
    words
        Folded words with their form as written and their stem: what typing errors are compared to.
    """

    key: str
    owner: str
    payload: str
    terms: Mapping[str, float]
    facets: Mapping[str, Sequence[str]]
    words: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """
    Sheets to write together.

    Attributes
    ----------
    averages
        Mean length of the fields, that later sheets are compared to; kept once.
    deletions
        For each folded word, its forms with a letter less.
    """

    records: Sequence[SheetRecord]
    averages: Mapping[str, float]
    deletions: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class WordAids:
    """Broader terms of a stem (stem, as written, share), the same whatever the sheets."""

    broader: Mapping[str, Sequence[tuple[str, str, float]]]


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A sheet as it was given, its number, and whose it is."""

    doc: int
    key: str
    owner: str
    payload: str


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word of some sheet: folded, as written, and its stem."""

    word: str
    shown: str
    stem: str


def read_posting(docs: bytes, impacts: bytes) -> Posting:
    """Return a posting from its row."""
    return Posting(np.frombuffer(docs, _DOCS), np.frombuffer(impacts, _IMPACTS))


def add_posting(
    held: tuple[bytes, bytes], docs: Sequence[int], impacts: Sequence[float]
) -> tuple[bytes, bytes]:
    """Return the row of a posting with more sheets, whose numbers are higher."""
    more = np.array(docs, _DOCS).tobytes(), np.array(impacts, _IMPACTS).tobytes()
    return held[0] + more[0], held[1] + more[1]


def drop_from_posting(held: tuple[bytes, bytes], docs: Sequence[int]) -> tuple[bytes, bytes]:
    """Return the row of a posting without some sheets."""
    posting = read_posting(*held)
    stays = ~np.isin(posting.docs, docs)
    return posting.docs[stays].tobytes(), posting.impacts[stays].tobytes()


def write_mapping(values: Mapping[str, object]) -> str:
    """Return values by name as text."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
