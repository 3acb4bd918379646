"""What someone must still write in a document, and where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon.domain.papers import (
    Blank,
    Block,
    BulletList,
    Heading,
    KeyFigures,
    Paper,
    Paragraph,
    Run,
    SignatureTable,
    Table,
)
from maillon_web.documents.selectors.plain import in_french

__all__ = ["ToWrite", "list_to_write"]

_BRACKETS = re.compile(r"\[(à compléter[^\]]*)\]")
_START = re.compile(r"^à compléter\s*:?\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class ToWrite:
    """A place to write: under which title, what, how many times."""

    where: str
    what: str
    count: int


def list_to_write(paper: Paper) -> list[ToWrite]:
    """Return the places to write, in French, in reading order, the same ones together."""
    counts: dict[tuple[str, str], int] = {}
    with in_french():
        for place in _iter_places(paper):
            counts[place] = counts.get(place, 0) + 1
    return [ToWrite(where=where, what=what, count=count) for (where, what), count in counts.items()]


def _iter_places(paper: Paper) -> Iterator[tuple[str, str]]:
    where = _("En tête")
    for text in (paper.title, paper.subtitle, *paper.lines):
        yield from ((where, found) for found in _read_text(text))
    for block in paper.blocks:
        if isinstance(block, Heading):
            where = block.text
        yield from ((where, found) for found in _iter_block(block))


def _iter_block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield from _read_text(block.text)
        case Blank():
            yield _shorten(block.text)
        case Paragraph():
            yield from _read_runs(block.runs)
        case BulletList():
            yield from (found for item in block.items for found in _read_runs(item))
        case Table():
            yield from _read_table(block)
        case KeyFigures():
            yield from (figure.label for figure in block.figures if figure.is_blank)
        case SignatureTable() if any(not entry.signed_on for entry in block.signatories):
            yield _("les signatures")
        case _:
            return


def _read_text(text: str) -> list[str]:
    return [_shorten(found) for found in _BRACKETS.findall(text)]


def _read_runs(runs: tuple[Run, ...]) -> list[str]:
    return [_shorten(run.text) for run in runs if run.is_blank]


def _read_table(table: Table) -> Iterator[str]:
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            if any(run.is_blank for run in cell):
                yield _("colonne « {column} » du tableau").format(column=column.label)


def _shorten(text: str) -> str:
    return _START.sub("", text.replace("\u00a0", " ").replace("\u202f", " "))
