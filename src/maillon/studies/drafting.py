"""Which document do the facts of a filière make? A template and a context, filled into blocks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import get_language, translate_plural, use_language
from maillon.domain.language import translate as _
from maillon.domain.papers import (
    Blank,
    Block,
    BulletList,
    Cell,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    NoteKind,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Signatory,
    SignatureTable,
    Table,
    TableColumn,
)
from maillon.domain.typography import typeset_french
from maillon.reference.papers import PaperTemplate
from maillon.studies.drafting_context import check_context
from maillon.studies.drafting_scope import Scope, format_field, show_blank

__all__ = ["check_context", "draft_paper", "format_field", "reads_otherwise", "show_blank"]


def draft_paper(
    template: PaperTemplate, context: Mapping[str, Any], *, written_on: str, band: str = ""
) -> Paper:
    """
    Return the document that a template makes of what is known.

    What is not known becomes a blank that says what is expected; nothing is computed: totals come
    from the context, as the pages show them.

    Parameters
    ----------
    template
        What the document holds.
    context
        Values of the fields of `list_paper_fields`, nested by name. An absent or empty text and
        `None` are unknown; an empty list is known to be empty; 0 is a value.
    written_on
        ISO date of the document, also its field `date`.
    band
        A warning to show on each page, before that of the template.

    Raises
    ------
    InvalidInput
        If the context holds what no field expects; the details name it.
    """
    with _in_french(context):
        scope = Scope(values={"date": written_on, **context})
        opening = _write_opening(template, scope, written_on, band)
        return replace(opening, blocks=tuple(_draft_blocks(template.blocks, scope)))


def reads_otherwise(paper: Paper, template: PaperTemplate, context: Mapping[str, Any]) -> bool:
    """
    Tell whether other facts would make another document; stops at the first difference.

    Parameters
    ----------
    paper
        What `draft_paper` made of the template, without a band of its own.

    Raises
    ------
    InvalidInput
        As `draft_paper`.
    """
    with _in_french(context):
        scope = Scope(values={"date": paper.written_on, **context})
        opening = _write_opening(template, scope, paper.written_on, "")
        if opening != replace(paper, blocks=()):
            return True
        others = _draft_blocks(template.blocks, scope)
        return any(one != other for one, other in zip_longest(paper.blocks, others))


@contextmanager
def _in_french(context: Mapping[str, Any]) -> Iterator[None]:
    """Check the context, then speak French: the templates do, whoever reads the screen."""
    problems = check_context(context)
    if problems:
        raise InvalidInput(
            f"context of a paper: {problems}",
            user=_("Ce document ne peut pas être préparé : des données n’ont pas leur forme."),
            details=problems,
        )
    before = get_language()
    use_language("fr")
    try:
        yield
    finally:
        use_language(before)


def _write_opening(template: PaperTemplate, scope: Scope, written_on: str, band: str) -> Paper:
    """Return the document without its blocks."""
    opening = template.opening
    bands = [band, scope.write(opening.get("band", ""))]
    return Paper(
        key=template.key,
        title=scope.write(opening["title"]),
        subtitle=scope.write(opening.get("subtitle", "")),
        language="fr",
        written_on=written_on,
        lines=tuple(scope.write(line) for line in opening.get("lines", ())),
        band=" ".join(text for text in bands if text),
        blocks=(),
    )


def _draft_blocks(blocks: Sequence[Mapping[str, Any]], scope: Scope) -> Iterator[Block]:
    for block in blocks:
        if "if" in block and not scope.is_known(block["if"]):
            continue
        if "unless" in block and scope.is_known(block["unless"]):
            continue
        yield from _draft_block(block, scope)


def _draft_block(block: Mapping[str, Any], scope: Scope) -> Iterator[Block]:
    name = next(name for name in _MAKERS if name in block)
    made = _MAKERS[name](block[name], scope)
    for drafted in made:
        if block.get("detail") and isinstance(drafted, (Paragraph, BulletList)):
            yield replace(drafted, is_detail=True)
        elif isinstance(drafted, Heading) and name == "heading":
            yield replace(drafted, level=block.get("level", 1))
        else:
            yield drafted


def _draft_heading(text: str, scope: Scope) -> Iterator[Block]:
    yield Heading(text=scope.write(text))


def _draft_text(text: str, scope: Scope) -> Iterator[Block]:
    """Write a paragraph, or several when a value holds several."""
    runs: list[Run] = []
    for run in scope.fill(text):
        first, *others = run.text.splitlines() or [""]
        runs.append(replace(run, text=first))
        for line in others:
            yield from _paragraph(runs)
            runs = [replace(run, text=line)]
    yield from _paragraph(runs)


def _paragraph(runs: Sequence[Run]) -> Iterator[Block]:
    if any(run.text.strip() for run in runs):
        yield Paragraph(runs=tuple(run for run in runs if run.text))


def _draft_list(texts: Sequence[str], scope: Scope) -> Iterator[Block]:
    yield BulletList(items=tuple(map(scope.fill, texts)))


def _draft_blank(text: str, scope: Scope) -> Iterator[Block]:
    yield Blank(text=scope.write(text))


def _draft_break(_wanted: bool, _scope: Scope) -> Iterator[Block]:  # noqa: FBT001 -- YAML's value
    yield PageBreak()


def _draft_repeat(repeat: Mapping[str, Any], scope: Scope) -> Iterator[Block]:
    items = scope.list_items(repeat["each"])
    if not items:
        yield _say_empty(repeat, items, scope)
        return
    for item in items:
        yield from _draft_blocks(repeat["blocks"], scope.enter(repeat["each"], repeat["as"], item))


def _say_empty(
    part: Mapping[str, Any], items: Sequence[Any] | None, scope: Scope
) -> Paragraph | Blank:
    """Return what stands for a list without item: a sentence when that is known, else a blank."""
    if items is not None and "empty" in part:
        return Paragraph(runs=scope.fill(part["empty"]))
    return Blank(text=show_blank(scope.describe(part["each"])))


def _draft_lines(lines: Mapping[str, Any], scope: Scope) -> Iterator[Block]:
    items = scope.list_items(lines["each"])
    if not items:
        yield _say_empty(lines, items, scope)
        return
    most = lines.get("most", len(items))
    filled = [
        scope.enter(lines["each"], lines["as"], item).fill(lines["text"]) for item in items[:most]
    ]
    left = len(items) - most
    if left > 0:
        more = translate_plural("et {count} autre", "et {count} autres", left)
        filled.append((Run(text=more.format(count=left)),))
    yield BulletList(items=tuple(filled))


def _draft_table(table: Mapping[str, Any], scope: Scope) -> Iterator[Block]:
    items = scope.list_items(table["each"])
    if not items:
        yield _say_empty(table, items, scope)
        return
    columns = tuple(
        TableColumn(
            label=typeset_french(column["label"]),
            is_number=column.get("number", False),
            share=column.get("share", 1.0),
        )
        for column in table["columns"]
    )
    scopes = [scope.enter(table["each"], table["as"], item) for item in items]
    rows = tuple(
        tuple(_fill_cell(inner, column["value"]) for column in table["columns"]) for inner in scopes
    )
    yield Table(caption=scope.write(table["caption"]), columns=columns, rows=rows)


def _fill_cell(scope: Scope, text: str) -> Cell:
    """Return a cell; its heading says what is expected, so that a blank there stays short."""
    return tuple(
        Run(text=_("à compléter"), is_blank=True) if run.is_blank else run
        for run in scope.fill(text)
    )


def _draft_figures(figures: Mapping[str, Any], scope: Scope) -> Iterator[Block]:
    caption = scope.write(figures["caption"])
    if "items" in figures:
        written = tuple(_write_figure(item, scope) for item in figures["items"])
        yield KeyFigures(caption=caption, figures=written)
        return
    items = scope.list_items(figures["each"])
    if not items:
        yield _say_empty(figures, items, scope)
        return
    yield KeyFigures(caption=caption, figures=tuple(map(_quote_figure, items)))


def _write_figure(item: Mapping[str, str], scope: Scope) -> KeyFigure:
    runs = scope.fill(item["value"])
    is_blank = any(run.is_blank for run in runs)
    value = _("à compléter") if is_blank else "".join(run.text for run in runs)
    return KeyFigure(label=scope.write(item["label"]), value=value, is_blank=is_blank)


def _quote_figure(item: Mapping[str, str]) -> KeyFigure:
    return KeyFigure(
        label=typeset_french(item["label"]),
        value=item["value"],
        figure=item.get("id", ""),
        explanation=typeset_french(item.get("explanation", "")),
    )


def _draft_note(note: Mapping[str, Any], scope: Scope) -> Iterator[Block]:
    text = scope.write(note["text"])
    if not note.get("verified", True):
        text = _("À vérifier dans le texte : {text}").format(text=text)
    if "basis" in note:
        text = f"{text} {_('Texte : {basis}.').format(basis=typeset_french(note['basis']))}"
    yield Note(
        kind=NoteKind(note["kind"]),
        text=text,
        title=scope.write(note.get("title", "")),
        as_of=note.get("as_of", ""),
    )


def _draft_signatures(signatures: Mapping[str, Any], scope: Scope) -> Iterator[Block]:
    caption = scope.write(signatures["caption"])
    items = scope.list_items(signatures["each"]) if "each" in signatures else None
    if items:
        signatories = tuple(
            _sign(signatures, scope.enter(signatures["each"], signatures["as"], item))
            for item in items
        )
    else:
        rows = [Signatory(party=scope.write(text)) for text in signatures.get("rows", ())]
        signatories = tuple(rows) or (Signatory(), Signatory())
    yield SignatureTable(caption=caption, signatories=signatories)


def _sign(signatures: Mapping[str, Any], scope: Scope) -> Signatory:
    """Return a place to sign; what is unknown there is left empty, to be written by hand."""

    def read(name: str) -> str:
        return "".join(run.text for run in scope.fill(signatures.get(name, "")) if not run.is_blank)

    return Signatory(party=read("party"), function=read("function"), signed_on=read("signed_on"))


_MAKERS: dict[str, Callable[[Any, Scope], Iterator[Block]]] = {
    "heading": _draft_heading,
    "text": _draft_text,
    "list": _draft_list,
    "lines": _draft_lines,
    "table": _draft_table,
    "figures": _draft_figures,
    "note": _draft_note,
    "blank": _draft_blank,
    "signatures": _draft_signatures,
    "page_break": _draft_break,
    "repeat": _draft_repeat,
}
