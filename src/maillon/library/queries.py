"""A query as slots: one a word, each with the ways by which a sheet may answer it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from maillon.library.french import Chunk, Word, iter_chunks, list_words
from maillon.library.lexicon import Concept, Lexicon
from maillon.reference.thesaurus import SearchSettings

__all__ = ["Path", "PathKind", "Slot", "TypedTerm", "read_query"]


class PathKind(StrEnum):
    """How a sheet answers a word."""

    WORD = "word"
    COMPOUND = "compound"
    SYNONYM = "synonym"
    FAMILY = "family"
    CORRECTION = "correction"
    BROADER = "broader"


@dataclass(frozen=True, slots=True)
class Path:
    """
    A way to a word.

    Attributes
    ----------
    weight
        Part of its score that a sheet found so keeps.
    shown
        What to call the term, where it differs from the word typed.
    """

    kind: PathKind
    term: str
    weight: float
    shown: str = ""


@dataclass(frozen=True, slots=True)
class TypedTerm:
    """A term of the trade in a query: its words as typed, and what else it is called."""

    words: tuple[Word, ...]
    concept: Concept

    @property
    def shown(self) -> str:
        """Return the words as typed."""
        return " ".join(word.shown for word in self.words)

    def list_others(self) -> tuple[str, ...]:
        """Return what else it is called."""
        own = [word.stem for word in self.words]
        return tuple(
            term for term in self.concept.terms if [word.stem for word in list_words(term)] != own
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """
    A word of the query; a sheet gets the best of its paths, never their sum.

    Attributes
    ----------
    terms
        Terms of the trade that the word is part of.
    """

    word: Word
    paths: tuple[Path, ...]
    terms: tuple[TypedTerm, ...] = ()

    def add(self, paths: Iterable[Path]) -> "Slot":
        """Return the slot with more paths."""
        return replace(self, paths=(*self.paths, *paths))


def read_query(text: str, lexicon: Lexicon, settings: SearchSettings) -> tuple[Slot, ...]:
    """Return the slots of a query; a word said twice counts once."""
    pairs = [(word, chunk) for chunk in iter_chunks(text) for word in chunk.words]
    words = [word for word, _chunk in pairs]
    terms: list[list[TypedTerm]] = [[] for _pair in pairs]
    for start, end, concept in lexicon.find_concepts([word.stem for word in words]):
        for place in range(start, end):
            terms[place].append(TypedTerm(tuple(words[start:end]), concept))
    slots = {
        word.stem: _make_slot(word, chunk, tuple(found), settings)
        for (word, chunk), found in reversed(list(zip(pairs, terms, strict=True)))
    }
    return tuple(reversed(slots.values()))


def _make_slot(
    word: Word, chunk: Chunk, terms: tuple[TypedTerm, ...], settings: SearchSettings
) -> Slot:
    weights = settings.paths
    paths = [Path(PathKind.WORD, word.stem, 1.0)]
    if chunk.compound:
        paths.append(Path(PathKind.COMPOUND, chunk.compound, weights["compound"]))
    paths += [Path(PathKind.SYNONYM, one.concept.key, weights["synonym"]) for one in terms]
    paths.append(Path(PathKind.FAMILY, word.family, weights["family"]))
    return Slot(word, tuple(paths), terms)
