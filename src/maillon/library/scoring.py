"""Add up what each sheet says of the words of a query."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from maillon.library.queries import Path, Slot

__all__ = ["Said", "measure_rarity", "rank", "score_slot", "score_slots"]

Scores = NDArray[np.float32]


class Said(Protocol):
    """The sheets that say a term, and how much each says it."""

    @property
    def docs(self) -> NDArray[np.int32]:
        """Numbers of the sheets."""

    @property
    def impacts(self) -> NDArray[np.float32]:
        """From 0 to 1."""


def measure_rarity(sheet_count: int, saying_count: int) -> float:
    """Return what a term is worth: the fewer sheets say it, the more it tells (BM25)."""
    return math.log(1 + (sheet_count - saying_count + 0.5) / (saying_count + 0.5))


def score_slots(
    slots: Iterable[Slot], postings: Mapping[str, Said], *, size: int, sheet_count: int
) -> Scores:
    """Return the score of each sheet by number: the sum over words of the best path to each."""
    total = np.zeros(size, np.float32)
    for slot in slots:
        said = [path for path in slot.paths if path.term in postings]
        if len(said) == 1:
            _add(total, said[0], postings, sheet_count)
        elif said:
            total += score_slot(said, postings, size=size, sheet_count=sheet_count)
    return total


def score_slot(
    paths: Sequence[Path], postings: Mapping[str, Said], *, size: int, sheet_count: int
) -> Scores:
    """Return the score of each sheet for one word: its best path."""
    best = np.zeros(size, np.float32)
    for path in paths:
        found = postings.get(path.term)
        if found is not None:
            values = found.impacts * _value(path, found, sheet_count)
            best[found.docs] = np.maximum(best[found.docs], values)
    return best


def rank(scores: Scores, docs: NDArray[np.int64], *, first: int, limit: int) -> NDArray[np.int64]:
    """Return some sheets from the best down, from rank `first`; equal ones by number."""
    wanted = first + limit
    values = scores[docs]
    if len(docs) > wanted > 0:
        lowest = np.partition(values, len(docs) - wanted)[len(docs) - wanted]
        kept = values >= lowest
        docs, values = docs[kept], values[kept]
    order = np.lexsort((docs, -values))
    return docs[order[first:wanted]]


def _add(total: Scores, path: Path, postings: Mapping[str, Said], sheet_count: int) -> None:
    found = postings[path.term]
    total[found.docs] += found.impacts * _value(path, found, sheet_count)


def _value(path: Path, found: Said, sheet_count: int) -> np.float32:
    return np.float32(path.weight * measure_rarity(sheet_count, len(found.docs)))
