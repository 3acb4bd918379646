"""What waits for a reader in a filière: each application says what it knows of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from maillon_web.accounts.models import User
from maillon_web.filieres.selectors import Opened

__all__ = ["Waiting", "list_waiting", "register_waiting"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """One thing to do: a sentence, and the page where it is done."""

    sentence: str
    url: str


Lister = Callable[[Opened, User], Iterable[Waiting]]
_listers: dict[str, Lister] = {}


def register_waiting(name: str, lister: Lister) -> None:
    """Declare what an application knows of, in a constant number of queries."""
    _listers[name] = lister


def list_waiting(opened: Opened, reader: User) -> list[Waiting]:
    """Return everything that waits for the reader in this filière."""
    return [item for _name, lister in sorted(_listers.items()) for item in lister(opened, reader)]
