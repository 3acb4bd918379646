"""Activity codes: NAF rev. 2, official today, and NAF 2025, official from 2027-01-01."""

import re
from functools import cache

from maillon.reference.nomenclatures.files import read_table

__all__ = [
    "NAF_2025",
    "NAF_REV2",
    "detect_naf_version",
    "load_naf25_targets",
    "load_naf_labels",
    "normalize_naf",
]

NAF_REV2 = "rev2"
NAF_2025 = "2025"
_SHAPE = re.compile(r"(\d{2})[.\s]?(\d{2})\s?([A-Z])")
_REV2_LETTERS = frozenset("ABCDEFZ")
_2025_LETTERS = frozenset("YGHJK")


@cache
def load_naf_labels() -> dict[str, str]:
    """Return the French label of each sub-class of NAF rev. 2, by code with the dot."""
    return {row["naf_code"]: row["label"] for row in read_table("naf_rev2.csv")}


@cache
def load_naf25_targets() -> dict[str, tuple[str, ...]]:
    """
    Return the official NAF 2025 targets of the NAF rev. 2 codes whose correspondence was read.

    Notes
    -----
    An absent code is not an unchanged code: nobody has read its correspondence yet.
    """
    targets: dict[str, list[str]] = {}
    for row in read_table("naf_rev2_to_2025.csv"):
        targets.setdefault(row["naf_code"], []).append(row["naf25_code"])
    return {code: tuple(found) for code, found in targets.items()}


def normalize_naf(text: str) -> str | None:
    """
    Return the code as SIRENE writes it (`5621Z` becomes `56.21Z`), `None` if it is no code.

    Notes
    -----
    Only the shape and the final letter are checked, so that codes of both versions pass. Whether
    a rev. 2 code exists is told by `load_naf_labels`.
    """
    found = _SHAPE.fullmatch(text.strip().upper())
    if found is None or found[3] not in _REV2_LETTERS | _2025_LETTERS:
        return None
    return f"{found[1]}.{found[2]}{found[3]}"


def detect_naf_version(code: str) -> str | None:
    """Return `rev2` or `2025` from the final letter of a code, `None` if it is no code."""
    normal = normalize_naf(code)
    if normal is None:
        return None
    return NAF_REV2 if normal[-1] in _REV2_LETTERS else NAF_2025
