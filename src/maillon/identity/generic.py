"""Names that many organisations bear: without a place, they name nobody."""

from functools import cache

from maillon.identity.names import analyse_name
from maillon.reference.nomenclatures import load_name_tokens

__all__ = ["is_generic", "is_placeholder"]

_GENERIC = "generique"
_PLACEHOLDER = "sans_nom"


def is_generic(text: str) -> bool:
    """Tell whether a name is made of words that thousands share: `COMITE DES FETES`."""
    words = analyse_name(text).words
    return all(word in _words(_GENERIC) or word.isdigit() for word in words)


def is_placeholder(text: str) -> bool:
    """Tell whether a cell says that it holds no name: `N/A`, `NEANT`."""
    return _words(_PLACEHOLDER).issuperset(analyse_name(text).words)


@cache
def _words(action: str) -> frozenset[str]:
    return frozenset(
        word
        for entry in load_name_tokens().values()
        if entry.action == action
        for word in analyse_name(entry.token).words
    )
