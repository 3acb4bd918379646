"""Where each word stands among the names of a table: a search reads few of them."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.domain.territory import TerritoryKind
from maillon.reference.territories.names import NameTable

__all__ = ["WordIndex", "get_word_index", "mark_kinds"]

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
# Folded words are capitals and digits: this comes after every word that begins the same.
_LAST = "\uffff"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class WordIndex:
    """
    Rows of a table by word.

    Attributes
    ----------
    words
        Distinct words of the names, sorted.
    starts, rows
        Rows of the word of rank `n`: `rows[starts[n]:starts[n + 1]]`.
    context_words
        Words of each distinct context.
    context_numbers
        Context of each row.
    name_lengths
        Words in the name of each row.
    """

    words: Sequence[str]
    starts: IntArray
    rows: IntArray
    context_words: Sequence[Collection[str]]
    context_numbers: IntArray
    name_lengths: NDArray[np.float64]

    def find_whole(self, word: str) -> IntArray:
        """Return the rows whose name has the word."""
        rank = bisect_left(self.words, word)
        is_known = rank < len(self.words) and self.words[rank] == word
        return self._take(rank, rank + is_known)

    def find_beginning(self, letters: str) -> IntArray:
        """Return the rows of which a word of the name begins so."""
        first = bisect_left(self.words, letters)
        return self._take(first, bisect_left(self.words, letters + _LAST))

    def mark_around(self, word: str) -> BoolArray:
        """Tell the rows whose context has the word."""
        has_word = [word in words for words in self.context_words]
        return np.array(has_word, dtype=bool)[self.context_numbers]

    def _take(self, first: int, last: int) -> IntArray:
        return self.rows[self.starts[first] : self.starts[last]]


@cache
def get_word_index(table: NameTable) -> WordIndex:
    """Return the index of a table, made once."""
    import pyarrow.compute as pc

    split = pc.split_pattern(table.folded, " ")
    listed = pc.list_flatten(split).dictionary_encode()
    words, numbers = listed.dictionary.to_numpy(zero_copy_only=False), listed.indices.to_numpy()
    order = np.argsort(words)
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    word_ranks = ranks[numbers]
    contexts, context_numbers = _number(table.folded_contexts)
    return WordIndex(
        words=words[order].tolist(),
        starts=np.concatenate(([0], np.cumsum(np.bincount(word_ranks, minlength=len(order))))),
        rows=pc.list_parent_indices(split).to_numpy()[np.argsort(word_ranks, kind="stable")],
        context_words=[frozenset(context.split()) for context in contexts],
        context_numbers=context_numbers,
        name_lengths=pc.list_value_length(split).to_numpy().astype(float),
    )


def _number(texts: Any) -> tuple[list[str], IntArray]:  # noqa: ANN401 - Arrow publishes no types
    encoded = texts.dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int64)


def mark_kinds(table: NameTable, kinds: Collection[TerritoryKind]) -> BoolArray:
    """Tell the rows of these kinds."""
    marks = [_mark_kind(table, kind) for kind in kinds]
    return np.logical_or.reduce(marks, axis=0) if marks else np.zeros(len(table.kinds), dtype=bool)


@cache
def _mark_kind(table: NameTable, kind: TerritoryKind) -> BoolArray:
    return np.array([other is kind for other in table.kinds])
