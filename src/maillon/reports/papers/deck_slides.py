"""Writes the slides of a document in the form of a deck."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from maillon.domain.language import translate as _
from maillon.domain.papers import KeyFigure, Paper
from maillon.reports.clean_text import cut
from maillon.reports.papers.deck_plan import (
    TILES_A_ROW,
    TILES_IN,
    Figures,
    Room,
    Segment,
    SlidePlan,
    Texts,
    plan_slides,
)
from maillon.reports.papers.own_deck import DeckForm
from maillon.reports.papers.words import say_blank
from maillon.reports.slide_parts import (
    copy_feet,
    describe,
    fill_cell,
    fill_text,
    set_run,
    write_caption,
    write_tiles,
)
from maillon.reports.slide_template import PptxObject, place
from maillon.reports.slide_text import Item, count_lines, fit_title

__all__ = ["DeckWriter"]

_PT_PER_IN, _INSET_PT = 72.0, 16.0
_TILE_GAP_IN, _CAPTION_IN, _HAIR_IN = 0.25, 0.6, 0.01
# On two lines, a larger title would touch what stands below it.
_TWO_LINES_PT = 24


@dataclass
class DeckWriter:
    """
    Writes the slides one after the other.

    Attributes
    ----------
    form
        The deck and its layouts.
    footer
        What the foot of each slide says.
    """

    form: DeckForm
    footer: str
    _titles: set[str] = field(default_factory=set)

    def cover(self, paper: Paper) -> None:
        """Write the first slide."""
        slide = self._add(self.form.cover, paper.title, most_lines=3)
        lines = [text for text in (paper.subtitle, *paper.lines, paper.band) if text]
        holder = _find_place(slide, 1)
        if holder is None:
            return
        if not lines:
            holder.element.getparent().remove(holder.element)
            return
        frame = holder.text_frame
        for rank, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = cut(line, 220)
            is_dark = rank == 0 or line == paper.band
            set_run(run, 22 if rank == 0 else 16, self.form.ink if is_dark else self.form.quiet)
            run.font.bold = line == paper.band

    def part(self, title: str, segments: Sequence[Segment], notes: Sequence[str]) -> None:
        """Write the slides of one part; their titles are numbered when there are several."""
        figures = [
            figure
            for segment in segments
            if isinstance(segment, Figures)
            for figure in segment.figures
        ]
        _left, _top, width, height = self.form.content_in
        shown = _tell_all(segments) if self.form.is_own else segments
        plans = plan_slides(shown, Room(width_in=width, height_in=height))
        said = [*notes, *map(_explain, figures)]
        for rank, plan in enumerate(plans, 1):
            whole = f"{title} : {plan.subtitle}" if plan.subtitle else title
            numbered = f"{whole} ({rank}/{len(plans)})" if len(plans) > 1 else whole
            self._write(numbered, plan, [*(said if rank == 1 else []), *plan.notes])

    def finish(self) -> None:
        """Write the foot of every slide, last, so that it is read after what it stands below."""
        for slide in self.form.deck.slides:
            copy_feet(slide, cut(self.footer, 110))

    def _write(self, title: str, plan: SlidePlan, notes: Sequence[str]) -> None:
        if plan.rows:
            self._write_table(self._add(self.form.title_only, title, notes), plan)
        elif plan.fit is None:
            slide = self._add(self.form.title_only, title, notes)
            self._write_tiles(slide, plan.tiles, self.form.content_in[1])
        else:
            self._write_texts(self._add(self.form.content, title, notes), plan)

    def _write_texts(self, slide: PptxObject, plan: SlidePlan) -> None:
        body = _find_place(slide, self.form.body_rank)
        if plan.fit is None or body is None:
            return
        fill_text(body.text_frame, plan.fit, ink=self.form.ink, quiet=self.form.quiet)
        if not plan.tiles:
            return
        left, top, width, height = self.form.content_in
        shown_in = plan.fit.height_pt / _PT_PER_IN + 0.25
        if plan.has_tiles_first:
            self._write_tiles(slide, plan.tiles, top)
            place(body, (left, top + TILES_IN, width, height - TILES_IN))
        else:
            place(body, (left, top, width, shown_in - _HAIR_IN))
            self._write_tiles(slide, plan.tiles, top + shown_in)

    def _write_tiles(self, slide: PptxObject, figures: Sequence[KeyFigure], top_in: float) -> None:
        for rank in range(0, len(figures), TILES_A_ROW):
            row = figures[rank : rank + TILES_A_ROW]
            tiles = [(_show(figure), figure.label, "") for figure in row]
            write_tiles(slide, tiles, top_in=top_in, height_in=TILES_IN - _TILE_GAP_IN)
            top_in += TILES_IN

    def _write_table(self, slide: PptxObject, plan: SlidePlan) -> None:
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Inches, Pt

        left, top, width, _height = self.form.content_in
        tall = sum(plan.heights_pt)
        frame = slide.shapes.add_table(
            len(plan.rows), len(plan.columns), Inches(left), Inches(top), Inches(width), Pt(tall)
        )
        describe(frame, plan.caption, plan.caption)
        whole = sum(column.share for column in plan.columns)
        for rank, column in enumerate(plan.columns):
            frame.table.columns[rank].width = Inches(width * column.share / whole)
        for row, texts in enumerate(plan.rows):
            frame.table.rows[row].height = Pt(plan.heights_pt[row])
            for rank, text in enumerate(texts):
                cell = frame.table.cell(row, rank)
                fill_cell(
                    cell,
                    text,
                    plan.size_pt,
                    is_heading=row == 0,
                    has_own_colours=self.form.is_own,
                )
                if plan.columns[rank].is_number:
                    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        write_caption(
            slide,
            plan.caption,
            top_in=top + tall / _PT_PER_IN + 0.1,
            height_in=_CAPTION_IN,
            across_in=(left, width),
            colour=self.form.quiet,
        )

    def _add(
        self, layout: PptxObject, title: str, notes: Sequence[str] = (), most_lines: int = 2
    ) -> PptxObject:
        slide: PptxObject = self.form.deck.slides.add_slide(layout)
        width_pt = self.form.title_in[2] * _PT_PER_IN - _INSET_PT
        text, size = fit_title(self._distinguish(title), width_pt=width_pt, most_lines=most_lines)
        if most_lines == 2 and count_lines(text, size, width_pt, letter_em=0.57) > 1:
            size = min(size, _TWO_LINES_PT)
        run = slide.shapes.title.text_frame.paragraphs[0].add_run()
        run.text = text
        set_run(run, size, self.form.theme)
        if notes:
            slide.notes_slide.notes_text_frame.text = "\n\n".join(notes)
        return slide

    def _distinguish(self, title: str) -> str:
        """Return a title that no other slide has: people who listen find their way by titles."""
        wanted, rank = title, 2
        while wanted in self._titles:
            wanted = f"{title} ({_('suite {rank}').format(rank=rank)})"
            rank += 1
        self._titles.add(wanted)
        return wanted


def _find_place(slide: PptxObject, rank: int) -> PptxObject:
    return next(
        (shape for shape in slide.placeholders if shape.placeholder_format.idx == rank), None
    )


def _tell_all(segments: Sequence[Segment]) -> list[Segment]:
    """Return numbers as paragraphs: a master of one's own says how text looks, not tiles."""
    told: list[Segment] = []
    for segment in segments:
        shown = Texts(items=_tell(segment)) if isinstance(segment, Figures) else segment
        if isinstance(shown, Texts) and told and isinstance(told[-1], Texts):
            told[-1] = Texts(items=[*told[-1].items, *shown.items])
        else:
            told.append(shown)
    return told


def _tell(segment: Figures) -> list[Item]:
    return [Item(lead=_show(figure), text=figure.label) for figure in segment.figures]


def _show(figure: KeyFigure) -> str:
    return say_blank(figure.value) if figure.is_blank else figure.value


def _explain(figure: KeyFigure) -> str:
    """Return how a figure was made, and all of what its tile had no room for."""
    lines = (f"{figure.label} : {_show(figure)}", figure.explanation)
    return "\n".join(line for line in lines if line)
