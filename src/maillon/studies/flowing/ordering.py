"""In which order do nodes stand, when some have their place in the chain and others have none?"""

from collections.abc import Iterable, Sequence

from maillon.domain.flows import OUTSIDE

__all__ = ["order_nodes"]

Pair = tuple[str, str]


def order_nodes(
    chain: Sequence[str], others: Sequence[str], pairs: Iterable[Pair]
) -> tuple[str, ...]:
    """
    Return the nodes of a chain in their order, the others where the fewest flows go back.

    Parameters
    ----------
    others
        Nodes that nobody placed. Where several places are as good, a node stands just after what
        feeds it, or just before what it feeds when nothing does.
    pairs
        (source, target) of the flows.
    """
    inner = {pair for pair in pairs if OUTSIDE not in pair and pair[0] != pair[1]}
    order = list(chain)
    left = list(others)
    while left:
        placed = set(order)
        # The node that is the most tied to those already placed comes first.
        node = max(left, key=lambda one: (_count_ties(one, placed, inner), -left.index(one)))
        left.remove(node)
        order.insert(_find_place(node, order, inner), node)
    return tuple(order)


def _count_ties(node: str, placed: set[str], pairs: set[Pair]) -> int:
    return sum(
        (source == node and target in placed) or (target == node and source in placed)
        for source, target in pairs
    )


def _find_place(node: str, order: Sequence[str], pairs: set[Pair]) -> int:
    fed = [place for place, other in enumerate(order) if (other, node) in pairs]
    feeds = [place for place, other in enumerate(order) if (node, other) in pairs]
    backward = [
        sum(place >= spot for place in fed) + sum(place < spot for place in feeds)
        for spot in range(len(order) + 1)
    ]
    least = min(backward)
    best = [spot for spot, count in enumerate(backward) if count == least]
    return best[0] if fed else best[-1]
