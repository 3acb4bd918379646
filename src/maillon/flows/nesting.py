"""Totals and their parts: what is said of a place that holds others, or of a family of matters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from maillon.domain.flows import OUTSIDE, FlowModel
from maillon.domain.nesting import count_levels, iter_upwards

__all__ = ["Nesting", "Total", "find_nesting"]

Year = int | None
FlowKey = tuple[str, str, str, Year]
NodeKey = tuple[str, str, Year]
_WHOLE = 7  # the three dimensions of a flow: source, target, matter


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """
    Flows that are together the sum of others, by place in the model.

    Attributes
    ----------
    parts
        The finest flows that stand in it: none of them is the sum of others.
    """

    places: tuple[int, ...]
    parts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Nesting:
    """
    How the flows of a model stand in one another.

    Attributes
    ----------
    totals
        A flow on what holds others is the sum of theirs: in the balance of a stage, only the
        parts count.
    counted
        Whether a flow counts in the balances of the stages; empty when all do.
    balanced_at
        Stage and matter at which what is said of a stage and a matter balances, when it is not
        there: some flow is only known of what holds it.
    crossing
        Pairs of flows, no sums of others, of which each is the larger one way: they say something
        twice and nobody knows how much.
    """

    totals: tuple[Total, ...] = ()
    counted: tuple[bool, ...] = ()
    balanced_at: Mapping[NodeKey, tuple[str, str]] = field(default_factory=dict)
    crossing: tuple[tuple[int, int], ...] = ()

    def is_counted(self, place: int) -> bool:
        """Say whether the flow at that place counts in the balances of the stages."""
        return not self.counted or self.counted[place]

    def locate(self, stage: str, matter: str, year: Year) -> tuple[str, str]:
        """Return the stage and the matter at which a stage and a matter balance."""
        return self.balanced_at.get((stage, matter, year), (stage, matter))


def find_nesting(model: FlowModel) -> Nesting:
    """Return how the flows of a model stand in one another; nothing when nothing is nested."""
    if not model.parents and not model.matter_parents:
        return Nesting()
    places: dict[FlowKey, list[int]] = {}
    for place, flow in enumerate(model.flows):
        key = (flow.source, flow.target, flow.matter, flow.year)
        places.setdefault(key, []).append(place)
    totals = _find_totals(model, places)
    summed = {place for total in totals for place in total.places}
    counted = tuple(place not in summed for place in range(len(model.flows)))
    return Nesting(
        totals=totals,
        counted=counted,
        balanced_at=_find_balanced(model, counted),
        crossing=tuple(_find_crossing(model, places, counted)),
    )


def _iter_above(model: FlowModel, key: FlowKey) -> Iterator[tuple[FlowKey, int]]:
    """Yield the flows that would hold a flow, itself first, and the dimensions they share."""
    source, target, matter, year = key
    for above in product(
        iter_upwards(source, model.parents),
        iter_upwards(target, model.parents),
        iter_upwards(matter, model.matter_parents),
    ):
        shared = sum(1 << rank for rank in range(3) if above[rank] == key[rank])
        yield (above[0], above[1], above[2], year), shared


def _find_totals(model: FlowModel, places: Mapping[FlowKey, list[int]]) -> tuple[Total, ...]:
    holders = {
        key: [
            above
            for above, shared in _iter_above(model, key)
            if shared != _WHOLE and above in places
        ]
        for key in places
    }
    summed = {holder for found in holders.values() for holder in found}
    parts: dict[FlowKey, list[int]] = {}
    for key, own in places.items():
        if key not in summed:
            for holder in holders[key]:
                parts.setdefault(holder, []).extend(own)
    return tuple(
        Total(places=tuple(places[key]), parts=tuple(found)) for key, found in parts.items()
    )


def _find_crossing(
    model: FlowModel, places: Mapping[FlowKey, list[int]], counted: Sequence[bool]
) -> Iterator[tuple[int, int]]:
    seen: dict[FlowKey, dict[int, int]] = {}
    for key, (place, *_others) in places.items():
        if not counted[place]:
            continue
        for above, shared in _iter_above(model, key):
            masks = seen.setdefault(above, {})
            for other, first in masks.items():
                if other | shared == _WHOLE and _WHOLE not in {other, shared}:
                    yield first, place
            masks.setdefault(shared, place)


def _find_balanced(model: FlowModel, counted: Iterable[bool]) -> dict[NodeKey, tuple[str, str]]:
    """Return where each stage and matter balances: with all that is only known more broadly."""
    touched = {
        (stage, flow.matter, flow.year)
        for flow, counts in zip(model.flows, counted, strict=True)
        for stage in (flow.source, flow.target)
        if counts and stage != OUTSIDE
    }
    touched |= {(change.stage, change.matter, change.year) for change in model.stock_changes}
    groups = {node: {node} for node in touched}
    for node in touched:
        for above in product(
            iter_upwards(node[0], model.parents), iter_upwards(node[1], model.matter_parents)
        ):
            holder = (*above, node[2])
            if holder in groups and groups[holder] is not groups[node]:
                merged = groups[holder] | groups[node]
                groups.update(dict.fromkeys(merged, merged))
    return {node: _find_top(model, group) for node, group in groups.items() if len(group) > 1}


def _find_top(model: FlowModel, group: Iterable[NodeKey]) -> tuple[str, str]:
    stage, matter, _year = min(
        group,
        key=lambda node: (
            count_levels(node[0], model.parents) + count_levels(node[1], model.matter_parents),
            node[:2],
        ),
    )
    return stage, matter
