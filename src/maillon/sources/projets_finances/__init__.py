"""Projects that a public funder says it has funded: one file a funder or a programme."""

from maillon.sources.projets_finances.reading import read_projets_finances

__all__ = ["read_projets_finances"]
