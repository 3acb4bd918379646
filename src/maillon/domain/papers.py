"""A document that a person finishes in a word processor: its blocks, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

__all__ = [
    "Blank",
    "Block",
    "BulletList",
    "Cell",
    "Heading",
    "KeyFigure",
    "KeyFigures",
    "Note",
    "NoteKind",
    "PageBreak",
    "Paper",
    "Paragraph",
    "PlainBlock",
    "Run",
    "Signatory",
    "SignatureTable",
    "Table",
    "TableColumn",
    "list_blanks",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """
    A piece of text.

    Attributes
    ----------
    is_strong
        Shown in bold.
    is_blank
        Stands for what someone must write: shown as such.
    """

    text: str
    is_strong: bool = False
    is_blank: bool = False


Cell: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A title of the outline; level 1 begins a part, and a slide of its own."""

    text: str
    level: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """
    Sentences.

    Attributes
    ----------
    is_detail
        On slides, said by the speaker rather than shown.
    """

    runs: tuple[Run, ...]
    is_detail: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class BulletList:
    """Lines without order; `is_detail` as for a paragraph."""

    items: tuple[tuple[Run, ...], ...]
    is_detail: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TableColumn:
    """
    A column of a table.

    Attributes
    ----------
    is_number
        Numbers stand in it: set to the right.
    share
        Width of the column against the others.
    """

    label: str
    is_number: bool = False
    share: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows under a heading row; the first column names the row."""

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyFigure:
    """
    A number that opens: its value as the pages show it, and how it was made.

    Attributes
    ----------
    figure
        Identifier in the result it comes from; empty for a number that someone wrote.
    explanation
        How it was made, in words; empty when nobody said.
    is_blank
        The value is still to be written.
    """

    label: str
    value: str
    figure: str = ""
    explanation: str = ""
    is_blank: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyFigures:
    """Numbers side by side."""

    caption: str
    figures: tuple[KeyFigure, ...]


class NoteKind(StrEnum):
    """What a remark is for."""

    LEGAL = "legal"
    DOUBT = "doubt"
    TO_COMPLETE = "to_complete"


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """
    A remark on a ground of its own.

    Attributes
    ----------
    kind
        A legal remark says by itself that a lawyer must validate it.
    as_of
        ISO date of the law that it tells; empty when it is no law.
    """

    kind: NoteKind
    text: str
    title: str = ""
    as_of: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Blank:
    """What the tool cannot know: a place to write, with what is expected there."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Signatory:
    """Who signs, as what, and when it was signed; empty values are left to write."""

    party: str = ""
    function: str = ""
    signed_on: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignatureTable:
    """A place to sign for each party."""

    caption: str
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageBreak:
    """What follows begins a page."""


PlainBlock: TypeAlias = Paragraph | BulletList | Blank | Note
Block: TypeAlias = Heading | PlainBlock | Table | KeyFigures | SignatureTable | PageBreak


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """
    A document.

    Attributes
    ----------
    key
        Kind of document: the key of its template.
    lines
        Short lines under the title: authority, date.
    band
        A warning shown on each page; empty when there is none.
    language
        `fr` or `en`.
    written_on
        ISO date of the document: the only one that its file knows.
    """

    key: str
    title: str
    subtitle: str
    language: str
    written_on: str
    lines: tuple[str, ...] = ()
    band: str = ""
    blocks: tuple[Block, ...] = ()


def list_blanks(blocks: Sequence[Block]) -> list[str]:
    """Return what someone must still write, in reading order."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Blank():
                found.append(block.text)
            case Paragraph():
                found += _read_blanks(block.runs)
            case BulletList():
                found += [text for item in block.items for text in _read_blanks(item)]
            case Table():
                found += [text for row in block.rows for cell in row for text in _read_blanks(cell)]
            case KeyFigures():
                found += [figure.label for figure in block.figures if figure.is_blank]
            case _:
                continue
    return found


def _read_blanks(runs: Sequence[Run]) -> list[str]:
    return [run.text for run in runs if run.is_blank]
