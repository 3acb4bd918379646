"""The national register of foundations."""

from maillon.sources.fondations.reading import read_fondations

__all__ = ["read_fondations"]
