"""Flows at one level of what is nested: children added up, what is said twice said once."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from maillon.domain.flows import Flow, FlowModel
from maillon.domain.nesting import climb, count_levels, iter_upwards
from maillon.flows.nesting import find_nesting

__all__ = ["FlowGroup", "GroupKey", "count_model_levels", "group_at_level", "list_missing_totals"]

GroupKey = tuple[str, str, str, int | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowGroup:
    """Flows that are one at a level, by place in the model: source, target, matter and year."""

    key: GroupKey
    places: tuple[int, ...]


def count_model_levels(model: FlowModel) -> int:
    """Return how many levels a model has: 1 when nothing is nested."""
    nodes = (count_levels(node, model.parents) for node in (*model.nodes, *model.parents))
    matters = (
        count_levels(matter, model.matter_parents)
        for matter in (*(flow.matter for flow in model.flows), *model.matter_parents)
    )
    return max((*nodes, *matters), default=1)


def group_at_level(model: FlowModel, level: int) -> tuple[FlowGroup, ...]:
    """
    Return the flows to show at a level, in the order of the model.

    Notes
    -----
    A total stands for its parts until the level tells them apart. What goes on within one node of
    the level is left out.
    """
    nesting = find_nesting(model)
    keys = [_climb_flow(model, flow, level) for flow in model.flows]
    chosen: set[int] = set()
    said: set[int] = set()
    for total in sorted(nesting.totals, key=lambda total: -len(total.parts)):
        key = keys[total.places[0]]
        if all(keys[part] == key and part not in said for part in total.parts):
            chosen.update(total.places)
            said.update(total.parts)
    groups: dict[GroupKey, list[int]] = {}
    for place, key in enumerate(keys):
        is_shown = place in chosen or (nesting.is_counted(place) and place not in said)
        if key[0] != key[1] and is_shown:
            groups.setdefault(key, []).append(place)
    return tuple(FlowGroup(key=key, places=tuple(places)) for key, places in groups.items())


def list_missing_totals(model: FlowModel) -> tuple[Flow, ...]:
    """Return the sums that a higher level shows and that the model does not name, as flows."""
    known = {(flow.source, flow.target, flow.matter, flow.year) for flow in model.flows}
    found: dict[GroupKey, tuple[int, Flow]] = {}
    for level in range(1, count_model_levels(model)):
        for group in group_at_level(model, level):
            if len(group.places) > 1 and group.key not in known and group.key not in found:
                source, target, matter, year = group.key
                unit = model.flows[group.places[0]].unit
                total = Flow(source=source, target=target, matter=matter, unit=unit, year=year)
                found[group.key] = level, total
    partial = _find_partial(model, {key: level for key, (level, _total) in found.items()})
    return tuple(total for key, (_level, total) in found.items() if key not in partial)


def _find_partial(model: FlowModel, levels: Mapping[GroupKey, int]) -> set[GroupKey]:
    """Return the sums that do not hold all that stands below them: no equation says them."""
    nesting = find_nesting(model)
    partial = set()
    for place, flow in enumerate(model.flows):
        if not nesting.is_counted(place):
            continue
        for source, target, matter in product(
            iter_upwards(flow.source, model.parents),
            iter_upwards(flow.target, model.parents),
            iter_upwards(flow.matter, model.matter_parents),
        ):
            key = (source, target, matter, flow.year)
            if key in levels and _climb_flow(model, flow, levels[key]) != key:
                partial.add(key)
    return partial


def _climb_flow(model: FlowModel, flow: Flow, level: int) -> GroupKey:
    return (
        climb(flow.source, model.parents, level),
        climb(flow.target, model.parents, level),
        climb(flow.matter, model.matter_parents, level),
        flow.year,
    )
