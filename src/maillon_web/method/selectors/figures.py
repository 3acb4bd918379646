"""The numbers of the method, opened: their words, and the levers that make them."""

from collections.abc import Mapping
from typing import Any

from maillon.domain.figures import FigureBook
from maillon.reports.figure_text import explain_in_words
from maillon.reports.page_view import typeset_all
from maillon_web.method.selectors.progress import LeverLine, Standing

__all__ = ["explain", "list_rows"]


def explain(book: FigureBook, key: str) -> dict[str, Any]:
    """Return everything that a reader may ask of a number, ready to lay out."""
    document: Mapping[str, Any] = {"vintages": [], "figures": book.to_dict()}
    words: dict[str, Any] = typeset_all(explain_in_words(dict(document), key) | {"range": ""})
    return words


def list_rows(standing: Standing, key: str) -> list[LeverLine]:
    """Return the levers that a count counts; none for a share or another number."""
    for progress in standing.advice.steps:
        for state, identifier in progress.figure_ids.items():
            if identifier == key:
                return [line for line in standing.list_step(progress.step) if line.state == state]
    prefix, _point, state = key.rpartition(".")
    if prefix != "method":
        return []
    return [line for line in standing.lines.values() if line.state == state]
