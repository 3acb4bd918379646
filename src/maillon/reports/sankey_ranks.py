"""Columns of a flow diagram: which flows go forward, which come back, who stands where."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

from maillon.reports.sankey_mesh import Joined, Mesh

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


def order_columns(mesh: Mesh) -> list[list[int]]:
    """
    Return the slots of each column in an order where few ribbons cross.

    Notes
    -----
    Sweeps of weighted means, left to right then back; the order with the least crossings is kept.
    """
    current = [list(column) for column in mesh.columns]
    ranks = [0] * len(mesh.heights)
    for column in current:
        for rank, slot in enumerate(column):
            ranks[slot] = rank
    best, least = [list(column) for column in current], _cross(current, mesh, ranks)
    idle = 0
    for sweep in range(_SWEEPS):
        if sweep % 2 == 0:
            for beside, column in pairwise(current):
                _sort(column, len(beside), mesh.left, mesh.before, ranks)
        else:
            for beside, column in pairwise(reversed(current)):
                _sort(column, len(beside), mesh.right, mesh.after, ranks)
        crossing = _cross(current, mesh, ranks)
        if crossing < least:
            best, least, idle = [list(column) for column in current], crossing, 0
        else:
            idle += 1
        if not least or idle > _PATIENCE:
            break
    return best


def _sort(
    column: list[int], beside: int, sole: Sequence[int], joined: Joined, ranks: list[int]
) -> None:
    """Sort a column in place by the mean rank of the neighbours, and rank it again."""
    scale = beside / max(len(column), 1)
    means: dict[int, float] = {}
    for rank, slot in enumerate(column):
        end = sole[slot]
        if end >= 0:
            means[slot] = ranks[end]
            continue
        total = weighted = 0.0
        for end, weight in joined.get(slot, ()):
            total += weight
            weighted += ranks[end] * weight
        means[slot] = weighted / total if total else rank * scale
    column.sort(key=means.__getitem__)
    for rank, slot in enumerate(column):
        ranks[slot] = rank


def _cross(columns: Sequence[Sequence[int]], mesh: Mesh, ranks: Sequence[int]) -> int:
    """Count the crossings between neighbouring columns, by insertion in a sorted list."""
    right, after = mesh.right, mesh.after
    crossings = 0
    for column in columns[:-1]:
        # From the last to the first: each end crosses those already seen above it.
        seen: list[int] = []
        for slot in reversed(column):
            if right[slot] >= 0:
                end = ranks[right[slot]]
                place = bisect_left(seen, end)
                crossings += place
                seen.insert(place, end)
                continue
            for end in sorted([ranks[end] for end, _weight in after.get(slot, ())], reverse=True):
                place = bisect_left(seen, end)
                crossings += place
                seen.insert(place, end)
    return crossings
