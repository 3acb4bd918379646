"""Purchases, waste, REP families, and words found in names of organisations."""

from dataclasses import dataclass
from functools import cache

from maillon.reference.nomenclatures.files import read_table

__all__ = [
    "NameToken",
    "RepFamily",
    "load_cpv_labels",
    "load_name_tokens",
    "load_rep_families",
    "load_street_words",
    "load_waste_labels",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class RepFamily:
    """A REP family; `is_verified` is false as long as its number was not read in the law."""

    number: str
    label: str
    eco_organisations: tuple[str, ...]
    reference: str
    is_verified: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class NameToken:
    """
    A word of an organisation's name.

    Attributes
    ----------
    token
        As it stands once folded.
    canonical
        Form under which variants meet.
    nature
        What it tells, in French.
    action
        What to do with it in a comparison of names (`supprimer`, `attribut_et_garder`…).
    """

    token: str
    canonical: str
    nature: str
    action: str


@cache
def load_cpv_labels() -> dict[str, str]:
    """Return the French label of each CPV code (eight digits, no check digit)."""
    return {row["cpv_code"]: row["label"] for row in read_table("cpv.csv")}


@cache
def load_waste_labels() -> dict[str, str]:
    """Return the labels of the waste codes that filières cite; `*` in the code is hazardous."""
    return {row["waste_code"]: row["label"] for row in read_table("waste_codes.csv")}


@cache
def load_rep_families() -> dict[str, RepFamily]:
    """Return the REP families by number; the numbers are from memory and to be verified."""
    return {
        row["number"]: RepFamily(
            number=row["number"],
            label=row["label"],
            eco_organisations=tuple(row["eco_organisations"].split("; ")),
            reference=row["reference"],
            is_verified=row["is_verified"] == "yes",
        )
        for row in read_table("rep_families.csv")
    }


@cache
def load_name_tokens() -> dict[str, NameToken]:
    """Return the words to recognise in names, by folded word."""
    return {row["token"]: NameToken(**row) for row in read_table("name_tokens.csv")}


@cache
def load_street_words() -> dict[str, str]:
    """Return the short form of the words of a street, as SIRENE writes them; empty to drop it."""
    return {row["word"]: row["canonical"] for row in read_table("street_words.csv")}
