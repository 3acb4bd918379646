"""How much a sheet says each term: BM25F, computed once, when the sheet is indexed."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillon.library.french import iter_chunks, make_singular
from maillon.library.lexicon import Lexicon
from maillon.reference.thesaurus import SearchSettings

__all__ = ["TermCounts", "average_lengths", "count_terms", "weigh_terms"]


@dataclass(frozen=True, slots=True)
class TermCounts:
    """
    Terms of one sheet.

    Attributes
    ----------
    by_field
        Times each stem, compound, family and concept stands in each field.
    lengths
        Words that count in each field.
    words
        Folded words in the singular, with their form as written and their stem.
    """

    by_field: Mapping[str, Counter[str]]
    lengths: Mapping[str, int]
    words: Mapping[str, tuple[str, str]]


def count_terms(texts: Mapping[str, Sequence[str]], lexicon: Lexicon) -> TermCounts:
    """Count the terms of the texts of a sheet."""
    words: dict[str, tuple[str, str]] = {}
    by_field: dict[str, Counter[str]] = {}
    lengths: dict[str, int] = {}
    for name, listed in texts.items():
        counted: Counter[str] = Counter()
        lengths[name] = sum(_count_text(text, lexicon, counted, words) for text in listed)
        by_field[name] = counted
    return TermCounts(by_field, lengths, words)


def _count_text(
    text: str, lexicon: Lexicon, counted: Counter[str], words: dict[str, tuple[str, str]]
) -> int:
    stems = []
    for chunk in iter_chunks(text):
        for word in chunk.words:
            stems.append(word.stem)
            counted[word.family] += 1
            words.setdefault(make_singular(word.form), (word.shown, word.stem))
        if chunk.compound:
            counted[chunk.compound] += 1
    counted.update(stems)
    # Once a place: « économie sociale » begins where « économie sociale et solidaire » does.
    found = {(start, concept.key) for start, _end, concept in lexicon.find_concepts(stems)}
    counted.update(key for _start, key in found)
    return len(stems)


def average_lengths(sheets: Sequence[TermCounts]) -> dict[str, float]:
    """Return the mean length of each field; 1 where every sheet leaves it empty."""
    totals: Counter[str] = Counter()
    for sheet in sheets:
        totals.update(sheet.lengths)
    return {name: total / len(sheets) or 1.0 for name, total in totals.items()}


def weigh_terms(
    counts: TermCounts, averages: Mapping[str, float], settings: SearchSettings
) -> dict[str, float]:
    """
    Return how much a sheet says each term, from 0 to 1.

    References
    ----------
    Robertson, Zaragoza and Taylor (2004), Simple BM25 extension to multiple weighted fields.
    """
    frequencies: defaultdict[str, float] = defaultdict(float)
    for name, counted in counts.by_field.items():
        relative = counts.lengths[name] / averages.get(name, 1.0)
        share = settings.fields[name] / (1 - settings.b + settings.b * relative)
        for term, count in counted.items():
            frequencies[term] += count * share
    return {
        term: round(weighted / (settings.k1 + weighted), 4)
        for term, weighted in frequencies.items()
    }
