"""The one French normaliser: every text that is searched and every query passes through it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from maillon.domain.text import fold

__all__ = [
    "FAMILY",
    "NORMALISER_VERSION",
    "Chunk",
    "Word",
    "iter_chunks",
    "list_words",
    "make_singular",
    "read_chunk",
    "split_chunks",
    "stem",
    "strip_suffix",
]

# Before the family of a stem, so that it is no stem.
FAMILY = "~"
# To raise when a word may come out otherwise: an index made before must be made again.
NORMALISER_VERSION = 2

# Apostrophes, hyphens, middle dots and dots hold the parts of one chunk together.
_CHUNK = re.compile(r"[^\W_]+(?:['’\-‐‑·•.][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_ELIDED = frozenset(
    ("l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")
)
_STOPPED = """
ai ainsi alors apres as au aucun aucune aujourd auquel aussi autre autres aux avaient avait
avant avec avez avoir avons ayant car ce ceci cela celle celles celui ces cet cette ceux chaque
chez comme comment dans de depuis des donc dont du duquel elle elles en encore entre es est et
etaient etait etant ete etes etre eu eux fait font hui il ils je la le les leur leurs lors
lorsque lui mais me meme memes mes moi mon ne ni nos notre nous on ont ou par parce pas pendant
peu peut peuvent plus pour pourquoi puis puisque quand que quel quelle quelles quels qui quoi sa
se sera seront ses si son sont sous sur ta tandis te tel telle telles tels tes toi ton tous tout
toute toutes tres tu un une vos votre vous
"""
_STOP_WORDS = frozenset(_STOPPED.split())
_IRREGULAR_PLURALS = {
    "baux": "bail",
    "coraux": "corail",
    "emaux": "email",
    "materiaux": "materiau",
    "soupiraux": "soupirail",
    "travaux": "travail",
    "vantaux": "vantail",
    "vitraux": "vitrail",
    "yeux": "oeil",
}
# Cut, « siège » would be taken for SIEG.
_WHOLE = frozenset({"siege"})
_SHORTEST_PLURAL, _SHORTEST_MARKED, _SHORTEST_FAMILY = 4, 5, 4
# What the stemmer leaves of the endings that derive a word from another: -ation, -age, -eur…
_ENDINGS = """
abilite abl ag al anc ance ant at ateu ation atric el ement emen enc ent erie eri et eu eur eus
i ibl if iqu is isat isateu isation isatric ism issement ist it ition iti iv ivit oi oir trice
tric ur ution
"""
_DERIVING = tuple(sorted(_ENDINGS.split(), key=len, reverse=True))


class Word(NamedTuple):
    """
    A word that counts.

    Attributes
    ----------
    form
        Folded.
    stem, family
        Under which it is indexed: its own, and that of the words derived from the same.
    shown
        As it is written.
    """

    form: str
    stem: str
    family: str
    shown: str


class Chunk(NamedTuple):
    """
    Signs that stand together in a text.

    Attributes
    ----------
    words
        Those that count; none for a stop word.
    compound
        Stem under which « bio-déchets » meets « biodéchets »; empty for a simple word.
    terms
        Everything it is indexed under.
    """

    words: tuple[Word, ...]
    compound: str
    terms: frozenset[str]


def stem(word: str) -> str:
    """
    Return what a folded word has in common with its plural, its feminine and its participles.

    Notes
    -----
    Savoy's minimal French stemmer with three changes. The plural goes first, also from short
    words, so that « laine » and « laines » always meet. The feminine goes before the final r:
    « maraîcher » meets « maraîchère ». Since accents are folded, é goes like e.

    References
    ----------
    Savoy (1999), A stemming procedure and stopword list for general French corpora, JASIS 50.
    """
    single = make_singular(word)
    if single in _WHOLE:
        return single
    if len(single) < _SHORTEST_MARKED or single[-1].isdigit():
        return single
    bare = single[:-1] if single[-1] == "e" else single
    if len(bare) > _SHORTEST_MARKED and bare[-1] == "r":
        bare = bare[:-1]
    if len(bare) >= _SHORTEST_MARKED and bare[-1] == "e":
        bare = bare[:-1]
    if len(bare) >= _SHORTEST_MARKED and bare[-1] == bare[-2]:
        bare = bare[:-1]
    return bare


def make_singular(word: str) -> str:
    """Return a folded word without the mark of its plural."""
    if word in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[word]
    if len(word) < _SHORTEST_PLURAL:
        return word
    if word.endswith("aux") and len(word) > _SHORTEST_PLURAL and word[-4] not in "ey":
        return word[:-2] + "l"
    return word[:-1] if word[-1] in "sx" else word


def strip_suffix(word_stem: str) -> str:
    """
    Return the family of a stem: « mutualiser » and « mutualisation » are of one family.

    It is rougher than the stem, and what it finds counts less.
    """
    for ending in _DERIVING:
        if word_stem.endswith(ending) and len(word_stem) - len(ending) >= _SHORTEST_FAMILY:
            return word_stem[: -len(ending)]
    return word_stem


def split_chunks(text: str) -> Iterator[re.Match[str]]:
    """Yield the chunks of a text where they stand."""
    return _CHUNK.finditer(text)


@lru_cache(maxsize=1 << 16)
def read_chunk(chunk: str) -> Chunk:
    """Return the words of a chunk: « l'eau » gives « eau », « E.S.S. » gives « ess »."""
    written = [part for part in _PART.findall(chunk) if fold(part)]
    if len(written) > 1 and all(len(part) == 1 for part in written):
        written = ["".join(written)]
    parts = [fold(part).lower() for part in written]
    elided = 0
    while elided < len(parts) - 1 and parts[elided] in _ELIDED:
        elided += 1
    words = tuple(
        _make_word(part, shown)
        for part, shown in zip(parts[elided:], written[elided:], strict=True)
        if _counts(part)
    )
    compound = _join(parts[elided:]) if len(words) == 2 == len(parts) - elided else ""
    terms = {term for word in words for term in (word.stem, word.family)}
    return Chunk(words, compound, frozenset(terms | {compound} - {""}))


def _make_word(part: str, shown: str) -> Word:
    word_stem = stem(part)
    return Word(part, word_stem, FAMILY + strip_suffix(word_stem), _show(shown))


def _show(part: str) -> str:
    """Return a word as it is shown: an acronym keeps its capitals."""
    return part if part.isupper() else part.lower()


def _counts(part: str) -> bool:
    return part not in _STOP_WORDS and (len(part) > 1 or part.isdigit())


def _join(parts: list[str]) -> str:
    return "" if any(part.isdigit() for part in parts) else stem("".join(parts))


def iter_chunks(text: str) -> Iterator[Chunk]:
    """Yield the chunks that hold a word that counts, in the order of the text."""
    for found in _CHUNK.findall(text):
        chunk = read_chunk(found)
        if chunk.words:
            yield chunk


def list_words(text: str) -> list[Word]:
    """Return the words of a text that count, in order."""
    return [word for chunk in iter_chunks(text) for word in chunk.words]
