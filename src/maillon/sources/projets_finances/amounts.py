"""Amounts of money as public funders write them."""

import re

__all__ = ["read_euros"]

_NOISE = re.compile(r"[\s\u00a0\u202f\u200b'’]|€|EUROS?|EUR", re.IGNORECASE)
_PLAIN = re.compile(r"-?\d+(?:[.,]\d{1,2}|[.]\d{4,})?")
_FRENCH_GROUPS = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d{1,2}|-?\d{1,3}(?:\.\d{3}){2,}")
_ENGLISH_GROUPS = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d{1,2}|-?\d{1,3}(?:,\d{3}){2,}")


def read_euros(text: str) -> float | None:
    """
    Return an amount in euros, `None` when it cannot be read without a guess.

    Notes
    -----
    `21 667,00 €`, `21667.5`, `1.026.800,00` and `1,026,800.00` are read. `21.667` and `21,667` are
    not: one reader sees twenty-one thousand euros, another twenty-one. Nor are `12 k€` or a range.
    """
    bare = _NOISE.sub("", text)
    if _PLAIN.fullmatch(bare):
        return float(bare.replace(",", "."))
    if _FRENCH_GROUPS.fullmatch(bare):
        return float(bare.replace(".", "").replace(",", "."))
    if _ENGLISH_GROUPS.fullmatch(bare):
        return float(bare.replace(",", ""))
    return None
