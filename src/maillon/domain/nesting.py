"""What stands in what: a place in a larger one, a matter in a family of matters."""

from collections.abc import Iterator, Mapping

__all__ = ["climb", "count_levels", "find_circle", "iter_upwards"]


def iter_upwards(key: str, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield a key, then its parent, and so on up to the top; a circle is cut."""
    seen = set()
    while key and key not in seen:
        yield key
        seen.add(key)
        key = parents.get(key, "")


def count_levels(key: str, parents: Mapping[str, str]) -> int:
    """Return the level of a key: 1 at the top, 2 for what stands in it."""
    return sum(1 for _key in iter_upwards(key, parents))


def climb(key: str, parents: Mapping[str, str], level: int) -> str:
    """Return what holds the key at that level; the key itself when it is not below."""
    chain = list(iter_upwards(key, parents)) or [key]
    return chain[max(len(chain) - max(level, 1), 0)]


def find_circle(parents: Mapping[str, str]) -> tuple[str, ...]:
    """Return keys that stand in one another, in order; nothing when there is no such circle."""
    cleared: set[str] = set()
    for start in parents:
        trail: dict[str, None] = {}
        key = start
        while key and key not in cleared and key not in trail:
            trail[key] = None
            key = parents.get(key, "")
        if key in trail:
            keys = list(trail)
            return tuple(keys[keys.index(key) :])
        cleared.update(trail)
    return ()
