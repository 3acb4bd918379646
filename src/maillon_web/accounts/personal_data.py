"""What is held on a person: each application says what it holds and how to take the name away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from maillon_web.accounts.models import User

__all__ = ["Holding", "iter_holdings", "register"]

Collector = Callable[[User], Sequence[dict[str, Any]]]
Eraser = Callable[[User], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """
    One kind of record that bears on a person.

    Attributes
    ----------
    label
        Name to show.
    collect
        Returns the records, as plain values with readable names.
    erase
        Takes the person out of them; shared records stay, without a name.
    """

    label: str | Promise
    collect: Collector
    erase: Eraser


_holdings: dict[str, Holding] = {}


def register(key: str, *, label: str | Promise, collect: Collector, erase: Eraser) -> None:
    """Declare a kind of record; `key` is its name in the export."""
    _holdings[key] = Holding(label=label, collect=collect, erase=erase)


def iter_holdings() -> Sequence[tuple[str, Holding]]:
    """Return every kind of record, in the order of their names."""
    return sorted(_holdings.items())
