"""The pieces of a slide: runs of text, cells, captions, and what assistive tools read."""

import copy
from collections.abc import Sequence

from maillon.reports.clean_text import cut
from maillon.reports.slide_template import (
    CONTENT_IN,
    INK,
    MARGIN_IN,
    QUIET,
    THEME,
    PptxObject,
    read_colour,
)
from maillon.reports.slide_text import Fit

__all__ = [
    "CAPTION_PT",
    "LONGEST_CAPTION",
    "Tile",
    "copy_feet",
    "describe",
    "fill_cell",
    "fill_text",
    "set_run",
    "write_caption",
    "write_tiles",
]

CAPTION_PT, LONGEST_CAPTION = 14, 330
_TILE_GAP_IN = 0.2
# A number, what it counts, and its interval or nothing.
Tile = tuple[str, str, str]


def write_caption(
    slide: PptxObject,
    text: str,
    *,
    top_in: float,
    height_in: float,
    across_in: tuple[float, float] = (MARGIN_IN, CONTENT_IN[2]),
    colour: str = QUIET,
) -> None:
    """Write a remark across the slide: from its left, over its width."""
    left, width = across_in
    frame = _add_box(slide, (left, top_in, width, height_in))
    run = frame.paragraphs[0].add_run()
    run.text = cut(text, LONGEST_CAPTION)
    set_run(run, CAPTION_PT, colour)


def write_tiles(
    slide: PptxObject, tiles: Sequence[Tile], *, top_in: float, height_in: float
) -> None:
    """Write numbers side by side, each above what it counts."""
    from pptx.util import Pt

    width = (CONTENT_IN[2] - _TILE_GAP_IN * (len(tiles) - 1)) / len(tiles)
    for rank, (value, label, note) in enumerate(tiles):
        left = MARGIN_IN + rank * (width + _TILE_GAP_IN)
        frame = _add_box(slide, (left, top_in, width, height_in), ground="EDF1F4")
        size = 28 if len(value) < 12 else 20 if len(value) < 18 else 16
        lines = [(value, size, THEME), (label, 16, INK), (note, 14, QUIET)]
        for line, (text, size_pt, colour) in enumerate(lines):
            if not text:
                continue
            paragraph = frame.paragraphs[0] if line == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(0)
            run = paragraph.add_run()
            run.text = cut(text, 60)
            run.font.bold = line == 0
            set_run(run, size_pt, colour)


def _add_box(
    slide: PptxObject, place: tuple[float, float, float, float], *, ground: str = ""
) -> PptxObject:
    from pptx.enum.text import MSO_AUTO_SIZE
    from pptx.util import Inches

    box = slide.shapes.add_textbox(*(Inches(length) for length in place))
    box.text_frame.word_wrap = True
    box.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    if ground:
        box.fill.solid()
        box.fill.fore_color.rgb = read_colour(ground)
    return box.text_frame


def fill_text(frame: PptxObject, fit: Fit, *, ink: str = INK, quiet: str = QUIET) -> None:
    """Write paragraphs in the size that was found for them; no colour leaves that of the layout."""
    from pptx.enum.text import MSO_AUTO_SIZE

    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    paragraph = frame.paragraphs[0]
    for rank, item in enumerate(fit.items):
        paragraph = paragraph if rank == 0 else frame.add_paragraph()
        _space(paragraph, fit.size_pt * 0.4)
        if item.lead:
            lead = paragraph.add_run()
            lead.text = f"{item.lead} " if item.text else item.lead
            set_run(lead, fit.size_pt, ink)
            lead.font.bold = True
        run = paragraph.add_run()
        run.text = item.text
        set_run(run, fit.size_pt, ink)
        for line in item.details:
            below = frame.add_paragraph()
            below.level = 1
            _space(below, fit.size_pt * 0.2)
            detail = below.add_run()
            detail.text = line
            set_run(detail, fit.size_pt - 2, quiet)


def fill_cell(
    cell: PptxObject, text: str, size_pt: int, *, is_heading: bool, has_own_colours: bool = False
) -> None:
    """Write one cell of a table; with colours of its own, those of its style are left."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    run = cell.text_frame.paragraphs[0].add_run()
    run.text = text
    ink = "FFFFFF" if is_heading else INK
    set_run(run, size_pt, "" if has_own_colours else ink)
    run.font.bold = is_heading
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Pt(2)
    if has_own_colours:
        return
    cell.fill.solid()
    cell.fill.fore_color.rgb = read_colour(THEME if is_heading else "F4F6F8")


def copy_feet(slide: PptxObject, footer: str) -> None:
    """Give the slide the foot of its layout: python-pptx leaves it behind."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    feet: PptxObject = slide.slide_layout.placeholders
    for shape in feet:
        kind = shape.placeholder_format.type
        if kind not in {KIND.FOOTER, KIND.SLIDE_NUMBER}:
            continue
        element = copy.deepcopy(shape.element)
        element.nvSpPr.cNvPr.set("id", str(max(other.shape_id for other in slide.shapes) + 1))
        slide.shapes._spTree.append(element)  # noqa: SLF001 -- no public way to append a copy
        if kind == KIND.FOOTER:
            copied: PptxObject = slide.shapes[-1]
            copied.text_frame.text = footer


def describe(shape: PptxObject, title: str, alt: str) -> None:
    """Say what a picture or a table shows, to people who do not see it."""
    properties = shape.element._nvXxPr.cNvPr  # noqa: SLF001 -- no public way to the alternative text
    properties.set("name", title)
    properties.set("descr", alt)


def _space(paragraph: PptxObject, after_pt: float) -> None:
    from pptx.util import Pt

    paragraph.space_before = Pt(0)
    paragraph.space_after = Pt(after_pt)


def set_run(run: PptxObject, size_pt: int, colour: str) -> None:
    """Set the size and the colour of a piece of text; no colour leaves that of its place."""
    from pptx.util import Pt

    run.font.size = Pt(size_pt)
    if colour:
        run.font.color.rgb = read_colour(colour)
