"""The national register of associations: their stated object, which NAF codes do not tell."""

from maillon.sources.rna.reading import read_rna

__all__ = ["read_rna"]
