"""A document as a page shows it, its blanks visible."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join

from maillon.domain.papers import (
    BulletList,
    Heading,
    KeyFigures,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Table,
)
from maillon.reports.papers.words import list_words, say_note
from maillon_web.documents.selectors.plain import in_french

__all__ = ["Preview", "make_preview", "write_runs"]

# The page shows what the document looks like; the file has every row.
_MOST_ROWS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """The parts of a document, each with the name of its kind, and the words of its tables."""

    paper: Paper
    parts: tuple[Mapping[str, Any], ...]
    words: Mapping[str, str]


def make_preview(paper: Paper) -> Preview:
    """Return a document ready to be laid out."""
    with in_french():
        return Preview(paper=paper, parts=tuple(_iter_parts(paper)), words=list_words())


def _iter_parts(paper: Paper) -> Iterator[dict[str, Any]]:
    for block in paper.blocks:
        part: dict[str, Any] = {"kind": type(block).__name__, "block": block}
        match block:
            case PageBreak():
                continue
            case Heading():
                part["is_main"] = block.level == 1
            case Table():
                part["rows"] = [
                    list(zip(block.columns, map(write_runs, row), strict=True))
                    for row in block.rows[:_MOST_ROWS]
                ]
                part["left"] = max(len(block.rows) - _MOST_ROWS, 0)
            case KeyFigures():
                part["is_written"] = not any(entry.figure for entry in block.figures)
            case BulletList():
                part["items"] = list(map(write_runs, block.items[:_MOST_ROWS]))
                part["left"] = max(len(block.items) - _MOST_ROWS, 0)
            case Paragraph():
                part["text"] = write_runs(block.runs)
            case Note():
                part["title"], part["text"] = say_note(block)
            case _:
                pass
        yield part


def write_runs(runs: Iterable[Run]) -> str:
    """Return a sentence or a cell as the page shows it."""
    return format_html_join("", "{}", ((_write_run(run),) for run in runs))


def _write_run(run: Run) -> str:
    if run.is_blank:
        return format_html('<mark class="blank">{}</mark>', run.text)
    return format_html("<strong>{}</strong>", run.text) if run.is_strong else run.text
