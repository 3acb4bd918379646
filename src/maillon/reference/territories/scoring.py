"""How well names answer the words of a search."""

from collections.abc import Sequence
from functools import cache
from math import log, log10

import numpy as np
from numpy.typing import NDArray

from maillon.domain.territory import TerritoryKind
from maillon.reference.territories.names import NameTable
from maillon.reference.territories.word_index import get_word_index, mark_kinds

__all__ = ["score_names"]

_LINK_WORDS = frozenset(
    ["A", "AU", "AUX", "D", "DE", "DES", "DU", "EN", "ET", "L", "LA", "LE", "LES"]
)
# Words that tell a kind of territory as much as a name.
_KIND_WORDS = {
    **dict.fromkeys(
        ["AGGLO", "AGGLOMERATION", "CA", "CC", "COMMUNAUTE", "COMMUNES", "CU", "EPCI", "INTERCO",
         "INTERCOMMUNALITE", "METROPOLE", "PAYS", "URBAINE"],
        TerritoryKind.EPCI,
    ),
    "COMMUNE": TerritoryKind.COMMUNE,
    "VILLE": TerritoryKind.COMMUNE,
    "DEPARTEMENT": TerritoryKind.DEPARTEMENT,
    "REGION": TerritoryKind.REGION,
}  # fmt: skip
# Part of a word's weight that counts, by how it is met.
_WHOLE, _BEGINNING, _AROUND, _KIND = 1.0, 0.7, 0.35, 0.8

Array = NDArray[np.float64]


def score_names(table: NameTable, words: Sequence[str]) -> Array:
    """Return how well each name answers, 0 when it lacks the rarest word."""
    content = [word for word in words if word not in _LINK_WORDS] or list(words)
    total = len(table.keys)
    scores, weights = np.zeros(total), 0.0
    complete = np.ones(total, dtype=bool)
    rarest, rarest_count = np.ones(total, dtype=bool), total + 1
    for word in content:
        met = _meet(table, word)
        count = int(np.count_nonzero(met))
        if not count and word not in _KIND_WORDS:
            return np.zeros(total)
        weight = log(1 + total / max(count, 1)) ** 2
        scores += weight * met
        weights += weight
        complete &= met > 0
        if 0 < count < rarest_count and (word not in _KIND_WORDS or len(content) == 1):
            rarest, rarest_count = met > 0, count
    if not weights:
        return scores
    scores = scores / weights + 0.15 * complete + _likeness(table, words, content)
    return np.where(rarest & (scores > 0), scores, 0.0)


def _meet(table: NameTable, word: str) -> Array:
    index = get_word_index(table)
    met = np.where(index.mark_around(word), _AROUND, 0.0)
    kind = _KIND_WORDS.get(word)
    if kind is not None:
        met[mark_kinds(table, [kind])] = _KIND
    if len(word) > 2 or word.isdigit():
        rows = index.find_beginning(word)
        met[rows] = np.maximum(met[rows], _BEGINNING)
    met[index.find_whole(word)] = _WHOLE
    return met


def _likeness(table: NameTable, words: Sequence[str], content: Sequence[str]) -> Array:
    import pyarrow.compute as pc

    lengths = get_word_index(table).name_lengths
    same = pc.equal(table.folded, " ".join(words)).to_numpy(zero_copy_only=False)
    too_long = 0.03 * np.maximum(lengths - len(content), 0)
    likeness: Array = 0.3 * same + 0.02 * _measure_populations(table) - too_long
    return likeness


@cache
def _measure_populations(table: NameTable) -> Array:
    return np.array([log10(people + 1) for people in table.populations])
