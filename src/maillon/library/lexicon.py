"""The synonyms of the trade, ready to be recognised in a text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from maillon.library.french import list_words

__all__ = ["Concept", "Lexicon", "build_lexicon"]


@dataclass(frozen=True, slots=True)
class Concept:
    """
    Terms that are looked for together.

    Attributes
    ----------
    key
        Under which every one of them is indexed.
    terms
        As they are written.
    """

    key: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """
    The concepts.

    Attributes
    ----------
    by_first_stem
        Stems of each term with its concept, by the first of the stems.
    keys
        Of every concept.
    """

    by_first_stem: Mapping[str, Sequence[tuple[tuple[str, ...], Concept]]]
    keys: frozenset[str]

    def find_concepts(self, stems: Sequence[str]) -> Iterator[tuple[int, int, Concept]]:
        """Yield where a concept begins among the stems, where it ends (excluded), and which."""
        for start, first in enumerate(stems):
            for wanted, concept in self.by_first_stem.get(first, ()):
                end = start + len(wanted)
                if tuple(stems[start:end]) == wanted:
                    yield start, end, concept


def build_lexicon(groups: Iterable[Sequence[str]]) -> Lexicon:
    """Build the lexicon from groups of terms; a term may be of several groups."""
    by_first_stem: dict[str, list[tuple[tuple[str, ...], Concept]]] = {}
    for terms in groups:
        spelt = [tuple(word.stem for word in list_words(term)) for term in terms]
        concept = Concept("=" + "_".join(spelt[0]), tuple(terms))
        for stems in dict.fromkeys(spelt):
            by_first_stem.setdefault(stems[0], []).append((stems, concept))
    keys = {concept.key for listed in by_first_stem.values() for _stems, concept in listed}
    return Lexicon(by_first_stem, frozenset(keys))
