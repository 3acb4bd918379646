"""Where matter can go: stages that no outlet drains, that nothing feeds, pieces without a link."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from maillon.domain.flows import OUTSIDE, FlowModel
from maillon.flows.balances import group_matters
from maillon.flows.nesting import find_nesting

__all__ = ["DeadEnd", "find_dead_ends", "find_pieces"]

_Node = tuple[str, tuple[str, ...], int | None]
_BEYOND: _Node = (OUTSIDE, (), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadEnd:
    """
    Stages whose balance can only hold if nothing passes.

    Attributes
    ----------
    places
        Flows that lead there, or come from there; within, when they form a closed loop.
    is_outlet_missing
        Whether matter enters without leaving; otherwise it leaves without entering.
    is_closed
        Whether nothing enters nor leaves.
    """

    stages: tuple[str, ...]
    matter: str
    places: tuple[int, ...]
    is_outlet_missing: bool
    is_closed: bool


def find_dead_ends(model: FlowModel) -> list[DeadEnd]:
    """Return the stages that no path joins to the outside or to a stock, in either direction."""
    ends = _list_ends(model)
    forward, backward = defaultdict(list), defaultdict(list)
    for source, target in ends.values():
        forward[source].append(target)
        backward[target].append(source)
    stocks = _list_stocks(model)
    drained = _reach(backward, [_BEYOND, *stocks])
    fed = _reach(forward, [_BEYOND, *stocks])
    nodes = dict.fromkeys(node for pair in ends.values() for node in pair)
    undrained = [node for node in nodes if node not in drained]
    unfed = [node for node in nodes if node not in fed and node in drained]
    return [
        *_describe(ends, undrained, fed, is_outlet_missing=True),
        *_describe(ends, unfed, fed, is_outlet_missing=False),
    ]


def _list_ends(model: FlowModel) -> dict[int, tuple[_Node, _Node]]:
    """Return the two nodes of each flow that may carry something."""
    groups, nesting = group_matters(model), find_nesting(model)

    def name(stage: str, matter: str, year: int | None) -> _Node:
        if stage == OUTSIDE:
            return _BEYOND
        stage, matter = nesting.locate(stage, matter, year)
        return stage, groups.get((stage, matter), (matter,)), year

    return {
        place: (
            name(flow.source, flow.matter, flow.year),
            name(flow.target, flow.matter, flow.year),
        )
        for place, flow in enumerate(model.flows)
        if flow.maximum != 0 and nesting.is_counted(place)
    }


def _list_stocks(model: FlowModel) -> list[_Node]:
    groups, nesting = group_matters(model), find_nesting(model)
    places = [
        (*nesting.locate(change.stage, change.matter, change.year), change.year)
        for change in model.stock_changes
    ]
    return [(stage, groups.get((stage, matter), (matter,)), year) for stage, matter, year in places]


def _reach(links: Mapping[_Node, list[_Node]], starts: Iterable[_Node]) -> set[_Node]:
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        for node in links.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


def _describe(
    ends: Mapping[int, tuple[_Node, _Node]],
    nodes: list[_Node],
    fed: set[_Node],
    *,
    is_outlet_missing: bool,
) -> Iterator[DeadEnd]:
    by_network: dict[tuple[tuple[str, ...], int | None], list[_Node]] = defaultdict(list)
    for node in nodes:
        by_network[node[1], node[2]].append(node)
    side = 1 if is_outlet_missing else 0
    for (matters, _year), group in by_network.items():
        inside = set(group)
        crossing = [
            place
            for place, pair in ends.items()
            if pair[side] in inside and pair[1 - side] not in inside
        ]
        within = [place for place, pair in ends.items() if pair[0] in inside or pair[1] in inside]
        yield DeadEnd(
            stages=tuple(node[0] for node in group),
            matter=matters[0],
            places=tuple(crossing or within),
            is_outlet_missing=is_outlet_missing,
            is_closed=is_outlet_missing and not inside & fed,
        )


def find_pieces(model: FlowModel) -> dict[str, list[list[str]]]:
    """Return, for each matter, its stages in pieces that no flow joins, in their order."""
    links: dict[str, dict[_Node, list[_Node]]] = defaultdict(lambda: defaultdict(list))
    names = _name_networks(group_matters(model).values())
    for source, target in _list_ends(model).values():
        first = (source[1] or target[1] or ("",))[0]
        matter = names.get(first, first)
        for one, other in ((source, target), (target, source)):
            if one != _BEYOND:
                links[matter][one].extend([] if other == _BEYOND else [other])
    return {matter: _split(found) for matter, found in links.items()}


def _name_networks(groups: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Return the name of the network of each matter: matters conserved together make one."""
    names: dict[str, str] = {}
    for group in dict.fromkeys(groups):
        joined = {names.get(matter, matter) for matter in group}
        first = min(joined)
        names |= {matter: first for matter, name in names.items() if name in joined}
        names |= dict.fromkeys(group, first)
    return names


def _split(links: Mapping[_Node, list[_Node]]) -> list[list[str]]:
    ranks = {node: rank for rank, node in enumerate(links)}
    seen: set[_Node] = set()
    pieces: dict[int | None, list[list[str]]] = defaultdict(list)
    for node in links:
        if node not in seen:
            piece = _reach(links, [node])
            seen |= piece
            pieces[node[2]].append([one[0] for one in sorted(piece, key=ranks.__getitem__)])
    return max(pieces.values(), key=len, default=[])
