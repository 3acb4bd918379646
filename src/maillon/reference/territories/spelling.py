"""The words of the names that look like one that is in none of them."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import numpy as np
from numpy.typing import NDArray

from maillon.domain.territory import TerritoryKind
from maillon.domain.text import split_words
from maillon.reference.territories.index import list_units
from maillon.reference.territories.names import load_french_names
from maillon.reference.territories.word_index import get_word_index

__all__ = ["list_spellings"]

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_MOST, _LIKENESS = 3, 0.7
_LARGEST_DIFFERENCE = 2


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Words:
    """Words that begin alike, and how many times each letter stands in each."""

    words: list[str]
    letters: NDArray[np.int64]


def list_spellings(word: str) -> list[str]:
    """
    Return the known words that look most like a word, best first: itself when it is one.

    Notes
    -----
    The first letter is taken as right. Counting the letters in common leaves out, at once, the
    words that cannot be alike enough: comparing letter by letter is slow.
    """
    known = _load_words().get(word[0])
    if known is None:
        return []
    if word in known.words:
        return [word]
    lengths = known.letters.sum(axis=1)
    common = np.minimum(known.letters, _count_letters([word])).sum(axis=1)
    is_near = abs(lengths - len(word)) <= _LARGEST_DIFFERENCE
    may_suit = is_near & (2 * common >= _LIKENESS * (lengths + len(word)))
    near = [known.words[row] for row in np.flatnonzero(may_suit)]
    return get_close_matches(word, near, n=_MOST, cutoff=_LIKENESS)


@cache
def _load_words() -> dict[str, _Words]:
    """Return the words of the French names, départements and régions by first letter."""
    words = {word for word in get_word_index(load_french_names()).words if word}
    for kind in (TerritoryKind.DEPARTEMENT, TerritoryKind.REGION):
        for unit in list_units(kind).values():
            words.update(split_words(unit.name))
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words):
        by_letter.setdefault(word[0], []).append(word)
    return {
        letter: _Words(words=listed, letters=_count_letters(listed))
        for letter, listed in by_letter.items()
    }


def _count_letters(words: list[str]) -> NDArray[np.int64]:
    return np.array([[word.count(letter) for letter in _ALPHABET] for word in words])
