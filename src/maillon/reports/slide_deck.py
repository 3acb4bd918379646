"""Writes slides: title in its place, text that fits, pictures with their alternative text."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from maillon.reports.clean_text import cut
from maillon.reports.page_stages import say_more
from maillon.reports.slide_parts import (
    CAPTION_PT,
    LONGEST_CAPTION,
    Tile,
    copy_feet,
    describe,
    fill_cell,
    fill_text,
    set_run,
    write_caption,
    write_tiles,
)
from maillon.reports.slide_template import (
    CONTENT,
    CONTENT_IN,
    COVER,
    INK,
    QUIET,
    THEME,
    TITLE_IN,
    TITLE_ONLY,
    PptxObject,
    place,
)
from maillon.reports.slide_text import Fit, Item, count_lines, fit_items, fit_title
from maillon.reports.wording import typeset

if TYPE_CHECKING:
    from pptx.presentation import Presentation

__all__ = ["SlideWriter"]

_PT_PER_IN = 72.0
_INSET_PT = 16.0
_REMARK_IN, _TILES_IN, _TEXT_BESIDE_TILES_PT = 0.4, 1.6, 20


@dataclass(kw_only=True)
class SlideWriter:
    """
    Writes one slide after the other.

    Attributes
    ----------
    deck
        The deck being written.
    footer
        What the foot of each slide says.
    """

    deck: "Presentation"
    footer: str

    def cover(self, title: str, lines: Sequence[str], *, band: str, notes: str) -> None:
        """Write the first slide."""
        slide = self._add(COVER, title, notes, most_lines=3)
        frame = slide.placeholders[1].text_frame
        for rank, line in enumerate([*lines, band] if band else lines):
            paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = cut(line, 220)
            is_band = rank == len(lines)
            set_run(run, 22 if rank == 0 else 16, INK if rank == 0 or is_band else QUIET)
            run.font.bold = is_band

    def text(
        self,
        title: str,
        items: Sequence[Item],
        *,
        remark: str = "",
        tiles: Sequence[Tile] = (),
        total: int = 0,
        notes: str = "",
    ) -> None:
        """
        Write paragraphs as large as they fit, and how many do not.

        Parameters
        ----------
        title
            Title of the slide.
        items
            Paragraphs, the most useful first.
        remark
            A line below them.
        tiles
            Numbers to stand below, when the paragraphs leave room: they are in the notes anyway.
        total
            How many paragraphs there would be, when some were left out before.
        notes
            What the speaker reads.
        """
        slide = self._add(CONTENT, title, notes)
        left, top, width, height = CONTENT_IN
        total = max(total, len(items))
        foot_in = _REMARK_IN if remark else 0.0
        fit = self._fit(items, height - foot_in)
        if len(fit.items) < total:
            foot_in = _REMARK_IN
            fit = self._fit(items, height - foot_in)
            remark = f"{remark} {typeset(say_more(len(fit.items), total))}".strip()
        beside = self._fit(items, height - foot_in - _TILES_IN)
        if tiles and len(beside.items) == total and beside.size_pt >= _TEXT_BESIDE_TILES_PT:
            fit = beside
            tiles_top = top + height - foot_in - _TILES_IN
            write_tiles(slide, tiles, top_in=tiles_top + 0.15, height_in=_TILES_IN - 0.2)
        else:
            tiles = ()
        body = slide.placeholders[1]
        place(body, (left, top, width, height - foot_in - (_TILES_IN if tiles else 0.0)))
        fill_text(body.text_frame, fit)
        if remark:
            write_caption(slide, remark, top_in=top + height - foot_in, height_in=foot_in)

    def _fit(self, items: Sequence[Item], height_in: float) -> Fit:
        return fit_items(
            items,
            width_pt=CONTENT_IN[2] * _PT_PER_IN - _INSET_PT,
            height_pt=height_in * _PT_PER_IN - _INSET_PT,
        )

    def picture(self, title: str, png: bytes, *, alt: str, caption: str, notes: str = "") -> None:
        """Write a picture as large as it fits, its caption below."""
        from pptx.util import Inches

        slide = self._add(TITLE_ONLY, title, notes)
        left, top, width, height = CONTENT_IN
        caption = cut(caption, LONGEST_CAPTION)
        lines = count_lines(caption, CAPTION_PT, width * _PT_PER_IN - _INSET_PT)
        caption_in = lines * CAPTION_PT * 1.25 / _PT_PER_IN + 0.12
        room = height - caption_in - 0.1
        shape: PptxObject = slide.shapes.add_picture(
            BytesIO(png), Inches(left), Inches(top), Inches(width)
        )
        if shape.height > Inches(room):
            shape.width = int(shape.width * Inches(room) / shape.height)
            shape.height = Inches(room)
            shape.left = Inches(left) + (Inches(width) - shape.width) // 2
        describe(shape, title, alt)
        write_caption(slide, caption, top_in=top + height - caption_in, height_in=caption_in)

    def table(
        self, title: str, rows: Sequence[Sequence[str]], *, caption: str, alt: str, notes: str = ""
    ) -> None:
        """Write a table whose first row is its heading and whose other columns are numbers."""
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Inches

        slide = self._add(TITLE_ONLY, title, notes)
        left, top, width, height = CONTENT_IN
        caption = cut(caption, LONGEST_CAPTION)
        lines = count_lines(caption, CAPTION_PT, width * _PT_PER_IN - _INSET_PT)
        caption_in = lines * CAPTION_PT * 1.25 / _PT_PER_IN + 0.12
        row_in = min(0.5, (height - caption_in - 0.1) / len(rows))
        size = 18 if row_in > 0.45 else 16 if row_in > 0.39 else 14
        columns = len(rows[0])
        frame = slide.shapes.add_table(
            len(rows),
            columns,
            Inches(left),
            Inches(top),
            Inches(width),
            Inches(row_in * len(rows)),
        )
        describe(frame, title, alt)
        table = frame.table
        number_in = 2.1
        table.columns[0].width = Inches(width - number_in * (columns - 1))
        for rank in range(1, columns):
            table.columns[rank].width = Inches(number_in)
        longest = int((width - number_in * (columns - 1)) * _PT_PER_IN / (size * 0.56)) - 3
        for row, texts in enumerate(rows):
            table.rows[row].height = Inches(row_in)
            for column, text in enumerate(texts):
                cell = table.cell(row, column)
                fill_cell(
                    cell, cut(text, longest if column == 0 else 24), size, is_heading=row == 0
                )
                if column:
                    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        write_caption(slide, caption, top_in=top + height - caption_in, height_in=caption_in)

    def finish(self) -> None:
        """Write the foot of every slide, last, so that it is read after what it stands below."""
        for slide in self.deck.slides:
            copy_feet(slide, cut(self.footer, 110))

    def _add(self, layout_name: str, title: str, notes: str, most_lines: int = 2) -> PptxObject:
        layout = self.deck.slide_layouts.get_by_name(layout_name)
        slide: PptxObject = self.deck.slides.add_slide(layout)
        text, size = fit_title(
            title, width_pt=TITLE_IN[2] * _PT_PER_IN - _INSET_PT, most_lines=most_lines
        )
        run = slide.shapes.title.text_frame.paragraphs[0].add_run()
        run.text = text
        set_run(run, size, THEME)
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
        return slide
