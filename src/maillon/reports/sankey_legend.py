"""Colours of a flow diagram, and what explains it below."""

from collections.abc import Sequence
from dataclasses import dataclass

from maillon.domain.flows import OUTSIDE
from maillon.domain.language import translate as _
from maillon.reports.sankey_layout import Bar, SankeyLayout
from maillon.reports.svg import symbol_path, text_lines, wrap
from maillon.studies.flowing.drawing import Sankey, SankeyFlow

__all__ = [
    "CORE_OPACITY",
    "FLOW_COLOURS",
    "Colours",
    "choose_colours",
    "draw_legend",
    "flow_class",
    "flow_colour",
    "is_uneven",
]

_QUIET = "#4a5262"
_STEP, _MARGIN, _KEY_WIDTH = 20.0, 26.0, 230.0
CORE_OPACITY = 0.62
# Each holds 3:1 on white; the first five, laid at this opacity, differ for who does not see red or
# green as much as for who does.
FLOW_COLOURS = (
    "#0072b2",
    "#b58900",
    "#009e73",
    "#8c2d04",
    "#1a1a1a",
    "#4b1d6b",
    "#b0236b",
    "#c24a00",
)
_EVEN = 0.005  # below this share, the two sides of a bar are read as one number


@dataclass(frozen=True, kw_only=True, slots=True)
class Colours:
    """
    What the colours of a diagram tell apart.

    Attributes
    ----------
    names
        What each colour stands for, in words, by rank.
    ranks
        Colour of each flow, in the order of the diagram.
    """

    names: tuple[str, ...]
    ranks: tuple[int, ...]


def flow_colour(rank: int) -> str:
    """Return the colour of that rank, for who sees the drawing outside a page."""
    return FLOW_COLOURS[rank % len(FLOW_COLOURS)]


def flow_class(kind: str, rank: int) -> str:
    """Return the class of that colour: `c` for a line, `s` for a surface."""
    return f"sankey-{kind}{rank % len(FLOW_COLOURS)}"


def choose_colours(sankey: Sankey, returns: Sequence[bool]) -> Colours:
    """
    Return the colour of each flow: by what becomes of it, else by matter, else by direction.

    Parameters
    ----------
    returns
        Whether each flow goes back.
    """
    if any(flow.target in sankey.families for flow in sankey.flows):
        names = [_name_family(sankey, flow) for flow in sankey.flows]
    elif len({flow.matter for flow in sankey.flows}) > 1:
        names = [sankey.get_label(flow.matter) for flow in sankey.flows]
    else:
        names = [
            _name_direction(flow, is_return=is_return)
            for flow, is_return in zip(sankey.flows, returns, strict=True)
        ]
    ranks = {name: rank for rank, name in enumerate(dict.fromkeys(names))}
    return Colours(names=tuple(ranks), ranks=tuple(ranks[name] for name in names))


def _name_family(sankey: Sankey, flow: SankeyFlow) -> str:
    if flow.target == OUTSIDE:
        return _("Sort du territoire")
    return sankey.families.get(flow.target) or _("Étape de la filière")


def _name_direction(flow: SankeyFlow, *, is_return: bool) -> str:
    if is_return:
        return _("Revient en arrière")
    if flow.target == OUTSIDE:
        return _("Sort du territoire")
    if flow.source == OUTSIDE:
        return _("Entre dans le territoire")
    return _("Circule dans la filière")


def is_uneven(bar: Bar) -> bool:
    """Say whether a bar gives something else than what it receives."""
    most, least = max(bar.entering, bar.leaving), min(bar.entering, bar.leaving)
    return least > 0 and most - least > _EVEN * most


def draw_legend(
    sankey: Sankey, layout: SankeyLayout, colours: Colours, *, top: float
) -> tuple[str, float]:
    """Return what explains the drawing, and the height of the whole."""
    y = top + layout.height + 6
    names = colours.names if len(colours.names) > 1 else ()
    columns = max(int((layout.width - 2 * _MARGIN) / _KEY_WIDTH), 1)
    pieces = []
    for rank, name in enumerate(names):
        x = _MARGIN + (rank % columns) * _KEY_WIDTH
        at = y + (rank // columns) * _STEP
        pieces.append(f'<g transform="translate({x + 8:g} {at:g})">{_draw_key(rank)}</g>')
        lines = wrap(name, width=_KEY_WIDTH - 30, size=12, most_lines=1)
        pieces.append(_write(lines, x=x + 32, y=at + 4))
    y += _STEP * -(-len(names) // columns)
    for sentence in _explain(sankey, layout):
        lines = wrap(sentence, width=layout.width - 2 * _MARGIN, size=11, most_lines=3)
        pieces.append(_write(lines, x=_MARGIN, y=y + 6))
        y += 16 * len(lines)
    return "".join(pieces), y + 16


def _draw_key(rank: int) -> str:
    look = f'class="{flow_class("s", rank)}" fill="{flow_colour(rank)}"'
    return (
        f'<path {look} d="M-8 -6h26v12h-26z" fill-opacity="{CORE_OPACITY:g}"/>'
        f'<path {look} d="M5 0{symbol_path(rank)}" stroke="#fff" stroke-width=".8"/>'
    )


def _write(lines: Sequence[str], *, x: float, y: float) -> str:
    attributes = f'class="sankey-quiet" font-size="12" fill="{_QUIET}"'
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
    if any(map(is_uneven, layout.bars)):
        sentences.append(_("Deux nombres sous un nom : ce qu’il reçoit → ce qu’il donne."))
    if layout.boundaries:
        sentences.append(_("Pointillés : limite du territoire."))
    return [*sentences, *sankey.notes]
