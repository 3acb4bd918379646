"""Find a territory from what a person types: words in any order, without accents, or a code."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from maillon.domain.language import translate as _
from maillon.domain.territory import Territory, TerritoryKind
from maillon.domain.text import split_words
from maillon.reference.territories.keys import find_by_code, find_by_key, make_commune
from maillon.reference.territories.names import NameTable, load_foreign_names, load_french_names
from maillon.reference.territories.post_codes import list_post_code_communes

__all__ = ["TerritoryHit", "search_territories"]

# What a town outside France loses against one of the same name in France.
_FAR = 0.1
_ABBREVIATIONS = {"ST": "SAINT", "STE": "SAINTE"}


@dataclass(frozen=True, kw_only=True, slots=True)
class TerritoryHit:
    """
    One answer of a search.

    Attributes
    ----------
    key, name, kind, population
        The territory, as `get_territory(key)` gives it.
    context
        Where it is, in words; for a former commune, which one it was.
    """

    key: str
    name: str
    kind: TerritoryKind
    population: int
    context: str


def search_territories(
    text: str, *, kinds: Collection[TerritoryKind | str] | None = None, limit: int = 10
) -> list[TerritoryHit]:
    """
    Return the territories that a text may mean, best first.

    Parameters
    ----------
    text
        Code, key, post code, or words of a name and of where it is, in any order.
    kinds
        Kinds to look among; all of them when `None`.
    limit
        Most answers returned.

    Notes
    -----
    Each word weighs by its rarity among the names, so that "pays de langres" finds Langres before
    the many names with "pays". When a word is in no name, its nearest spellings are tried.
    """
    wanted = None if kinds is None else {TerritoryKind(kind) for kind in kinds}
    hits = _list_by_code(text)
    words = [_ABBREVIATIONS.get(word, word) for word in split_words(text)]
    hits += _list_by_words(words, wanted, limit=limit * 4) if words else []
    unique = {hit.key: hit for hit in reversed(hits) if wanted is None or hit.kind in wanted}
    ordered = [hit for hit in hits if unique.get(hit.key) is hit]
    return ordered[:limit]


def _list_by_code(text: str) -> list[TerritoryHit]:
    found = find_by_key(text) or find_by_code(text)
    hits = [_describe(found)] if found else []
    for code in list_post_code_communes(text.strip()):
        commune = make_commune(code)
        if commune is not None:
            hits.append(_describe(commune))
    return hits


def _describe(territory: Territory) -> TerritoryHit:
    table = load_foreign_names() if territory.kind is TerritoryKind.PLACES else load_french_names()
    return _make_hit(table, table.keys.index(territory.key), called="")


def _make_hit(table: NameTable, row: int, *, called: str) -> TerritoryHit:
    context = table.contexts[row]
    if called and table.kinds[row] is TerritoryKind.COMMUNE:
        context = _("{context} ; ancienne commune : {name}").format(context=context, name=called)
    return TerritoryHit(
        key=table.keys[row],
        name=table.names[row],
        kind=table.kinds[row],
        population=table.populations[row],
        context=context,
    )


def _list_by_words(
    words: Sequence[str], kinds: set[TerritoryKind] | None, *, limit: int
) -> list[TerritoryHit]:
    tables = []
    if kinds is None or kinds != {TerritoryKind.PLACES}:
        tables.append(load_french_names())
    if kinds is None or TerritoryKind.PLACES in kinds:
        tables.append(load_foreign_names())
    hits = _rank(tables, words, kinds, limit=limit)
    if hits:
        return hits
    # Each spelling in turn gives its best answer, then its second…
    spellings = [known for word in words if (known := _list_spellings(word))]
    if not spellings:
        return []
    most = max(len(known) for known in spellings)
    tries = [[known[min(turn, len(known) - 1)] for known in spellings] for turn in range(most)]
    ranked = [_rank(tables, corrected, kinds, limit=limit) for corrected in tries]
    return [hit for turn in zip_longest(*ranked) for hit in turn if hit is not None]


def _rank(
    tables: Iterable[NameTable],
    words: Sequence[str],
    kinds: set[TerritoryKind] | None,
    *,
    limit: int,
) -> list[TerritoryHit]:
    # Numeric libraries load only for those who search.
    import numpy as np

    from maillon.reference.territories.scoring import score_names
    from maillon.reference.territories.word_index import mark_kinds

    ranked: list[tuple[float, int, TerritoryHit]] = []
    for table in tables:
        scores = score_names(table, words)
        if table.kinds[0] is TerritoryKind.PLACES:
            scores = np.where(scores > 0, scores - _FAR, scores)
        if kinds is not None:
            scores = np.where(mark_kinds(table, kinds), scores, 0)
        found = np.flatnonzero(scores > 0)
        for row in found[np.argsort(-scores[found], kind="stable")][:limit]:
            hit = _make_hit(table, int(row), called=table.called[row])
            ranked.append((float(scores[row]), hit.population, hit))
    ranked.sort(key=lambda entry: (-entry[0], -entry[1]))
    return [hit for _score_, _population, hit in ranked]


@lru_cache(maxsize=4096)
def _list_spellings(word: str) -> list[str]:
    from maillon.reference.territories.spelling import list_spellings

    return list_spellings(word)
