"""Inclusive structures of le Marché de l'inclusion; contacts are never read."""

from maillon.sources.marche_inclusion.reading import read_marche_inclusion

__all__ = ["read_marche_inclusion"]
