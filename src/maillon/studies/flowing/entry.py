"""What a form that asks for a flow must know: the units, and what a quality is worth."""

from maillon.flows.pedigree import compute_variation, is_score
from maillon.flows.units import find_unit, list_units
from maillon.reference.parameters.pedigree import load_pedigree

__all__ = ["estimate_error", "find_symbol", "have_same_dimension", "list_symbols"]


def list_symbols() -> list[str]:
    """Return the symbols of the units that flows are counted in."""
    return [unit.symbol for unit in list_units()]


def find_symbol(text: str) -> str:
    """Return the symbol of the unit that a person wrote; empty when it is unknown."""
    unit = find_unit(text)
    return unit.symbol if unit else ""


def have_same_dimension(one: str, other: str) -> bool:
    """Tell whether two units convert into each other."""
    first, second = find_unit(one), find_unit(other)
    return first is not None and second is not None and first.dimension == second.dimension


def estimate_error(value: float, quality: str) -> float | None:
    """Return the standard error that a quality score gives a value; `None` if it cannot be read."""
    pedigree = load_pedigree()
    if not is_score(quality, pedigree):
        return None
    return abs(value) * compute_variation(quality, pedigree)
