"""Nested nodes of an OpenSankey file: one way to cut each node, the others set aside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from maillon.domain import nesting
from maillon.sources.opensankey.document import OpenSankeyDocument

__all__ = ["ChosenParents", "choose_parents", "list_depth_first"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChosenParents:
    """
    What each node stands in, once one way to cut each node is chosen.

    Attributes
    ----------
    parents
        Parent by key of node.
    left_out
        Nodes of the other ways.
    other_dimensions
        Names of these other ways.
    """

    parents: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    other_dimensions: tuple[str, ...] = ()

    def iter_upwards(self, key: str) -> Iterator[str]:
        """Yield a key, then what it stands in, and so on."""
        return nesting.iter_upwards(key, self.parents)


def choose_parents(document: OpenSankeyDocument) -> ChosenParents:
    """
    Return what each node stands in: of several dimensions, the first that is active.

    Two ways to cut one node (by colour, by label) say the same quantities twice: they cannot be
    read together.
    """
    ranks = _rank_dimensions(document)
    chosen: dict[str, str] = {}
    for node in document.nodes:
        for dimension, parent in node.parents.items():
            known = chosen.get(parent)
            if known is None or ranks[dimension] < ranks[known]:
                chosen[parent] = dimension
    parents, left_out, others = {}, set(), {}
    for node in document.nodes:
        kept = [parent for name, parent in node.parents.items() if chosen[parent] == name]
        if kept:
            parents[node.key] = kept[0]
        elif node.parents:
            left_out.add(node.key)
            others.update(dict.fromkeys(node.parents))
    circle = nesting.find_circle(parents)
    while circle:  # a file that nests in circles keeps what it can
        del parents[circle[0]]
        circle = nesting.find_circle(parents)
    below = {key for key in parents if left_out & {*nesting.iter_upwards(key, parents)}}
    return ChosenParents(
        parents={key: parent for key, parent in parents.items() if key not in below},
        left_out=frozenset(left_out | below),
        other_dimensions=tuple(others),
    )


def _rank_dimensions(document: OpenSankeyDocument) -> dict[str, tuple[bool, int]]:
    """Return the order of the dimensions: those that the file shows first, then as they come."""
    tags = document.extras.get("levelTags")
    about = tags if isinstance(tags, Mapping) else {}
    names = dict.fromkeys(name for node in document.nodes for name in node.parents)
    ranks = {}
    for rank, name in enumerate(names):
        said = about.get(name)
        is_hidden = isinstance(said, Mapping) and said.get("activated") is False
        ranks[name] = (is_hidden, rank)
    return ranks


def list_depth_first(keys: Sequence[str], parents: Mapping[str, str]) -> list[str]:
    """Return the keys and what they stand in, each right after what it stands in."""
    everything = dict.fromkeys(
        above for key in keys for above in reversed([*nesting.iter_upwards(key, parents)])
    )
    children: dict[str, list[str]] = {}
    for key in everything:
        children.setdefault(parents.get(key, ""), []).append(key)
    ordered: list[str] = []
    waiting = list(reversed(children.get("", [])))
    while waiting:
        key = waiting.pop()
        ordered.append(key)
        waiting += reversed(children.get(key, []))
    return ordered
