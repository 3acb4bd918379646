"""Programmes for the ecological transition of companies, with structured eligibility."""

from maillon.sources.aides_entreprises.reading import read_aides_entreprises

__all__ = ["read_aides_entreprises"]
