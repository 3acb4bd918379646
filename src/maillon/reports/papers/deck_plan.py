"""Which slides a part of a document makes: texts, numbers and tables, in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from maillon.domain.papers import KeyFigure, TableColumn
from maillon.reports.papers.deck_fit import paginate_items, paginate_rows
from maillon.reports.slide_text import Fit, Item, fit_items

__all__ = [
    "TILES_A_ROW",
    "TILES_IN",
    "Figures",
    "Grid",
    "Room",
    "Segment",
    "SlidePlan",
    "Texts",
    "plan_slides",
]

TILES_A_ROW, TILES_IN = 4, 1.8
_PT_PER_IN, _INSET_PT, _CAPTION_IN = 72.0, 16.0, 0.75
_LEAST_PT = 18


@dataclass
class Texts:
    """Paragraphs that follow each other."""

    items: list[Item]


@dataclass
class Figures:
    """Numbers side by side."""

    figures: list[KeyFigure]


@dataclass
class Grid:
    """A table; its subtitle joins the title of its slides."""

    caption: str
    columns: Sequence[TableColumn]
    rows: list[list[str]]
    subtitle: str = ""


Segment: TypeAlias = Texts | Figures | Grid


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """Where the content of a slide stands, in inches."""

    width_in: float
    height_in: float

    @property
    def width_pt(self) -> float:
        """Width for text."""
        return self.width_in * _PT_PER_IN - _INSET_PT

    def height_pt(self, taken_in: float = 0.0) -> float:
        """Height for text, less what something else takes."""
        return (self.height_in - taken_in) * _PT_PER_IN - _INSET_PT


@dataclass(kw_only=True)
class SlidePlan:
    """
    One slide.

    Attributes
    ----------
    fit
        Paragraphs, with their size.
    tiles
        Numbers; above the paragraphs or below them.
    rows, heights_pt, size_pt, columns, caption
        A table, its heading first.
    notes
        What only the speaker reads.
    """

    subtitle: str = ""
    fit: Fit | None = None
    tiles: list[KeyFigure] = field(default_factory=list)
    has_tiles_first: bool = True
    rows: list[list[str]] = field(default_factory=list)
    heights_pt: list[float] = field(default_factory=list)
    size_pt: int = 14
    columns: Sequence[TableColumn] = ()
    caption: str = ""
    notes: list[str] = field(default_factory=list)


def plan_slides(segments: Sequence[Segment], room: Room) -> list[SlidePlan]:
    """Return the slides of a part; numbers and short texts that touch share one."""
    plans: list[SlidePlan] = []
    rank = 0
    while rank < len(segments):
        segment = segments[rank]
        following = segments[rank + 1] if rank + 1 < len(segments) else None
        joined = _join(segment, following, room)
        if joined is not None:
            plans.append(joined)
            rank += 2
            continue
        plans += _plan(segment, room)
        rank += 1
    return plans


def _join(one: Segment, other: Segment | None, room: Room) -> SlidePlan | None:
    """Return a slide that holds numbers and texts, when they fit together."""
    figures = next((part.figures for part in (one, other) if isinstance(part, Figures)), None)
    items = next((part.items for part in (one, other) if isinstance(part, Texts)), None)
    if figures is None or items is None or len(figures) > TILES_A_ROW:
        return None
    height_pt = room.height_pt(TILES_IN)
    fit = fit_items(items, width_pt=room.width_pt, height_pt=height_pt, longest=4000)
    if len(fit.items) < len(items) or fit.size_pt < _LEAST_PT or fit.height_pt > height_pt:
        return None
    return SlidePlan(fit=fit, tiles=figures, has_tiles_first=isinstance(one, Figures))


def _plan(segment: Segment, room: Room) -> Iterator[SlidePlan]:
    if isinstance(segment, Texts):
        for fit in paginate_items(
            segment.items, width_pt=room.width_pt, height_pt=room.height_pt()
        ):
            yield SlidePlan(fit=fit)
    elif isinstance(segment, Figures):
        most = TILES_A_ROW * max(int(room.height_in // TILES_IN), 1)
        for start in range(0, len(segment.figures), most):
            yield SlidePlan(tiles=segment.figures[start : start + most])
    else:
        yield from _plan_grid(segment, room)


def _plan_grid(grid: Grid, room: Room) -> Iterator[SlidePlan]:
    whole = sum(column.share for column in grid.columns)
    widths = [room.width_in * _PT_PER_IN * column.share / whole for column in grid.columns]
    height_pt = (room.height_in - _CAPTION_IN) * _PT_PER_IN
    for size in (18, 16, 14):
        pages = paginate_rows(
            grid.columns, grid.rows, widths_pt=widths, height_pt=height_pt, size_pt=size
        )
        if len(pages) == 1 and pages[0].is_easy:
            break
    for page in pages:
        yield SlidePlan(
            subtitle=grid.subtitle,
            rows=page.rows,
            heights_pt=page.heights_pt,
            size_pt=page.size_pt,
            columns=grid.columns,
            caption=grid.caption,
            notes=page.cut,
        )
