"""The flows of a filière drawn: bars in columns, ribbons as wide as their value, fringes."""

from collections.abc import Mapping, Sequence
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
from maillon.reports.sankey_words import (
    describe_flow,
    describe_sankey,
    name_sankey,
    show_estimate,
)
from maillon.reports.svg import FONT, symbol_colour, symbol_path, text_lines, wrap
from maillon.studies.sankeying import Sankey

__all__ = ["draw_sankey"]

_INK, _QUIET, _LINE = "#1d2433", "#4a5262", "#5b6472"
_HALO = 'stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
_HEAD, _LEGEND_STEP, _MARGIN = 58.0, 20.0, 26.0
_FEW_FLOWS, _LEAST_FOR_VALUE, _LEAST_FOR_SYMBOL = 24, 12.0, 6.0
_FRINGE, _CORE = 0.28, 0.5
_EVEN = 0.005  # below this share, the two sides of a bar are read as one number
_ADVANCE = 6.4  # mean width of a character of a value


def draw_sankey(sankey: Sankey, *, width: float = 960, identifier: str = "sankey") -> str:
    """
    Return the diagram as SVG.

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
    """
    layout = lay_out(sankey, width=width)
    matters = list(dict.fromkeys(flow.matter for flow in sankey.flows))
    places = {matter: rank for rank, matter in enumerate(matters)}
    body = "".join(
        [
            *(_draw_boundary(x, layout.height) for x in layout.boundaries),
            *(_draw_ribbon(sankey, ribbon, places, identifier) for ribbon in layout.ribbons),
            *(_draw_bar(sankey, bar, layout) for bar in layout.bars),
            *_write_values(sankey, layout),
        ]
    )
    legend, height = _draw_legend(sankey, layout, matters, identifier)
    title, described = name_sankey(sankey), describe_sankey(sankey)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width:g} {height:g}" '
        f'width="{layout.width:g}" height="{height:g}" font-family="{FONT}" role="img" '
        f'lang="{get_language()}" xml:lang="{get_language()}" '
        f'aria-labelledby="{identifier}-title {identifier}-desc">'
        f'<title id="{identifier}-title">{escape(title)}</title>'
        f'<desc id="{identifier}-desc">{escape(described)}</desc>'
        f"<defs>{_define_hatches(sankey, places, identifier)}</defs>"
        f'<path d="M0 0h{layout.width:g}v{height:g}h-{layout.width:g}z" fill="#fff"/>'
        f"{_draw_head(sankey, title)}"
        f'<g transform="translate(0 {_HEAD:g})">{body}</g>{legend}</svg>'
    )


def _draw_head(sankey: Sankey, title: str) -> str:
    unit = _("Largeurs en {unit}.").format(unit=sankey.unit) if sankey.unit else ""
    return text_lines(
        [title],
        x=_MARGIN,
        y=26,
        step=0,
        attributes=f'font-size="17" font-weight="600" fill="{_INK}"',
    ) + text_lines(
        [unit] if unit else [],
        x=_MARGIN,
        y=45,
        step=0,
        attributes=f'font-size="12.5" fill="{_QUIET}"',
    )


def _define_hatches(sankey: Sankey, places: Mapping[str, int], identifier: str) -> str:
    free = dict.fromkeys(flow.matter for flow in sankey.flows if flow.estimate.is_free)
    return "".join(
        f'<pattern id="{identifier}-free-{places[matter]}" width="7" height="7" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0h3v7h-3z" fill="{symbol_colour(places[matter])}"/></pattern>'
        for matter in free
    )


def _draw_ribbon(sankey: Sankey, ribbon: Ribbon, places: Mapping[str, int], identifier: str) -> str:
    place = places[ribbon.flow.matter]
    colour = symbol_colour(place)
    if ribbon.flow.estimate.is_free:
        strokes = _stroke(ribbon.path, colour, ribbon.outer, 0.12)
        strokes += _stroke(ribbon.path, f"url(#{identifier}-free-{place})", ribbon.thickness, 0.8)
    else:
        strokes = _stroke(ribbon.path, colour, ribbon.outer, _FRINGE)
        strokes += _stroke(ribbon.path, colour, ribbon.inner, _CORE)
    head = _draw_head_of_return(ribbon) if ribbon.is_return else ""
    symbol = ""
    if len(places) > 1 and ribbon.thickness >= _LEAST_FOR_SYMBOL:
        x, y = ribbon.start[0] + 12, ribbon.start[1]
        symbol = (
            f'<path d="M{x:.5g} {y:.5g}{symbol_path(place)}" fill="{colour}" stroke="#fff" '
            'stroke-width=".8"/>'
        )
    sentence = escape(describe_flow(sankey, ribbon.flow))
    return f"<g><title>{sentence}</title>{strokes}{head}{symbol}</g>"


def _stroke(path: str, colour: str, width: float, opacity: float) -> str:
    if width <= 0:
        return ""
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.4g}" '
        f'stroke-opacity="{opacity:g}"/>'
    )


def _draw_head_of_return(ribbon: Ribbon) -> str:
    """Show which way a return goes: a head on each side of its value."""
    x, y = ribbon.label
    size = min(max(ribbon.thickness / 2, 4), 9)
    heads = "".join(
        f"M{at:.5g} {y:.5g}l{size:g} {-size:g}v{2 * size:g}z" for at in (x - 70, x + 60)
    )
    return f'<path d="{heads}" fill="{_INK}" fill-opacity=".75"/>'


def _draw_bar(sankey: Sankey, bar: Bar, layout: SankeyLayout) -> str:
    is_margin = bar.key in {ENTRIES, EXITS}
    look = (
        f'fill="#fff" stroke="{_LINE}" stroke-width="1.5" stroke-dasharray="4 3"'
        if is_margin
        else f'fill="{_INK}"'
    )
    columns = sorted({other.x for other in layout.bars})
    rank = columns.index(bar.x)
    is_last = rank == len(columns) - 1 and rank > 0
    near = columns[rank - 1] if is_last else columns[min(rank + 1, len(columns) - 1)]
    lines = wrap(
        _name_bar(sankey, bar), width=max(abs(near - bar.x) - 12, 120), size=13, most_lines=2
    )
    x, anchor = (bar.x + BAR_WIDTH, "end") if is_last else (bar.x, "start")
    return (
        f'<rect x="{bar.x:.5g}" y="{bar.y:.5g}" width="{BAR_WIDTH:g}" height="{bar.height:.5g}" '
        f"{look}/>"
        + text_lines(
            lines,
            x=x,
            y=bar.y - 21 - 14 * (len(lines) - 1),
            step=14,
            attributes=f'font-size="13" font-weight="600" fill="{_INK}" text-anchor="{anchor}" '
            f"{_HALO}",
        )
        + text_lines(
            [_show_total(sankey, bar)],
            x=x,
            y=bar.y - 6,
            step=0,
            attributes=f'font-size="12" fill="{_QUIET}" text-anchor="{anchor}" {_HALO}',
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
    if not _is_uneven(bar):
        return format_quantity(most, sankey.unit)
    return f"{format_number(bar.entering)} → {format_quantity(bar.leaving, sankey.unit)}"


def _is_uneven(bar: Bar) -> bool:
    """Say whether a bar gives something else than what it receives."""
    most, least = max(bar.entering, bar.leaving), min(bar.entering, bar.leaving)
    return least > 0 and most - least > _EVEN * most


def _write_values(sankey: Sankey, layout: SankeyLayout) -> list[str]:
    """
    Write on each ribbon what it carries, the thickest first.

    A value that finds no free place is not written when the drawing is crowded: the ribbon and
    the table say it in words.
    """
    is_crowded = len(layout.ribbons) > _FEW_FLOWS
    taken = [(bar.x - 30, bar.y - 46, bar.x + 110, bar.y) for bar in layout.bars]
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
        free = [place for place in places if not any(_meet(place[2], box) for box in taken)]
        if is_crowded and not free:
            continue
        x, y, box = (free or places)[0]
        taken.append(box)
        attributes = f'font-size="12" fill="{_INK}" text-anchor="middle" {_HALO}'
        pieces.append(text_lines([text], x=x, y=y + 4, step=0, attributes=attributes))
    return pieces


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Say whether two boxes (left, top, right, bottom) overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _draw_boundary(x: float, height: float) -> str:
    return (
        f'<path d="M{x:.5g} 0V{height - _MARGIN:.5g}" stroke="{_LINE}" stroke-width="1.2" '
        'stroke-dasharray="2 5" stroke-linecap="round"/>'
    )


def _draw_legend(
    sankey: Sankey, layout: SankeyLayout, matters: Sequence[str], identifier: str
) -> tuple[str, float]:
    """Return what explains the drawing, and the height of the whole."""
    y = _HEAD + layout.height + 6
    entries = [
        (_draw_key(place), sankey.get_label(matter))
        for place, matter in enumerate(matters)
        if len(matters) > 1
    ]
    columns = max(int((layout.width - 2 * _MARGIN) / 230), 1)
    pieces = []
    for rank, (key, name) in enumerate(entries):
        x = _MARGIN + (rank % columns) * 230
        at = y + (rank // columns) * _LEGEND_STEP
        pieces.append(f'<g transform="translate({x + 8:g} {at:g})">{key}</g>')
        pieces.append(_write(wrap(name, width=200, size=12, most_lines=1), x=x + 32, y=at + 4))
    y += _LEGEND_STEP * -(-len(entries) // columns)
    for sentence in _explain(sankey, layout):
        lines = wrap(sentence, width=layout.width - 2 * _MARGIN, size=11, most_lines=3)
        pieces.append(_write(lines, x=_MARGIN, y=y + 6))
        y += 16 * len(lines)
    return "".join(pieces), y + 16


def _draw_key(place: int) -> str:
    colour = symbol_colour(place)
    return (
        f'<path d="M-8 -6h26v12h-26z" fill="{colour}" fill-opacity="{_CORE:g}"/>'
        f'<path d="M5 0{symbol_path(place)}" fill="{colour}" stroke="#fff" stroke-width=".8"/>'
    )


def _write(lines: Sequence[str], *, x: float, y: float) -> str:
    attributes = f'font-size="12" fill="{_QUIET}"'
    return text_lines(lines, x=x, y=y, step=16, attributes=attributes)


def _explain(sankey: Sankey, layout: SankeyLayout) -> list[str]:
    """Return a sentence for each thing that the drawing uses."""
    sentences = []
    if any(flow.estimate.standard_error for flow in sankey.flows):
        sentences.append(
            _(
                "Frange claire : de la valeur moins son incertitude à la valeur plus son "
                "incertitude (un écart-type)."
            )
        )
    if any(flow.estimate.is_free for flow in sankey.flows):
        sentences.append(
            _("Hachures : flux que les données ne déterminent pas ; sa largeur est indicative.")
        )
    if any(ribbon.is_return for ribbon in layout.ribbons):
        sentences.append(_("Sous les colonnes, dans le sens des flèches : ce qui revient."))
    if any(map(_is_uneven, layout.bars)):
        sentences.append(_("Deux nombres sous un nom : ce qu’il reçoit → ce qu’il donne."))
    if layout.boundaries:
        sentences.append(_("Pointillés : limite du territoire."))
    return [*sentences, *sankey.notes]
