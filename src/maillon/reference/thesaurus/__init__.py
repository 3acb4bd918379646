"""How people of the trade name things, and what counts when sheets are ranked: data."""

from maillon.reference.thesaurus.reading import (
    SearchSettings,
    SynonymGroup,
    list_synonyms,
    load_search_settings,
)

__all__ = ["SearchSettings", "SynonymGroup", "list_synonyms", "load_search_settings"]
