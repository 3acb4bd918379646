"""How a part of a document is spread over slides: nothing is left out, nothing overflows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from maillon.domain.papers import TableColumn
from maillon.reports.slide_text import Fit, Item, count_lines, fit_items, measure

__all__ = ["Page", "paginate_items", "paginate_rows"]

_SIZE_PT = 18
_LONGEST, _LONGEST_PIECE = 4000, 300
_CELL_MARGIN_PT, _ROW_MARGIN_PT = 15.0, 8.0
_MOST_CELL_LINES = 5
_SENTENCE_END = re.compile(r"(?<=[.;!?…]) ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """
    Rows of a table that a slide holds.

    Attributes
    ----------
    heights_pt
        Height of each row, the heading first.
    cut
        Rows whose text was shortened, whole: for the notes.
    is_easy
        No text is shortened and no word cut at the end of a line.
    """

    rows: list[list[str]]
    heights_pt: list[float]
    size_pt: int
    cut: list[str]
    is_easy: bool = True


def paginate_items(items: Sequence[Item], *, width_pt: float, height_pt: float) -> list[Fit]:
    """Return the paragraphs of each slide: one slide with large letters if they fit, else more."""
    if not items:
        return []
    whole = fit_items(items, width_pt=width_pt, height_pt=height_pt, longest=_LONGEST)
    if len(whole.items) == len(items) and whole.height_pt <= height_pt:
        return [whole]
    pages: list[list[Item]] = [[]]
    for item in _shorten_all(items, width_pt, height_pt):
        if pages[-1] and measure([*pages[-1], item], _SIZE_PT, width_pt) > height_pt:
            pages.append(_take_heading(pages[-1]))
        pages[-1].append(item)
    return [
        Fit(items=page, size_pt=_SIZE_PT, height_pt=measure(page, _SIZE_PT, width_pt))
        for page in pages
        if page
    ]


def _take_heading(page: list[Item]) -> list[Item]:
    """Take with what follows a heading that would stand alone at the foot of a slide."""
    return [page.pop()] if len(page) > 1 and page[-1].lead and not page[-1].text else []


def _shorten_all(items: Sequence[Item], width_pt: float, height_pt: float) -> Iterator[Item]:
    """Yield the paragraphs; one that fills more than a slide is split at its sentences."""
    for item in items:
        if measure([item], _SIZE_PT, width_pt) <= height_pt:
            yield item
            continue
        lead, text = item.lead, ""
        for sentence in _list_sentences(item.text, width_pt, height_pt):
            tried = f"{text} {sentence}".strip()
            if text and measure([Item(lead=lead, text=tried)], _SIZE_PT, width_pt) > height_pt:
                yield replace(item, lead=lead, text=text)
                lead, text = "", sentence
            else:
                text = tried
        yield replace(item, lead=lead, text=text)


def _list_sentences(text: str, width_pt: float, height_pt: float) -> list[str]:
    """Return the sentences; one that fills more than half a slide is split at its words."""
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        if measure([Item(text=sentence)], _SIZE_PT, width_pt) <= height_pt / 2:
            pieces.append(sentence)
        else:
            pieces += wrap(sentence, _LONGEST_PIECE, break_on_hyphens=False)
    return pieces


def paginate_rows(
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[str]],
    *,
    widths_pt: Sequence[float],
    height_pt: float,
    size_pt: int,
) -> list[Page]:
    """Return the rows of each slide, under the heading row that each one repeats."""
    ruler = _Ruler(widths_pt=widths_pt, size_pt=size_pt)
    heading = [column.label for column in columns]
    head_pt = ruler.measure_row(heading)
    pages: list[Page] = []
    for row in rows:
        shown = ruler.cut_row(row)
        row_pt = ruler.measure_row(shown)
        if not pages or sum(pages[-1].heights_pt) + row_pt > height_pt:
            is_easy = all(map(ruler.holds_words, (heading, *rows)))
            pages.append(
                Page(
                    rows=[heading],
                    heights_pt=[head_pt],
                    size_pt=size_pt,
                    cut=[],
                    is_easy=is_easy and [ruler.cut_row(each) for each in rows] == list(rows),
                )
            )
        pages[-1].rows.append(shown)
        pages[-1].heights_pt.append(row_pt)
        if shown != list(row):
            pages[-1].cut.append(" – ".join(text for text in row if text))
    return pages


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ruler:
    """Measures the cells of a table in letters of one size."""

    widths_pt: Sequence[float]
    size_pt: int

    def measure_row(self, texts: Sequence[str]) -> float:
        lines = max(
            self._count(text, width) for text, width in zip(texts, self.widths_pt, strict=True)
        )
        return lines * self.size_pt * 1.2 + _ROW_MARGIN_PT

    def holds_words(self, texts: Sequence[str]) -> bool:
        return all(
            self._count(word, width) == 1
            for text, width in zip(texts, self.widths_pt, strict=True)
            for word in text.split(" ")
        )

    def cut_row(self, texts: Sequence[str]) -> list[str]:
        return [self._cut(text, width) for text, width in zip(texts, self.widths_pt, strict=True)]

    def _cut(self, text: str, width_pt: float) -> str:
        """Return a text that holds on a few lines of its column."""
        if self._count(text, width_pt) <= _MOST_CELL_LINES:
            return text
        room = int((width_pt - _CELL_MARGIN_PT) / (self.size_pt * 0.57))
        words = text[: room * _MOST_CELL_LINES].split(" ")
        shown = f"{' '.join(words)}…"
        while len(words) > 1 and self._count(shown, width_pt) > _MOST_CELL_LINES:
            words.pop()
            shown = f"{' '.join(words)}…"
        return shown

    def _count(self, text: str, width_pt: float) -> int:
        return count_lines(text, self.size_pt, width_pt - _CELL_MARGIN_PT, letter_em=0.57)
