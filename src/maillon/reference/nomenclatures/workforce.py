"""Workforce bands of SIRENE, and what people write instead of their codes."""

import re
from dataclasses import dataclass
from functools import cache

from maillon.domain.language import get_language
from maillon.domain.text import fold
from maillon.reference.nomenclatures.files import read_table

__all__ = ["WorkforceBand", "find_band_code", "list_workforce_bands"]

_NUMBER = re.compile(r"\d+")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")
_OPEN_ENDED = re.compile(r"\b(PLUS|MORE|OVER)\b")
_RANGE = re.compile(r"\d+ ?(A|OU|ET|TO|OR|AND)? ?\d+")
_NO_EMPLOYEE = re.compile(r"\b(NON EMPLOYEU\w*|SANS SALARIE\w*|AUCUN SALARIE\w*)")
_PEOPLE = re.compile(r"\b(SALARIE|EMPLOYE|PERSONNE|ETP)")


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkforceBand:
    """
    A band of number of employees.

    Attributes
    ----------
    low, high
        Bounds, both inside the band; `high` is `None` for the open band.
    midpoint
        Conventional centre, used to add bands up: an assumption, not a measure.
    """

    code: str
    label: str
    low: int
    high: int | None
    midpoint: float


@cache
def _bands(language: str) -> dict[str, WorkforceBand]:
    column = "label" if language == "fr" else f"label_{language}"
    return {
        row["code"]: WorkforceBand(
            code=row["code"],
            label=row[column],
            low=int(row["low"]),
            high=int(row["high"]) if row["high"] else None,
            midpoint=float(row["midpoint"]),
        )
        for row in read_table("workforce_bands.csv")
    }


def list_workforce_bands() -> dict[str, WorkforceBand]:
    """Return the bands by code, smallest first, labels in the language in use."""
    return _bands(get_language())


def find_band_code(text: str) -> str | None:
    """
    Return the code of the band that a person wrote, `None` when none is meant for sure.

    Codes (`21`), labels (`50 à 99 salariés`), ranges that fit in one band (`20-49`), numbers of
    people (`7 salariés`) and the open band (`10 000 salariés et plus`) are read.

    Notes
    -----
    A bare number that is a code is read as the code, never as a number of people; any other
    bare number is refused, because `3` may be three people or the code `03` whose zero was lost.
    """
    written = text.strip().upper()
    if written in _bands("fr"):
        return written
    folded = _THOUSANDS.sub("", fold(text))
    if _NO_EMPLOYEE.search(folded):
        return "NN"
    numbers = [int(number) for number in _NUMBER.findall(folded)]
    if _OPEN_ENDED.search(folded):
        return _find_open_band(numbers)
    return _find_closed_band(folded, numbers)


def _find_open_band(numbers: list[int]) -> str | None:
    opened = next(band for band in _bands("fr").values() if band.high is None)
    return opened.code if numbers and numbers[0] >= opened.low else None


def _find_closed_band(folded: str, numbers: list[int]) -> str | None:
    speaks_of_people = _PEOPLE.search(folded) is not None
    if folded.startswith("0 ") and speaks_of_people:
        return "00"
    if len(numbers) == 2 and _RANGE.search(folded):
        return _find_band_around(numbers[0], numbers[1])
    if len(numbers) == 1 and speaks_of_people and "MOINS" not in folded:
        return _find_band_around(numbers[0], numbers[0])
    return None


def _find_band_around(low: int, high: int) -> str | None:
    for band in _bands("fr").values():
        if band.low > 0 and band.low <= low <= high <= (band.high or high):
            return band.code
    return None
