"""What the tool knows of a filière: each application of the upper floors says what it sees."""

from collections.abc import Callable, Mapping
from datetime import date

from maillon.studies.advancing import Known
from maillon_web.filieres.selectors import Opened

__all__ = ["Observer", "observe_others", "register_observer"]

Observer = Callable[[Opened, date], Mapping[str, Known]]
"""Returns what is known by key of evidence, in a constant number of queries."""

_observers: dict[str, Observer] = {}


def register_observer(name: str, observer: Observer) -> None:
    """Declare what an application above this one sees (`documents`: framing notes, studies…)."""
    _observers[name] = observer


def observe_others(opened: Opened, today: date) -> dict[str, Known]:
    """Return what the applications above see, in the order of their names."""
    seen: dict[str, Known] = {}
    for _name, observer in sorted(_observers.items()):
        seen |= {key: known for key, known in observer(opened, today).items() if known.count}
    return seen
