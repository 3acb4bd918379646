"""What one cell says: text, number, day, yes or no, coordinates."""

import datetime as dt
import re
from functools import lru_cache

from maillon.domain.text import fold

__all__ = [
    "cell_text",
    "is_blank",
    "make_position",
    "parse_coordinates",
    "parse_day",
    "parse_number",
    "split_list",
    "tidy",
]

_BLANKS = frozenset(
    (
        *("", "NR", "NC", "N A", "NA", "ND", "NEANT", "NULL", "NONE", "NAN", "SANS OBJET"),
        *("NON RENSEIGNE", "NON RENSEIGNEE", "NON COMMUNIQUE", "INCONNU", "INCONNUE"),
    )
)
_LONGEST_BLANK = 20
_SPACES = re.compile(r"[\s\u00a0\u202f\u200b\ufeff]+")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_POINT = re.compile(r"POINT\s*\(\s*([-+\d.]+)\s+([-+\d.]+)\s*\)", re.IGNORECASE)
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR = re.compile(r"(1[6-9]|20)\d{2}(?:[.,]0+)?")


def cell_text(value: object) -> str:
    """Return the text of a cell of a workbook: whole numbers without decimals, days as ISO."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).strip()


def is_blank(text: str) -> bool:
    """Say whether a cell is empty or says that nothing is known."""
    return not text or (len(text) <= _LONGEST_BLANK and _is_blank_word(text))


@lru_cache(maxsize=65_536)
def _is_blank_word(text: str) -> bool:
    return fold(text) in _BLANKS


def tidy(text: str) -> str:
    """Return the text on one line, single-spaced."""
    return _SPACES.sub(" ", text).strip()


def parse_number(text: str) -> float | None:
    """Return a number written with a point or a comma, `None` when it is not one."""
    bare = _SPACES.sub("", text)
    return float(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else None


def parse_day(text: str) -> dt.date | None:
    """Return a day; a year alone stands for its first day."""
    bare = text.strip()
    if _YEAR.fullmatch(bare):
        return dt.date(int(bare[:4]), 1, 1)
    try:
        if match := _FRENCH_DAY.match(bare):
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        return dt.date.fromisoformat(bare[:10])
    except ValueError:
        return None


def parse_coordinates(text: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) of one cell, `None` when it does not hold both."""
    if point := _POINT.search(text):
        return make_position(point[2], point[1])
    bare = text.strip(" []()")
    for separator in (r"\s*;\s*|,\s+|\s+", ","):
        parts = re.split(separator, bare)
        if len(parts) == 2:
            return make_position(*parts)
    return None


def make_position(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return both numbers, `None` unless both are."""
    lat, lon = parse_number(latitude), parse_number(longitude)
    return None if lat is None or lon is None else (lat, lon)


def split_list(text: str) -> list[str]:
    """Return the parts of a cell that holds several, separated by ; | or a line break."""
    return [part.strip() for part in re.split(r"[;|\n]", text) if part.strip()]
