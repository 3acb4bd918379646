"""API Recherche d'entreprises: look up one organisation, or search a few."""

from maillon.sources.recherche_entreprises.answers import parse_answer
from maillon.sources.recherche_entreprises.client import (
    CompanyPage,
    find_company,
    iter_companies,
    search_companies,
)
from maillon.sources.recherche_entreprises.company import Company, Establishment
from maillon.sources.recherche_entreprises.pace import Pace

__all__ = [
    "Company",
    "CompanyPage",
    "Establishment",
    "Pace",
    "find_company",
    "iter_companies",
    "parse_answer",
    "search_companies",
]
