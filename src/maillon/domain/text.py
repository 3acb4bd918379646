"""Fold French text so that accents, case and spelling habits do not hide a match."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["find_nearest", "fold", "split_words"]

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'"})
_NOT_ALPHANUMERIC = re.compile(r"[^A-Z0-9]+")


def fold(text: str) -> str:
    """
    Return the text in capitals without accents, apostrophes or punctuation, single-spaced.

    Both sides of a comparison pass through it: `fold("L'Haÿ-les-Roses")` is `"L HAY LES ROSES"`.
    """
    flat = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(char for char in flat if not unicodedata.combining(char)).upper()
    return _NOT_ALPHANUMERIC.sub(" ", bare).strip()


def split_words(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return fold(text).split()


def find_nearest(wanted: str, known: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the known names that look most like the wanted one, best first; maybe none."""
    by_folded = {fold(name): name for name in known}
    close = get_close_matches(fold(wanted), by_folded, n=limit, cutoff=0.5)
    return [by_folded[name] for name in close]
