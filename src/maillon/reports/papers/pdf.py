"""A document as a tagged PDF, to be read, printed or kept as it was on its day."""

import json
from pathlib import Path
from typing import Any

from maillon.domain.papers import (
    Blank,
    Block,
    BulletList,
    Cell,
    Heading,
    KeyFigures,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    SignatureTable,
    Table,
)
from maillon.reports.office_package import REGIONS
from maillon.reports.papers.cleaning import clean_paper
from maillon.reports.papers.words import list_explained, list_words, say_blank, say_note
from maillon.reports.typesetting import Standard, compile_pdf
from maillon.reports.wording import in_language

__all__ = ["render_paper_pdf"]

_TEMPLATE = Path(__file__).parent.parent / "templates" / "paper.typ"
_STANDARDS: list[Standard] = ["ua-1", "a-2a"]


def render_paper_pdf(paper: Paper) -> bytes:
    """
    Return the PDF: accessible (PDF/UA-1) and fit for archives (PDF/A-2a), always the same bytes.

    Parameters
    ----------
    paper
        The document.
    """
    readable = clean_paper(paper)
    with in_language(readable.language):
        data = json.dumps(_build_data(readable), ensure_ascii=False)
    return compile_pdf(_TEMPLATE, data, written_on=readable.written_on, standards=_STANDARDS)


def _build_data(paper: Paper) -> dict[str, Any]:
    explained = list_explained(paper)
    anchors = {
        figure.figure or figure.label: f"chiffre-{rank}" for rank, figure in enumerate(explained, 1)
    }
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "lines": list(paper.lines),
        "band": paper.band,
        "lang": paper.language,
        "region": REGIONS[paper.language].partition("-")[2],
        "words": list_words(),
        "blocks": [_view(block, anchors) for block in _level_headings(paper.blocks)],
        "explained": [
            {
                "anchor": anchors[figure.figure or figure.label],
                "label": figure.label,
                "value": figure.value,
                "explanation": figure.explanation,
            }
            for figure in explained
        ],
    }


def _level_headings(blocks: tuple[Block, ...]) -> list[Block]:
    """Return the blocks; no heading goes down more than one level at once."""
    level = 0
    levelled: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
            levelled.append(Heading(text=block.text, level=level))
        else:
            levelled.append(block)
    return levelled


def _view(block: Block, anchors: dict[str, str]) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "runs": _view_runs(block.runs)}
        case BulletList():
            return {"kind": "list", "items": [_view_runs(item) for item in block.items]}
        case Blank():
            return {"kind": "blank", "text": say_blank(block.text)}
        case PageBreak():
            return {"kind": "page"}
        case _:
            return _view_group(block, anchors)


def _view_group(
    block: Table | KeyFigures | Note | SignatureTable, anchors: dict[str, str]
) -> dict[str, Any]:
    match block:
        case Table():
            columns = [
                {"label": column.label, "number": column.is_number, "share": column.share}
                for column in block.columns
            ]
            rows = [[_view_runs(cell) for cell in row] for row in block.rows]
            return {"kind": "table", "caption": block.caption, "columns": columns, "rows": rows}
        case KeyFigures():
            figures = [
                {
                    "label": figure.label,
                    "value": say_blank(figure.value) if figure.is_blank else figure.value,
                    "blank": figure.is_blank,
                    "anchor": anchors.get(figure.figure or figure.label, ""),
                }
                for figure in block.figures
            ]
            return {"kind": "figures", "caption": block.caption, "figures": figures}
        case Note():
            title, text = say_note(block)
            return {"kind": "note", "ground": block.kind.value, "title": title, "text": text}
        case SignatureTable():
            signed = [
                {"party": one.party, "function": one.function, "date": one.signed_on}
                for one in block.signatories
            ]
            return {"kind": "signatures", "caption": block.caption, "rows": signed}


def _view_runs(runs: Cell) -> list[dict[str, Any]]:
    return [
        {
            "text": say_blank(run.text) if run.is_blank else run.text,
            "strong": run.is_strong,
            "blank": run.is_blank,
        }
        for run in runs
    ]
