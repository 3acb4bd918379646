"""Sheets like another, sheets that suit where one works, sheets that are the same."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from maillon.domain.sheets import Sheet
from maillon.library.french import Word, list_words
from maillon.library.likeness import (
    compare_sheets,
    compare_terms,
    may_be_same,
    pick_telling_terms,
    weigh_parts,
)
from maillon.library.scoring import rank, score_slots
from maillon.library.terms import weigh_terms
from maillon.reference.thesaurus import load_search_settings
from maillon.store.sheet_rows import StoredRow
from maillon.studies.searching.answers import Context, SimilarSheet
from maillon.studies.searching.indexing import count_sheet, list_values, read_sheet
from maillon.studies.searching.querying import understand
from maillon.studies.searching.seeing import Sight, get_visible_doc
from maillon.studies.searching.wording import say_common, say_duplicate

__all__ = ["find_duplicates", "list_alike", "list_suggested"]

_Scores = NDArray[np.float32]
# A territory of the same kind, or the same kind of sheet, is no reason by itself.
_TELLING = ("lever", "filiere", "step", "stage", "words")
_MOST_COMPARED, _MOST_WORDS = 30, 5
# Families and concepts say again what stems say.
_NO_STEMS = "~="


def list_alike(sight: Sight, key: str, *, limit: int) -> tuple[SimilarSheet, ...]:
    """Return the sheets most like one: what they say, and the keys that they share."""
    doc = get_visible_doc(sight, key)
    sheet = read_sheet(sight.view.read_rows([doc])[0].payload)
    terms = sight.view.read_terms(doc)
    values = list_values(sheet)
    parts = {"words": _score_words(sight, terms), **_score_values(sight, values)}
    weights = load_search_settings().likeness
    scores = _weigh(parts, {name: weights[name] for name in parts if name in weights}, sight)
    scores[doc] = 0
    telling = pick_telling_terms(terms, sight.measure_rarity(list(terms)))
    shown = {word.stem: word.shown for word in reversed(_list_words(sheet))}
    words = [shown[term] for term in telling if term in shown]
    return tuple(
        _make_similar(row, float(scores[row.doc]), values, weights, words)
        for row in _take(sight, scores, limit)
    )


def list_suggested(sight: Sight, context: Context, *, limit: int) -> tuple[SimilarSheet, ...]:
    """Return the sheets that suit a step, levers, filières, a kind of territory."""
    values = {
        "lever": tuple(context.levers),
        "filiere": tuple(context.filieres),
        "step": tuple(context.steps),
        "territory_kind": (context.territory_kind,) if context.territory_kind else (),
    }
    parts = _score_values(sight, values)
    understood = understand(context.words, sight)
    if understood.slots:
        terms = [path.term for slot in understood.slots for path in slot.paths]
        said = score_slots(
            understood.slots,
            sight.view.read_postings(terms),
            size=sight.facets.size,
            sheet_count=sight.indexed_count,
        )
        parts["words"] = said / max(float(said.max(initial=0)), 1e-9)
    weights = load_search_settings().suggestion
    scores = _weigh(parts, {name: weights[name] for name in parts}, sight)
    if context.kinds:
        scores[~sight.facets.to_mask(sight.facets.select("kind", context.kinds))] = 0
    for key in context.excluded:
        doc = sight.view.find_doc(key)
        if doc is not None:
            scores[doc] = 0
    words = [word.shown for word in list_words(context.words)]
    return tuple(
        _make_similar(row, float(scores[row.doc]), values, weights, words)
        for row in _take(sight, scores, limit)
    )


def find_duplicates(sight: Sight, sheet: Sheet, *, limit: int) -> tuple[SimilarSheet, ...]:
    """Return the sheets that may be the same as one: title, text, actors, figures, addresses."""
    settings = load_search_settings()
    terms = weigh_terms(count_sheet(sheet), sight.view.get_averages(), settings)
    words = _score_words(sight, terms)
    own = sight.view.find_doc(sheet.key)
    if own is not None:
        words[own] = 0
    found = []
    for row in _take(sight, words, _MOST_COMPARED):
        other = read_sheet(row.payload)
        if may_be_same(sheet, other):
            parts = _compare(sight, sheet, terms, row.doc, other)
            score = weigh_parts(parts, settings.duplicates)
            if score >= settings.duplicates["threshold"]:
                found.append(_make_duplicate(row, other, score, parts))
    return tuple(sorted(found, key=lambda one: (-one.score, one.key))[:limit])


def _compare(
    sight: Sight, sheet: Sheet, terms: Mapping[str, float], doc: int, other: Sheet
) -> dict[str, float]:
    own, theirs = (
        [term for term in said if term[0] not in _NO_STEMS]
        for said in (terms, sight.view.read_terms(doc))
    )
    rarity = sight.measure_rarity([*own, *theirs])
    return compare_sheets(sheet, other, words=compare_terms(own, theirs, rarity), rarity=rarity)


def _make_duplicate(
    row: StoredRow, other: Sheet, score: float, parts: Mapping[str, float]
) -> SimilarSheet:
    return SimilarSheet(
        key=row.key,
        sheet=other,
        owner=row.owner,
        score=round(score, 4),
        reasons=say_duplicate(parts),
    )


def _score_words(sight: Sight, terms: Mapping[str, float]) -> _Scores:
    """Return how far each sheet says what one says, from 0 to 1."""
    scores = np.zeros(sight.facets.size, np.float32)
    telling = pick_telling_terms(terms, sight.measure_rarity(list(terms)))
    postings = sight.view.read_postings(list(telling))
    for term, share in telling.items():
        scores[postings[term].docs] += np.float32(share) * postings[term].impacts
    return np.minimum(scores, 1)


def _score_values(sight: Sight, values: Mapping[str, Sequence[str]]) -> dict[str, _Scores]:
    """Return, for each facet with values, the share of them that each sheet has."""
    facets = sight.facets
    return {
        name: np.mean(
            [facets.to_mask(facets.select(name, [value])) for value in held],
            axis=0,
            dtype=np.float32,
        )
        for name, held in values.items()
        if held
    }


def _weigh(parts: Mapping[str, _Scores], weights: Mapping[str, float], sight: Sight) -> _Scores:
    """Return the weighted mean of the parts; 0 for the sheets that nothing telling brings near."""
    scores = np.zeros(sight.facets.size, np.float32)
    telling = np.zeros(sight.facets.size, np.bool_)
    for name, weight in weights.items():
        scores += np.float32(weight) * parts[name]
        if name in _TELLING:
            telling |= parts[name] > 0
    total = sum(weights.values())
    return np.where(telling & sight.mask, scores / (total or 1), 0).astype(np.float32)


def _take(sight: Sight, scores: _Scores, limit: int) -> list[StoredRow]:
    seen = np.flatnonzero((scores > 0) & sight.mask)
    return sight.view.read_rows(rank(scores, seen, first=0, limit=limit).tolist())


def _make_similar(
    row: StoredRow,
    score: float,
    wanted: Mapping[str, Sequence[str]],
    weights: Mapping[str, float],
    words: Sequence[str],
) -> SimilarSheet:
    sheet = read_sheet(row.payload)
    held = list_values(sheet)
    shared = {
        name: [value for value in wanted[name] if value in held[name]]
        for name in weights
        if name in held and name in wanted
    }
    said = {word.stem for word in _list_words(sheet)}
    common = [word for word in dict.fromkeys(words) if list_words(word)[0].stem in said]
    return SimilarSheet(
        key=row.key,
        sheet=sheet,
        owner=row.owner,
        score=round(min(score, 1.0), 4),
        reasons=say_common(shared, common[:_MOST_WORDS]),
    )


def _list_words(sheet: Sheet) -> list[Word]:
    return list_words(" . ".join((sheet.title, *sheet.keywords, sheet.summary)))
