"""Columns of a flow diagram: which flows go forward, which come back, who stands where."""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

__all__ = ["Pair", "find_returns", "order_columns", "rank_nodes"]

Pair = tuple[str, str]
_SWEEPS, _PATIENCE = 8, 1


def find_returns(
    nodes: Sequence[str], pairs: Sequence[Pair], *, is_ordered: bool = False
) -> set[Pair]:
    """
    Return the pairs that go back, so that the others hold no circle.

    Parameters
    ----------
    nodes
        Every node.
    pairs
        (source, target), both in `nodes`.
    is_ordered
        Whether the order of the nodes is that of the filière: going back is then going to an
        earlier node. Otherwise a pair goes back when it closes a circle.
    """
    place = {node: rank for rank, node in enumerate(nodes)}
    if is_ordered:
        return {pair for pair in pairs if place[pair[1]] <= place[pair[0]]}
    after: dict[str, list[str]] = {node: [] for node in nodes}
    entered = set()
    for source, target in pairs:
        after[source].append(target)
        entered.add(target)
    starts = sorted(nodes, key=lambda node: (node in entered, place[node]))
    returns: set[Pair] = set()
    done: set[str] = set()
    for start in starts:
        if start not in done:
            _walk(start, after, done, returns)
    return returns


def _walk(start: str, after: Mapping[str, list[str]], done: set[str], returns: set[Pair]) -> None:
    """Go down from a node without recursion; an arrow to a node still open closes a circle."""
    trail = [(start, iter(after[start]))]
    is_open = {start}
    while trail:
        node, following = trail[-1]
        target = next(following, None)
        if target is None:
            trail.pop()
            is_open.discard(node)
            done.add(node)
        elif target in is_open:
            returns.add((node, target))
        elif target not in done:
            is_open.add(target)
            trail.append((target, iter(after[target])))


def rank_nodes(nodes: Sequence[str], forward: Sequence[Pair]) -> dict[str, int]:
    """
    Return the column of each node: as far left as what enters it allows.

    A node that nothing enters stands just before the first that it feeds.
    """
    after: dict[str, list[str]] = {node: [] for node in nodes}
    missing = dict.fromkeys(nodes, 0)
    for source, target in forward:
        after[source].append(target)
        missing[target] += 1
    entered = {node for node, count in missing.items() if count}
    ranks = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not missing[node]]
    for node in ready:
        for target in after[node]:
            ranks[target] = max(ranks[target], ranks[node] + 1)
            missing[target] -= 1
            if not missing[target]:
                ready.append(target)  # the queue grows while it is read
    for node in nodes:
        if node not in entered and after[node]:
            ranks[node] = min(ranks[target] for target in after[node]) - 1
    return ranks


def order_columns(
    columns: Sequence[Sequence[str]], joined: Mapping[Pair, float]
) -> list[list[str]]:
    """
    Return each column in an order where few ribbons cross.

    Parameters
    ----------
    columns
        Nodes by column, in a first order.
    joined
        Weight of each pair of neighbouring columns.

    Notes
    -----
    Sweeps of weighted means, left to right then back; the order with the least crossing weight
    is kept.
    """
    before: dict[str, list[tuple[str, float]]] = {}
    after: dict[str, list[tuple[str, float]]] = {}
    for (left, right), weight in joined.items():
        before.setdefault(right, []).append((left, weight))
        after.setdefault(left, []).append((right, weight))
    current = [list(column) for column in columns]
    best, least = [list(column) for column in current], _cross(current, after)
    idle = 0
    for sweep in range(_SWEEPS):
        is_rightward = sweep % 2 == 0
        neighbours = before if is_rightward else after
        ranks = range(1, len(current)) if is_rightward else range(len(current) - 2, -1, -1)
        for rank in ranks:
            beside = current[rank - 1 if is_rightward else rank + 1]
            current[rank] = _sort(current[rank], beside, neighbours)
        crossing = _cross(current, after)
        if crossing < least:
            best, least, idle = [list(column) for column in current], crossing, 0
        else:
            idle += 1
        if not least or idle > _PATIENCE:
            break
    return best


def _sort(
    column: Sequence[str],
    beside: Sequence[str],
    neighbours: Mapping[str, Sequence[tuple[str, float]]],
) -> list[str]:
    place = {node: rank for rank, node in enumerate(beside)}
    scale = len(beside) / max(len(column), 1)
    means: dict[str, float] = {}
    for rank, node in enumerate(column):
        total = weighted = 0.0
        for end, weight in neighbours.get(node, ()):
            total += weight
            weighted += place[end] * weight
        means[node] = weighted / total if total else rank * scale
    return sorted(column, key=means.__getitem__)


def _cross(
    columns: Sequence[Sequence[str]], after: Mapping[str, Sequence[tuple[str, float]]]
) -> int:
    """Count the crossings between neighbouring columns, by insertion in a sorted list."""
    crossings = 0
    for left, right in pairwise(columns):
        place = {node: rank for rank, node in enumerate(right)}
        ends: list[int] = []
        for node in left:
            ends += sorted([place[to] for to, _weight in after.get(node, ())])
        # From right to left: each end crosses those seen below it.
        seen: list[int] = []
        for end in reversed(ends):
            crossings += bisect_left(seen, end)
            insort(seen, end)
    return crossings
