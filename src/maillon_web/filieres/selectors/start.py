"""How a filière that nobody has filled yet can be."""

from dataclasses import dataclass

from maillon.studies.importing import list_imports
from maillon_web.filieres.models import Filiere

__all__ = ["Start", "find_start"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """What there is to start from: `has_registers` says whether any register is imported."""

    has_registers: bool


def find_start(filiere: Filiere) -> Start | None:
    """Return how to fill a filière without actors, `None` when it has some."""
    if filiere.presences.exists():
        return None
    return Start(has_registers=has_registers())


def has_registers() -> bool:
    """Return whether this server holds any register."""
    return bool(list_imports())
