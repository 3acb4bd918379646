"""From the words typed to the slots that are looked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from maillon.library.french import make_singular
from maillon.library.queries import Path, PathKind, Slot, read_query
from maillon.library.spelling import SHORTEST, is_one_edit_away, list_deletions
from maillon.reference.thesaurus import load_search_settings
from maillon.store.sheet_rows import KnownWord
from maillon.studies.searching.answers import Correction, SynonymUse
from maillon.studies.searching.language import get_lexicon
from maillon.studies.searching.seeing import Sight

__all__ = ["Understood", "understand"]

_MOST_CORRECTIONS, _MOST_LONGER, _MOST_BROADER = 3, 40, 12
_DIRECT = (PathKind.WORD, PathKind.COMPOUND, PathKind.SYNONYM)


@dataclass(frozen=True, slots=True)
class Understood:
    """
    A query, with every path by which sheets that the reader may see answer it.

    Attributes
    ----------
    unknown
        Words that nothing answers.
    broadened
        Words said too rarely, with the broader terms looked for as well.
    """

    slots: tuple[Slot, ...]
    corrections: tuple[Correction, ...]
    synonyms: tuple[SynonymUse, ...]
    broadened: tuple[SynonymUse, ...]
    unknown: tuple[str, ...]


def understand(query: str, sight: Sight) -> Understood:
    """Read a query; a word that too few sheets say is mended or broadened."""
    slots = read_query(query, get_lexicon(), load_search_settings())
    sight.view.read_postings([path.term for slot in slots for path in slot.paths])
    completed = [_complete(slot, sight) for slot in slots]
    return Understood(
        slots=tuple(completed),
        corrections=tuple(Correction(*use) for use in _iter_shown(completed, PathKind.CORRECTION)),
        synonyms=tuple(_iter_synonyms(completed, sight)),
        broadened=tuple(SynonymUse(*use) for use in _iter_shown(completed, PathKind.BROADER)),
        unknown=tuple(slot.word.shown for slot in completed if not _count_most(slot.paths, sight)),
    )


def _complete(slot: Slot, sight: Sight) -> Slot:
    """Add broader terms to a rare word, and the nearest words to an unknown one."""
    settings = load_search_settings()
    direct = _count_most((path for path in slot.paths if path.kind in _DIRECT), sight)
    # « seconde main » is one thing: what a hand is a kind of is not looked for.
    if direct >= settings.rarely or any(len(term.words) > 1 for term in slot.terms):
        return slot
    broader = [
        Path(PathKind.BROADER, stem, min(1.0, settings.paths["broader"] * share), shown)
        for stem, shown, share in sight.view.read_broader(slot.word.stem)[:_MOST_BROADER]
    ]
    sight.view.read_postings([path.term for path in broader])
    widened = slot.add([path for path in broader if _count_most([path], sight)])
    return (
        widened if _count_most(widened.paths, sight) else slot.add(_iter_corrections(slot, sight))
    )


def _iter_corrections(slot: Slot, sight: Sight) -> Iterator[Path]:
    """Yield the nearest known words, said most first: one letter away, or else longer."""
    typed, weight = make_singular(slot.word.form), load_search_settings().paths["correction"]
    if len(typed) < SHORTEST or typed.isdigit():
        return
    near = sight.view.find_near_words(list_deletions(typed))
    known = _rank([one for one in near if is_one_edit_away(typed, one.word)], sight)
    if not known:
        known = _rank(sight.view.find_longer_words(typed, limit=_MOST_LONGER), sight)
    for one in known[:_MOST_CORRECTIONS]:
        yield Path(PathKind.CORRECTION, one.stem, weight, one.shown)


def _rank(words: list[KnownWord], sight: Sight) -> list[KnownWord]:
    """Return the words that the reader may meet, one a stem, said most first."""
    sight.view.read_postings([one.stem for one in words])
    counted = {one.stem: (-_count_term(one.stem, sight), one.word, one) for one in reversed(words)}
    return [one for count, _word, one in sorted(counted.values(), key=_by_count) if count]


def _by_count(entry: tuple[int, str, KnownWord]) -> tuple[int, str]:
    return entry[0], entry[1]


def _count_most(paths: Iterable[Path], sight: Sight) -> int:
    """Return how many sheets answer by the path that most answer by."""
    return max((_count_term(path.term, sight) for path in paths), default=0)


def _count_term(term: str, sight: Sight) -> int:
    return sight.count_saying(sight.view.read_posting(term))


def _iter_shown(slots: Iterable[Slot], kind: PathKind) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each word that has paths of a kind, and what they are called."""
    for slot in slots:
        shown = tuple(path.shown for path in slot.paths if path.kind is kind)
        if shown:
            yield slot.word.shown, shown


def _iter_synonyms(slots: Iterable[Slot], sight: Sight) -> Iterator[SynonymUse]:
    """Yield the terms of the trade looked for, when a sheet says one of them."""
    terms = {term.concept.key: term for slot in slots for term in slot.terms}
    for key, term in terms.items():
        if _count_term(key, sight):
            yield SynonymUse(term.shown, term.list_others())
