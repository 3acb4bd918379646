"""What a person asks of the search: words, facets, order, page, read from an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from maillon.studies.searching import FACETS
from maillon_web.library.entries import Entrance

__all__ = ["MOST_CHARACTERS", "ORDERS", "Asked", "read_asked", "read_filters"]

MOST_CHARACTERS = 300
ORDERS = ("relevance", "year")
_MOST_VALUES = 30
_MOST_LETTERS = 80
Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """
    One search.

    Attributes
    ----------
    chosen
        Values ticked by the reader, by facet.
    entrance
        Way into the library that narrows the kinds, if any.
    """

    words: str = ""
    chosen: Filters = field(default_factory=dict)
    order: str = "relevance"
    entrance: Entrance | None = None

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """What is asked of the search: the kinds of the entrance when none of them is ticked."""
        wanted = dict(self.chosen)
        if self.entrance is not None:
            own = tuple(kind.value for kind in self.entrance.kinds)
            wanted["kind"] = tuple(kind for kind in wanted.get("kind", ()) if kind in own) or own
        return wanted

    @property
    def is_empty(self) -> bool:
        """Whether nothing narrows the search."""
        return not self.words and not any(self.chosen.values())

    def to_query(self, **changes: str) -> str:
        """Return the query of the address of this search; an empty value leaves a name out."""
        pairs: list[tuple[str, str]] = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name, values in self.chosen.items() for value in values]
        if self.order != ORDERS[0] and "sort" not in changes:
            pairs.append(("sort", self.order))
        pairs += [(name, value) for name, value in changes.items() if value]
        return urlencode(pairs)

    def without(self, name: str, value: str) -> "Asked":
        """Return the same search without one of the values ticked."""
        kept = tuple(other for other in self.chosen.get(name, ()) if other != value)
        chosen = {facet: values for facet, values in self.chosen.items() if facet != name}
        return Asked(
            words=self.words,
            chosen=chosen | ({name: kept} if kept else {}),
            order=self.order,
            entrance=self.entrance,
        )


def read_asked(given: QueryDict, entrance: Entrance | None = None) -> Asked:
    """Return what an address asks for; what it should not hold is left out."""
    order = given.get("sort", "")
    return Asked(
        words=" ".join(given.get("q", "").replace("\0", "").split())[:MOST_CHARACTERS],
        chosen=read_filters({name: given.getlist(name) for name in FACETS}),
        order=order if order in ORDERS else ORDERS[0],
        entrance=entrance,
    )


def read_filters(given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return filters without what is not one."""
    found = {}
    for name in FACETS:
        values = given.get(name) or ()
        kept = tuple(
            dict.fromkeys(
                value[:_MOST_LETTERS]
                for value in values
                if isinstance(value, str) and value and "\0" not in value
            )
        )[:_MOST_VALUES]
        if kept:
            found[name] = kept
    return found
