"""Show where a sheet says what was looked for, as pieces of text and no markup."""

import re
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from maillon.library.french import read_chunk, split_chunks
from maillon.library.lexicon import Lexicon

__all__ = ["Marker", "Piece"]

_LENGTH = 240
_BEFORE = 60
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, found or not."""

    text: str
    is_hit: bool


class Marker:
    """
    Finds the terms of a query in texts.

    Parameters
    ----------
    terms
        Stems, compounds, families and concepts.
    """

    def __init__(self, terms: Collection[str], lexicon: Lexicon) -> None:
        self._terms = frozenset(terms)
        self._lexicon = lexicon
        self._has_concept = not self._terms.isdisjoint(lexicon.keys)
        # The same words come again from one sheet to the next.
        self._met: dict[str, bool] = {}

    def mark(self, text: str) -> tuple[Piece, ...]:
        """Return the whole text, with the words found apart."""
        return _split(text, self._find_spans(text))

    def cut(self, texts: Iterable[str]) -> tuple[Piece, ...]:
        """Return a stretch of the first text that says a term, or the beginning of the first."""
        first = ""
        for text in texts:
            first = first or text
            spans = self._find_spans(text, reach=_LENGTH)
            if spans:
                return _cut(text, spans)
        return _cut(first, []) if first else ()

    def _find_spans(self, text: str, *, reach: int = sys.maxsize) -> list[tuple[int, int]]:
        """Return where the terms stand, up to `reach` signs after the first."""
        spans = self._find_concepts(text) if self._has_concept else []
        last = sys.maxsize
        met = self._met
        for found in split_chunks(text):
            chunk = found[0]
            is_hit = met.get(chunk)
            if is_hit is None:
                is_hit = met[chunk] = not self._terms.isdisjoint(read_chunk(chunk).terms)
            if is_hit:
                start, end = _place(found)
                last = min(last, start + reach)
                spans.append((start, end))
            if found.end() > last:
                break
        return _merge(spans) if spans else spans

    def _find_concepts(self, text: str) -> list[tuple[int, int]]:
        """Return where the concepts of the query stand."""
        stems: list[str] = []
        chunks: list[re.Match[str]] = []
        for found in split_chunks(text):
            for word in read_chunk(found[0]).words:
                stems.append(word.stem)
                chunks.append(found)
        return [
            (_place(chunks[start])[0], chunks[end - 1].end())
            for start, end, concept in self._lexicon.find_concepts(stems)
            if concept.key in self._terms
        ]


def _place(found: re.Match[str]) -> tuple[int, int]:
    """Return where a chunk stands: without « l’ » when it is « l’eau »."""
    chunk = found[0]
    cut = max(chunk.find("'"), chunk.find("’"))
    is_elided = 0 < cut < len(chunk) - 1 and not read_chunk(chunk[:cut]).words
    return found.start() + (cut + 1 if is_elided else 0), found.end()


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return the stretch of a text around its first words found, between two words."""
    start = 0
    if spans and spans[0][0] > _BEFORE:
        start = text.find(" ", spans[0][0] - _BEFORE) + 1
        start = min(start, spans[0][0]) or 0
    end = len(text)
    if end - start > _LENGTH:
        end = max(text.rfind(" ", start, start + _LENGTH), start + _LENGTH // 2)
    inside = [(first - start, last - start) for first, last in spans if last <= end]
    pieces = _split(text[start:end], inside)
    before = (Piece(_CUT + " ", is_hit=False),) if start else ()
    after = (Piece(" " + _CUT, is_hit=False),) if end < len(text) else ()
    return (*before, *pieces, *after)


def _split(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, last = [], 0
    for start, end in spans:
        if start > last:
            pieces.append(Piece(text[last:start], is_hit=False))
        pieces.append(Piece(text[start:end], is_hit=True))
        last = end
    if last < len(text):
        pieces.append(Piece(text[last:], is_hit=False))
    return tuple(pieces)
