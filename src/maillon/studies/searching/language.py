"""The words that the search knows before any sheet: synonyms, broader terms, weights."""

from functools import cache

from maillon.library.broadening import build_broader_terms
from maillon.library.lexicon import Lexicon, build_lexicon
from maillon.reference.nomenclatures import load_cpv_labels
from maillon.reference.thesaurus import list_synonyms, load_search_settings
from maillon.store.sheet_rows import WordAids

__all__ = ["get_lexicon", "make_aids"]


@cache
def get_lexicon() -> Lexicon:
    """Return the synonyms of the trade."""
    return build_lexicon(group.terms for group in list_synonyms())


def make_aids() -> WordAids:
    """Return the broader terms of the words of the CPV."""
    settings = load_search_settings()
    return WordAids(build_broader_terms(load_cpv_labels(), smallest_share=settings.smallest_share))
