"""What to draw of the flows of a filière: one year, one unit, the best value known of each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE, FlowModel
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.domain.nesting import climb, iter_upwards
from maillon.domain.text import split_words
from maillon.flows.nesting import find_nesting
from maillon.studies.flowing.drawing_choices import choose_drawn_unit, choose_matter, choose_year
from maillon.studies.flowing.estimates import (
    FlowEstimate,
    add_estimates,
    as_measured,
    list_estimates,
    scale_estimate,
)
from maillon.studies.flowing.levels import FlowGroup, GroupKey, count_model_levels, group_at_level

__all__ = [
    "FlowEstimate",
    "Sankey",
    "SankeyFlow",
    "as_measured",
    "find_exchanges",
    "list_estimates",
    "make_sankey",
]

# First word of the nodes that OpenSankey's workbooks use for what crosses the boundary.
_EXCHANGE_WORDS = ("IMPORT", "EXPORT")
_MOST_FLOWS = 2000  # beyond, nobody reads the drawing
_GAP = 0.01  # of a total: below, its parts are read as making it up


@dataclass(frozen=True, kw_only=True, slots=True)
class SankeyFlow:
    """
    One flow to draw: its ends, its matter, and the best value known.

    Attributes
    ----------
    places
        Flows of the model that it shows: several when a level adds them up.
    """

    source: str
    target: str
    matter: str
    estimate: FlowEstimate
    reference: str = ""
    places: tuple[int, ...] = ()

    @property
    def width_value(self) -> float:
        """Return the value that the width shows: the middle of its interval when it is free."""
        estimate = self.estimate
        if estimate.value is not None:
            return max(estimate.value, 0.0)
        if estimate.low is not None and estimate.high is not None:
            return max((estimate.low + estimate.high) / 2, 0.0)
        return max(estimate.low or 0.0, 0.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sankey:
    """
    A diagram to draw.

    Attributes
    ----------
    stages
        Nodes in the order of the filière; empty when nobody ordered them.
    families
        What a node does of what it receives, in words; empty when nobody said it.
    level
        Level that is drawn; `None` when nothing is nested.
    notes
        What the reader must know of what was chosen or left out.
    """

    flows: tuple[SankeyFlow, ...]
    unit: str = ""
    year: int | None = None
    title: str = ""
    stages: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    level: int | None = None
    notes: tuple[str, ...] = ()

    def get_label(self, key: str) -> str:
        """Return the name to show of a node or a matter."""
        if key == OUTSIDE:
            return _("Hors du territoire")
        return self.labels.get(key) or key


def make_sankey(  # noqa: PLR0913 - each is a choice of the person
    model: FlowModel,
    *,
    estimates: Sequence[FlowEstimate] = (),
    totals: Mapping[GroupKey, FlowEstimate] | None = None,
    year: int | None = None,
    matter: str = "",
    level: int | None = None,
    unit: str = "",
    notes: Sequence[str] = (),
) -> Sankey:
    """
    Return the diagram of one year, of every matter of one unit or of one matter, at one level.

    Parameters
    ----------
    estimates
        One a flow of the model, in the same order; empty to draw the values as measured.
    totals
        What is known of sums that the model does not name, in its units; the others are added up.
    year
        The latest one when several are there and none is asked.
    matter
        Key or name of the matter; every one when empty.
    level
        1 draws only what stands in nothing else; the finest when `None`.
    unit
        What is counted in another is converted; what cannot be is left out, and said.

    Raises
    ------
    InvalidInput
        If the year or the matter is not there, if a value is not a finite number, or if the flows
        left have several units or are too many to be read.
    """
    known = list(estimates) or [as_measured(flow) for flow in model.flows]
    if len(known) != len(model.flows):
        raise ValueError("one estimate a flow")
    chosen, year_notes = choose_year(model, year)
    places = [place for place, flow in enumerate(model.flows) if flow.year in {chosen, None}]
    places = choose_matter(model, places, matter)
    _check_finite(model, [(place, known[place]) for place in places])
    symbol, factors, unit_notes = choose_drawn_unit(
        model, [model.flows[place] for place in places], unit
    )
    kept = [
        (place, scale_estimate(known[place], factor))
        for place, factor in zip(places, factors, strict=True)
        if factor is not None
    ]
    part = replace(model, flows=tuple(replace(model.flows[p], year=chosen) for p, _e in kept))
    sums = {
        (*key[:3], chosen): scale_estimate(total, kept_factor)
        for key, total in (totals or {}).items()
        if key[3] in {chosen, None}
        and (kept_factor := _find_factor_of(model, key, places, factors)) is not None
    }
    drawn, level_notes, depth = _draw_level(part, kept, sums, level)
    _check_count(drawn)
    return Sankey(
        flows=tuple(drawn),
        unit=symbol,
        year=chosen,
        title=model.title,
        stages=tuple(
            dict.fromkeys(climb(stage, model.parents, depth or 1) for stage in model.stages)
            if depth
            else model.stages
        ),
        labels=model.labels,
        families=_inherit_families(model),
        level=depth,
        notes=(*notes, *year_notes, *unit_notes, *level_notes),
    )


def _draw_level(
    model: FlowModel,
    known: Sequence[tuple[int, FlowEstimate]],
    sums: Mapping[GroupKey, FlowEstimate],
    level: int | None,
) -> tuple[list[SankeyFlow], list[str], int | None]:
    """Return the flows at a level, what must be said of it, and the level that was chosen."""
    levels = count_model_levels(model)
    if levels == 1:
        groups = [
            FlowGroup(key=(flow.source, flow.target, flow.matter, flow.year), places=(place,))
            for place, flow in enumerate(model.flows)
        ]
        return [_make_flow(model, known, sums, group) for group in groups], [], None
    if level is not None and level < 1:
        raise InvalidInput(
            f"level {level}",
            user=_("Le niveau va de 1 (le plus large) à {levels}.").format(levels=levels),
        )
    depth = min(level or levels, levels)
    found = group_at_level(model, depth)
    drawn = [_make_flow(model, known, sums, group) for group in found]
    notes = [_("Niveau dessiné : {level} sur {levels}.").format(level=depth, levels=levels)]
    added = [group for group in found if len(group.places) > 1 and group.key not in sums]
    if any(known[place][1].standard_error for group in added for place in group.places):
        notes.append(
            _(
                "L’incertitude d’une somme est la racine de la somme des carrés, comme si les "
                "erreurs étaient indépendantes."
            )
        )
    notes += _say_short(model, known)
    inner = sum(
        climb(flow.source, model.parents, depth) == climb(flow.target, model.parents, depth)
        for flow in model.flows
    )
    if inner:
        notes.append(
            translate_plural(
                "{count} flux interne à un maillon n’est pas dessiné à ce niveau.",
                "{count} flux internes à un maillon ne sont pas dessinés à ce niveau.",
                inner,
            ).format(count=format_number(inner))
        )
    return drawn, notes, depth


def _say_short(model: FlowModel, known: Sequence[tuple[int, FlowEstimate]]) -> list[str]:
    """Say which totals their parts do not make up, so that a finer level shows less or more."""
    names = []
    for total in find_nesting(model).totals:
        whole, parts = (
            add_estimates([known[place][1] for place in side])
            for side in (total.places, total.parts)
        )
        if whole.value is None or parts.value is None or parts.is_free:
            continue
        allowed = 2 * math.hypot(whole.standard_error or 0.0, parts.standard_error or 0.0)
        if abs(whole.value - parts.value) > max(allowed, _GAP * abs(whole.value)):
            flow = model.flows[total.places[0]]
            names.append(f"{model.get_label(flow.source)} → {model.get_label(flow.target)}")
    if not names:
        return []
    return [
        _("Le détail ne fait pas le total, à lire avec prudence : {names}.").format(
            names=", ".join(names[:3])
        )
    ]


def _make_flow(
    model: FlowModel,
    known: Sequence[tuple[int, FlowEstimate]],
    sums: Mapping[GroupKey, FlowEstimate],
    group: FlowGroup,
) -> SankeyFlow:
    source, target, matter, _year = group.key
    references = dict.fromkeys(model.flows[place].reference for place in group.places)
    is_sum = len(group.places) > 1
    estimate = sums.get(group.key) if is_sum else None
    return SankeyFlow(
        source=source,
        target=target,
        matter=matter,
        estimate=estimate or add_estimates([known[place][1] for place in group.places]),
        reference=" ; ".join(filter(None, references)),
        places=tuple(known[place][0] for place in group.places),
    )


def _find_factor_of(
    model: FlowModel, key: GroupKey, places: Sequence[int], factors: Sequence[float | None]
) -> float | None:
    """Return what a total is to be multiplied by: as the first flow that stands in it."""
    return next(
        (
            factor
            for place, factor in zip(places, factors, strict=True)
            if key[2] in iter_upwards(model.flows[place].matter, model.matter_parents)
            and key[0] in iter_upwards(model.flows[place].source, model.parents)
            and key[1] in iter_upwards(model.flows[place].target, model.parents)
        ),
        None,
    )


def _inherit_families(model: FlowModel) -> dict[str, str]:
    """Return the family of every node: its own, or that of what it stands in."""
    found = {}
    for node in model.nodes:
        family = next(
            (
                model.families[above]
                for above in iter_upwards(node, model.parents)
                if above in model.families
            ),
            "",
        )
        if family:
            found[node] = family
    return found


def find_exchanges(names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of the nodes whose name says that they are imports or exports."""
    return tuple(
        key
        for key, name in names.items()
        if (words := split_words(name)) and words[0].startswith(_EXCHANGE_WORDS)
    )


def _check_finite(model: FlowModel, entries: Sequence[tuple[int, FlowEstimate]]) -> None:
    for place, known in entries:
        numbers = (known.value, known.standard_error, known.low, known.high)
        if not all(math.isfinite(number) for number in numbers if number is not None):
            flow = model.flows[place]
            raise InvalidInput(
                f"{flow.cell or flow.source}: not finite: {numbers!r}",
                user=_(
                    "{place} : une valeur n’est pas un nombre fini ; corrigez-la avant de dessiner."
                ).format(place=flow.cell or f"{flow.source} → {flow.target}"),
            )


def _check_count(flows: Sequence[SankeyFlow]) -> None:
    if len(flows) > _MOST_FLOWS:
        raise InvalidInput(
            f"{len(flows)} flows to draw",
            user=_(
                "{count} flux sont trop pour un seul dessin ({most} au plus) : choisissez une "
                "matière, ou un niveau plus large."
            ).format(count=format_number(len(flows)), most=format_number(_MOST_FLOWS)),
        )
