"""A document as slides: one part a slide, more when it does not fit, the detail in the notes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from maillon.domain.language import translate as _
from maillon.domain.papers import (
    Blank,
    Block,
    BulletList,
    Cell,
    Heading,
    KeyFigures,
    Note,
    NoteKind,
    Paper,
    Paragraph,
    SignatureTable,
    Table,
    TableColumn,
)
from maillon.reports.office_package import freeze, write_properties
from maillon.reports.papers.cleaning import clean_paper
from maillon.reports.papers.deck_plan import Figures, Grid, Segment, Texts
from maillon.reports.papers.deck_slides import DeckWriter
from maillon.reports.papers.own_deck import open_our_deck, open_own_deck
from maillon.reports.papers.words import list_words, say_blank, say_note
from maillon.reports.slide_template import set_language
from maillon.reports.slide_text import Item
from maillon.reports.wording import in_language

__all__ = ["render_paper_pptx"]


@dataclass
class _Part:
    """What stands under one heading of the first level, in its order."""

    title: str
    segments: list[Segment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def render_paper_pptx(paper: Paper, own_template: bytes | None = None) -> bytes:
    """
    Return the deck: titles in their places, reading order kept, the detail in the notes.

    Parameters
    ----------
    paper
        The document.
    own_template
        A presentation whose master is used; its slides are not kept.

    Raises
    ------
    InvalidInput
        If the template is no presentation that can be used.
    """
    readable = clean_paper(paper)
    with in_language(readable.language):
        form = open_our_deck() if own_template is None else open_own_deck(own_template)
        write_properties(
            form.deck.core_properties,
            title=readable.title,
            subject=readable.subtitle,
            comments=readable.band,
            language=readable.language,
            written_on=readable.written_on,
        )
        writer = DeckWriter(form=form, footer=readable.band or readable.title)
        writer.cover(readable)
        for part in _split(readable):
            writer.part(part.title, part.segments, part.notes)
        writer.finish()
        set_language(form.deck, readable.language)
        written = BytesIO()
        form.deck.save(written)
        return freeze(written.getvalue())


def _split(paper: Paper) -> Iterator[_Part]:
    part = _Part(title=paper.title)
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 1:
            yield from _finish(part)
            part = _Part(title=block.text)
        else:
            _add(part, block)
    yield from _finish(part)


def _finish(part: _Part) -> Iterator[_Part]:
    if part.notes and not part.segments:
        _add_items(part, [Item(text=_("Le détail est dans les notes de la diapositive."))])
    if part.segments:
        yield part


def _add(part: _Part, block: Block) -> None:
    match block:
        case Table():
            rows = [[_read(cell) for cell in row] for row in block.rows]
            _add_grid(part, Grid(caption=block.caption, columns=block.columns, rows=rows))
        case SignatureTable():
            _add_grid(part, _view_signatures(block))
        case KeyFigures():
            part.segments.append(Figures(figures=list(block.figures)))
        case Paragraph(is_detail=True) | BulletList(is_detail=True):
            part.notes += [item.text for item in _view_items(block)]
        case Note(kind=NoteKind.LEGAL):
            title, text = say_note(block)
            part.notes.append(f"{title}\n{text}")
            reminder = _("À valider par votre service juridique : voir les notes.")
            _add_items(part, [Item(lead=f"{title}.", text=reminder)])
        case _:
            _add_items(part, _view_items(block))


def _add_items(part: _Part, items: list[Item]) -> None:
    if not items:
        return
    if part.segments and isinstance(part.segments[-1], Texts):
        part.segments[-1].items += items
    else:
        part.segments.append(Texts(items=items))


def _add_grid(part: _Part, grid: Grid) -> None:
    """Add a table; a heading right before it joins the title of its slide."""
    last = part.segments[-1] if part.segments else None
    if isinstance(last, Texts) and last.items[-1].lead and not last.items[-1].text:
        grid.subtitle = last.items.pop().lead
        if not last.items:
            part.segments.pop()
    part.segments.append(grid)


def _view_items(block: Block) -> list[Item]:
    match block:
        case Heading():
            return [Item(lead=block.text, text="")]
        case Paragraph():
            return [Item(text=_read(block.runs))]
        case BulletList():
            return [Item(text=_read(item)) for item in block.items]
        case Blank():
            return [Item(text=say_blank(block.text))]
        case Note():
            title, text = say_note(block)
            return [Item(lead=f"{title}.", text=text)]
        case _:
            return []


def _view_signatures(block: SignatureTable) -> Grid:
    words = list_words()
    names = ("party", "function", "date", "signature")
    columns = [TableColumn(label=words[name]) for name in names]
    rows = [[one.party, one.function, one.signed_on, ""] for one in block.signatories]
    return Grid(caption=block.caption, columns=columns, rows=rows)


def _read(runs: Cell) -> str:
    return "".join(say_blank(run.text) if run.is_blank else run.text for run in runs)
