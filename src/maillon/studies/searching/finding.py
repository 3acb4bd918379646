"""One search, from the words to the page of sheets."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

import numpy as np

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.sheets import Sheet
from maillon.library.excerpts import Marker
from maillon.library.queries import Path, Slot
from maillon.library.scoring import rank, score_slots
from maillon.library.texts import list_texts
from maillon.store.sheet_facets import Bits, FacetTable, make_bits
from maillon.store.sheet_rows import Posting, StoredRow
from maillon.studies.searching.answers import FACETS, Facet, FacetValue, SearchAnswer, SearchHit
from maillon.studies.searching.indexing import read_sheet
from maillon.studies.searching.labels import name_facet, name_value
from maillon.studies.searching.language import get_lexicon
from maillon.studies.searching.querying import understand
from maillon.studies.searching.seeing import Sight
from maillon.studies.searching.wording import say_notes, say_reasons

__all__ = ["find_sheets"]

Way: TypeAlias = tuple[Slot, Sequence[Path]]

# Key words and places are shown elsewhere: alone they make no excerpt.
_IN_EXCERPT = ("summary", "rest", "actors")


def find_sheets(
    sight: Sight, query: str, filters: Mapping[str, Collection[str]], *, limit: int, offset: int
) -> SearchAnswer:
    """Answer a query; without words, every sheet that suits the filters, newest first."""
    _check_filters(filters)
    understood = understand(query, sight)
    facets = sight.facets
    postings = sight.view.read_postings(
        [path.term for slot in understood.slots for path in slot.paths]
    )
    if query.strip():
        scores = score_slots(
            understood.slots, postings, size=facets.size, sheet_count=sight.indexed_count
        )
        answering = make_bits(scores > 0) & sight.visible
    else:
        scores = facets.years.astype(np.float32)
        answering = sight.visible
    narrowed = {name: facets.select(name, values) for name, values in filters.items() if values}
    found = facets.list_docs(_narrow(answering, narrowed))
    page = rank(scores, found, first=offset, limit=limit).tolist()
    rows = sight.view.read_rows(page)
    ways = _find_ways(page, understood.slots, sight)
    marker = Marker(postings, get_lexicon())
    return SearchAnswer(
        query=query,
        total=len(found),
        hits=tuple(_make_hit(row, float(scores[row.doc]), ways[row.doc], marker) for row in rows),
        facets=tuple(_iter_facets(facets, answering, narrowed, filters)),
        corrections=understood.corrections,
        synonyms=understood.synonyms,
        notes=say_notes(understood, query),
    )


def _check_filters(filters: Mapping[str, Collection[str]]) -> None:
    unknown = sorted(set(filters) - set(FACETS))
    if unknown:
        raise InvalidInput(
            f"unknown facets {unknown}",
            user=_("La bibliothèque ne se filtre pas par « {name} », mais par : {known}.").format(
                name=", ".join(unknown), known=", ".join(FACETS)
            ),
        )


def _narrow(answering: Bits, narrowed: Mapping[str, Bits], *, except_for: str = "") -> Bits:
    """Return the answering sheets that suit every filter, except maybe one."""
    kept = (bits for name, bits in narrowed.items() if name != except_for)
    return reduce(np.bitwise_and, kept, answering)


def _iter_facets(
    facets: FacetTable,
    answering: Bits,
    narrowed: Mapping[str, Bits],
    filters: Mapping[str, Collection[str]],
) -> Iterator[Facet]:
    """Yield the facets that some answering sheet has a value of, most frequent values first."""
    everything = facets.count(_narrow(answering, narrowed))
    for name in FACETS:
        counts = everything
        if name in narrowed:
            counts = facets.count(_narrow(answering, narrowed, except_for=name))
        chosen = set(filters.get(name, ()))
        values = [
            FacetValue(value, name_value(name, value), int(counts[place]), value in chosen)
            for value, place in facets.values.get(name, ())
            if counts[place] or value in chosen
        ]
        if values:
            values.sort(key=lambda one: (-one.count, one.label))
            yield Facet(name, name_facet(name), tuple(values))


def _find_ways(docs: Sequence[int], slots: Sequence[Slot], sight: Sight) -> dict[int, list[Way]]:
    """Return, for each sheet, the words that it answers and by which paths, the surest first."""
    ways: dict[int, list[Way]] = {doc: [] for doc in docs}
    for slot in slots:
        postings = sight.view.read_postings([path.term for path in slot.paths])
        by_doc: dict[int, list[Path]] = {}
        for path in sorted(slot.paths, key=lambda path: -path.weight):
            if path.term in postings:
                for doc in _list_saying(docs, postings[path.term]):
                    by_doc.setdefault(doc, []).append(path)
        for doc, paths in by_doc.items():
            ways[doc].append((slot, paths))
    return ways


def _list_saying(docs: Sequence[int], posting: Posting) -> list[int]:
    """Return which of these sheets say a term: its numbers are in order."""
    places = posting.docs.searchsorted(docs).tolist()
    last = len(posting.docs) - 1
    return [
        doc
        for doc, place in zip(docs, places, strict=True)
        if place <= last and posting.docs[place] == doc
    ]


def _make_hit(row: StoredRow, score: float, ways: Sequence[Way], marker: Marker) -> SearchHit:
    sheet = read_sheet(row.payload)
    title = marker.mark(sheet.title)
    is_in_title = any(piece.is_hit for piece in title)
    return SearchHit(
        key=row.key,
        sheet=sheet,
        owner=row.owner,
        score=round(score, 4),
        title=title,
        excerpt=marker.cut(_list_to_cut(sheet, is_in_title=is_in_title)),
        reasons=say_reasons(ways, is_in_title=is_in_title),
    )


def _list_to_cut(sheet: Sheet, *, is_in_title: bool) -> list[str]:
    """Return the texts to cut an excerpt from: the summary is enough when the title says it."""
    if is_in_title and sheet.summary:
        return [sheet.summary]
    texts = list_texts(sheet)
    return [text for name in _IN_EXCERPT for text in texts[name]]
