"""Kinds of inclusive structures, in a code or in full."""

import re
from functools import cache, lru_cache

from maillon.domain.text import fold
from maillon.reference.nomenclatures.files import read_table

__all__ = ["find_inclusive_kinds"]

_SEPARATORS = re.compile(r"[;,/|+&\n]|\bet\b", re.IGNORECASE)
_CODE_AT_END = re.compile(r"\(([^)]*)\)\s*$")


@lru_cache(maxsize=4096)
def find_inclusive_kinds(text: str) -> tuple[str, ...]:
    """
    Return the codes of the kinds that a cell names, in alphabetical order; maybe none.

    Notes
    -----
    A part must be a code or a full name from end to end: "EI" inside a sentence may mean
    something else.
    """
    whole = _match(text)
    if whole:
        return (whole,)
    parts = [part for part in _SEPARATORS.split(text) if part.strip()]
    if len(parts) == 1:
        parts = parts[0].split()
    codes = [_match(part) for part in parts]
    if not codes or None in codes:
        return ()
    return tuple(sorted({code for code in codes if code}))


@cache
def _codes_by_name() -> dict[str, str]:
    return {
        _squeeze(row[column]): row["kind"]
        for row in read_table("inclusive_kinds.csv")
        for column in ("kind", "label", "label_en")
    }


def _match(text: str) -> str | None:
    names = _codes_by_name()
    if code := names.get(_squeeze(text)):
        return code
    if bracket := _CODE_AT_END.search(text):
        inside, outside = bracket[1], text[: bracket.start()]
        return names.get(_squeeze(inside)) or names.get(_squeeze(outside))
    return None


def _squeeze(text: str) -> str:
    """Fold and drop plurals, so that "Ateliers et chantiers d'insertion" meets its singular."""
    return "".join(word.removesuffix("S") for word in fold(text).split())
