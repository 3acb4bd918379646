"""The directory of companies of the State: the cheapest source of the ESS perimeter."""

from maillon.sources.annuaire.reading import read_annuaire

__all__ = ["read_annuaire"]
