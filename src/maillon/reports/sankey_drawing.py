"""The flows of a filière drawn: bars in columns, ribbons as wide as their value, fringes."""

from collections.abc import Callable
from html import escape

from maillon.domain.formatting import format_number, format_quantity
from maillon.domain.language import get_language
from maillon.domain.language import translate as _
from maillon.reports.sankey_layout import (
    BAR_WIDTH,
    ENTRIES,
    EXITS,
    Bar,
    Ribbon,
    SankeyLayout,
    lay_out,
)
from maillon.reports.sankey_legend import (
    CORE_OPACITY,
    Colours,
    choose_colours,
    draw_legend,
    flow_class,
    flow_colour,
    is_uneven,
)
from maillon.reports.sankey_words import (
    describe_flow,
    describe_sankey,
    name_sankey,
    show_estimate,
)
from maillon.reports.svg import FONT, symbol_path, text_lines, wrap
from maillon.studies.flowing.drawing import Sankey, SankeyFlow

__all__ = ["LinkTo", "draw_sankey"]

LinkTo = Callable[[SankeyFlow], str | None]
_INK, _QUIET, _LINE = "#1d2433", "#4a5262", "#5b6472"
_HALO = 'stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
_HEAD, _MARGIN = 58.0, 26.0
_FEW_FLOWS, _LEAST_FOR_VALUE, _LEAST_FOR_SYMBOL = 24, 12.0, 6.0
_FRINGE = 0.28
_ADVANCE = 6.4  # mean width of a character of a value
_BAND = 24.0  # height of the bands in which a free place is looked for


def draw_sankey(
    sankey: Sankey,
    *,
    width: float = 960,
    identifier: str = "sankey",
    link_to: LinkTo | None = None,
    is_bare: bool = False,
) -> str:
    """
    Return the diagram as SVG, for a file or for a page.

    The width of a ribbon is the value of its flow, and its light fringe goes from the value less
    its uncertainty to the value plus its uncertainty. A flow that the data do not determine is
    hatched. What goes back does so below. A colour has a symbol, and every ribbon says what it is.

    Parameters
    ----------
    sankey
        What to draw.
    width
        Wanted width; more when returns need room.
    identifier
        Start of the identifiers in the drawing: another one for each drawing of a page.
    link_to
        Gives the address of the record of a flow, if it has one.
    is_bare
        Without title and unit, for a page that says them beside the drawing.

    Notes
    -----
    Presentation attributes and classes only, so that a page that forbids styles shows it and can
    change the colours; `docs/methodes/sankey.md` lists the classes.
    """
    layout = lay_out(sankey, width=width)
    colours = choose_colours(sankey, [ribbon.is_return for ribbon in layout.ribbons])
    body = "".join(
        [
            *(_draw_boundary(x, layout.height) for x in layout.boundaries),
            *(
                _draw_ribbon(sankey, ribbon, rank, colours, identifier, link_to)
                for rank, ribbon in enumerate(layout.ribbons)
            ),
            *_draw_bars(sankey, layout),
            *_write_values(sankey, layout),
        ]
    )
    head = 0.0 if is_bare else _HEAD
    legend, height = draw_legend(sankey, layout, colours, top=head)
    title, described = name_sankey(sankey), describe_sankey(sankey)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width:g} {height:g}" '
        f'width="{layout.width:g}" height="{height:g}" font-family="{FONT}" class="sankey" '
        f'role="group" lang="{get_language()}" xml:lang="{get_language()}" '
        f'aria-labelledby="{identifier}-title" aria-describedby="{identifier}-desc">'
        f'<title id="{identifier}-title">{escape(title)}</title>'
        f'<desc id="{identifier}-desc">{escape(described)}</desc>'
        f"<defs>{_define_hatches(sankey, colours, identifier)}</defs>"
        f'<path class="sankey-ground" d="M0 0h{layout.width:g}v{height:g}h-{layout.width:g}z" '
        f'fill="#fff"/>{"" if is_bare else _draw_head(sankey, title)}'
        f'<g transform="translate(0 {head:g})">{body}</g>{legend}</svg>'
    )


def _draw_head(sankey: Sankey, title: str) -> str:
    unit = _("Largeurs en {unit}.").format(unit=sankey.unit) if sankey.unit else ""
    matters = {flow.matter for flow in sankey.flows}
    matter = sankey.get_label(matters.pop()) if len(matters) == 1 else ""
    if matter and unit:
        unit = _("{matter}, largeurs en {unit}.").format(matter=matter, unit=sankey.unit)
    return text_lines(
        [title],
        x=_MARGIN,
        y=26,
        step=0,
        attributes=f'class="sankey-ink" font-size="17" font-weight="600" fill="{_INK}"',
    ) + text_lines(
        [unit] if unit else [],
        x=_MARGIN,
        y=45,
        step=0,
        attributes=f'class="sankey-quiet" font-size="12.5" fill="{_QUIET}"',
    )


def _define_hatches(sankey: Sankey, colours: Colours, identifier: str) -> str:
    free = {colours.ranks[rank] for rank, flow in enumerate(sankey.flows) if flow.estimate.is_free}
    return "".join(
        f'<pattern id="{identifier}-free-{rank}" width="7" height="7" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path class="{flow_class("s", rank)}" d="M0 0h3v7h-3z" '
        f'fill="{flow_colour(rank)}"/></pattern>'
        for rank in sorted(free)
    )


def _draw_ribbon(
    sankey: Sankey,
    ribbon: Ribbon,
    place: int,
    colours: Colours,
    identifier: str,
    link_to: LinkTo | None,
) -> str:
    rank = colours.ranks[place]
    path = f'd="{ribbon.path}" fill="none"'
    colour = f'class="sankey-%s {flow_class("c", rank)}" stroke="{flow_colour(rank)}"'
    edge = (
        f'<path class="sankey-edge" {path} stroke="{_INK}" stroke-opacity="0" '
        f'stroke-width="{max(ribbon.outer, ribbon.thickness) + 4:.4g}"/>'
    )
    if ribbon.flow.estimate.is_free:
        strokes = _stroke(path, colour % "fringe", ribbon.outer, 0.12)
        hatches = f'class="sankey-free" stroke="url(#{identifier}-free-{rank})"'
        strokes += _stroke(path, hatches, ribbon.thickness, 0.8)
    else:
        strokes = _stroke(path, colour % "fringe", ribbon.outer, _FRINGE)
        strokes += _stroke(path, colour % "core", ribbon.inner, CORE_OPACITY)
    head = _draw_head_of_return(ribbon) if ribbon.is_return else ""
    symbol = ""
    if len(colours.names) > 1 and ribbon.thickness >= _LEAST_FOR_SYMBOL:
        x, y = ribbon.start[0] + 12, ribbon.start[1]
        symbol = (
            f'<path class="{flow_class("s", rank)}" d="M{x:.5g} {y:.5g}{symbol_path(rank)}" '
            f'fill="{flow_colour(rank)}" stroke="#fff" stroke-width=".8"/>'
        )
    sentence = escape(describe_flow(sankey, ribbon.flow))
    address = link_to(ribbon.flow) if link_to else None
    opening, closing = (
        (f'<a href="{escape(address)}"', "</a>")
        if address
        else ('<g tabindex="0" role="img"', "</g>")
    )
    return (
        f'{opening} class="sankey-flow" aria-label="{sentence}"><title>{sentence}</title>'
        f"{edge}{strokes}{head}{symbol}{closing}"
    )


def _stroke(path: str, look: str, width: float, opacity: float) -> str:
    if width <= 0:
        return ""
    return f'<path {look} {path} stroke-width="{width:.4g}" stroke-opacity="{opacity:g}"/>'


def _draw_head_of_return(ribbon: Ribbon) -> str:
    """Show which way a return goes: a head on each side of its value."""
    x, y = ribbon.label
    size = min(max(ribbon.thickness / 2, 4), 9)
    heads = "".join(
        f"M{at:.5g} {y:.5g}l{size:g} {-size:g}v{2 * size:g}z" for at in (x - 70, x + 60)
    )
    return f'<path class="sankey-ink" d="{heads}" fill="{_INK}" fill-opacity=".75"/>'


def _draw_bars(sankey: Sankey, layout: SankeyLayout) -> list[str]:
    columns = sorted({bar.x for bar in layout.bars})
    ranks = {x: rank for rank, x in enumerate(columns)}
    pieces = []
    for bar in layout.bars:
        rank = ranks[bar.x]
        is_last = rank == len(columns) - 1 and rank > 0
        near = columns[rank - 1] if is_last else columns[min(rank + 1, len(columns) - 1)]
        pieces.append(
            _draw_bar(sankey, bar, room=max(abs(near - bar.x) - 12, 120), is_last=is_last)
        )
    return pieces


def _draw_bar(sankey: Sankey, bar: Bar, *, room: float, is_last: bool) -> str:
    is_margin = bar.key in {ENTRIES, EXITS}
    look = (
        f'class="sankey-margin" fill="#fff" stroke="{_LINE}" stroke-width="1.5" '
        'stroke-dasharray="4 3"'
        if is_margin
        else f'class="sankey-bar" fill="{_INK}"'
    )
    lines = wrap(_name_bar(sankey, bar), width=room, size=13, most_lines=2)
    x, anchor = (bar.x + BAR_WIDTH, "end") if is_last else (bar.x, "start")
    return (
        f'<rect {look} x="{bar.x:.5g}" y="{bar.y:.5g}" width="{BAR_WIDTH:g}" '
        f'height="{bar.height:.5g}"/>'
        + text_lines(
            lines,
            x=x,
            y=bar.y - 21 - 14 * (len(lines) - 1),
            step=14,
            attributes=f'class="sankey-ink sankey-halo" font-size="13" font-weight="600" '
            f'fill="{_INK}" text-anchor="{anchor}" {_HALO}',
        )
        + text_lines(
            [_show_total(sankey, bar)],
            x=x,
            y=bar.y - 6,
            step=0,
            attributes=f'class="sankey-quiet sankey-halo" font-size="12" fill="{_QUIET}" '
            f'text-anchor="{anchor}" {_HALO}',
        )
    )


def _name_bar(sankey: Sankey, bar: Bar) -> str:
    if bar.key == ENTRIES:
        return _("Entrées dans le territoire")
    if bar.key == EXITS:
        return _("Sorties du territoire")
    return sankey.get_label(bar.key)


def _show_total(sankey: Sankey, bar: Bar) -> str:
    most = max(bar.entering, bar.leaving)
    if not most:
        return _("non connu")
    if not is_uneven(bar):
        return format_quantity(most, sankey.unit)
    return f"{format_number(bar.entering)} → {format_quantity(bar.leaving, sankey.unit)}"


def _write_values(sankey: Sankey, layout: SankeyLayout) -> list[str]:
    """
    Write on each ribbon what it carries, the thickest first.

    A value that finds no free place is not written when the drawing is crowded: the ribbon and
    the table say it in words.
    """
    is_crowded = len(layout.ribbons) > _FEW_FLOWS
    taken = _Taken()
    for bar in layout.bars:
        taken.add((bar.x - 30, bar.y - 46, bar.x + 110, bar.y))
    pieces = []
    for ribbon in sorted(layout.ribbons, key=lambda one: -one.thickness):
        if is_crowded and ribbon.thickness < _LEAST_FOR_VALUE:
            break
        text = show_estimate(sankey, ribbon.flow)
        reach = len(text) * _ADVANCE / 2
        near_start = (ribbon.start[0] + 24 + reach, ribbon.start[1])
        places = [
            (x, y, (x - reach, y - 7, x + reach, y + 7)) for x, y in (ribbon.label, near_start)
        ]
        free = [place for place in places if not taken.meets(place[2])]
        if is_crowded and not free:
            continue
        x, y, box = (free or places)[0]
        taken.add(box)
        attributes = (
            f'class="sankey-ink sankey-halo" font-size="12" fill="{_INK}" text-anchor="middle" '
            f"{_HALO}"
        )
        pieces.append(text_lines([text], x=x, y=y + 4, step=0, attributes=attributes))
    return pieces


class _Taken:
    """Boxes (left, top, right, bottom) where something is already written, by level band."""

    def __init__(self) -> None:
        self._bands: dict[int, list[tuple[float, ...]]] = {}

    def add(self, box: tuple[float, ...]) -> None:
        for band in self._list_bands(box):
            self._bands.setdefault(band, []).append(box)

    def meets(self, box: tuple[float, ...]) -> bool:
        left, top, right, bottom = box
        return any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for band in self._list_bands(box)
            for other in self._bands.get(band, ())
        )

    @staticmethod
    def _list_bands(box: tuple[float, ...]) -> range:
        return range(int(box[1] // _BAND), int(box[3] // _BAND) + 1)


def _draw_boundary(x: float, height: float) -> str:
    return (
        f'<path class="sankey-limit" d="M{x:.5g} 0V{height - _MARGIN:.5g}" stroke="{_LINE}" '
        'stroke-width="1.2" '
        'stroke-dasharray="2 5" stroke-linecap="round"/>'
    )
