"""Read the days and the weights that people write: French dates, commas, units beside numbers."""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from maillon.domain.text import fold

__all__ = ["Weight", "read_day", "read_text", "read_weight"]

Weight = tuple[Decimal, str]
"""A number, and the unit that stands beside it; empty when none does."""

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_WEIGHT = re.compile(r"([+-]?[\d.,]+)(kg|kgs|kilos?|t|tonnes?)?", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")
_IN_WORDS = re.compile(r"(?:[A-Z]+ )?(\d{1,2})(?:ER)? ([A-Z]{3,9}) (\d{4})")
_MONTHS = (
    "JANVIER",
    "FEVRIER",
    "MARS",
    "AVRIL",
    "MAI",
    "JUIN",
    "JUILLET",
    "AOUT",
    "SEPTEMBRE",
    "OCTOBRE",
    "NOVEMBRE",
    "DECEMBRE",
)
_SERIAL_START = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 30_000, 80_000
_GROUPS = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+")
_CENTURY = 2000
_FIRST_YEAR = 1900


def read_text(cell: object) -> str:
    """Return the words of a cell, single-spaced; a whole number without its decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def read_day(cell: object) -> date | None:
    """Return the day of a cell; `None` when it says none. The day comes before the month."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        is_serial = _FIRST_SERIAL <= cell <= _LAST_SERIAL
        return _SERIAL_START + timedelta(days=int(cell)) if is_serial else None
    return _read_day_text(str(cell)) if cell is not None else None


def _read_day_text(text: str) -> date | None:
    first = text.strip().split("T")[0]
    if match := _ISO.match(first):
        return _make_day(match[1], match[2], match[3])
    if match := _DAY.match(first):
        year = match[3] if len(match[3]) > 2 else str(_CENTURY + int(match[3]))
        return _make_day(year, match[2], match[1])
    if match := _IN_WORDS.fullmatch(fold(text)):
        rank = [n for n, name in enumerate(_MONTHS, 1) if name.startswith(match[2])]
        return _make_day(match[3], str(rank[0]), match[1]) if len(rank) == 1 else None
    return None


def _make_day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None


def read_weight(cell: object) -> Weight | None:
    """
    Return the number of a cell and the unit beside it; `None` when it is no number.

    Notes
    -----
    `1 234,5` and `1.234,5` are French, `1,234.5` is not; both marks together say which is which.
    A lone mark is the decimal one.
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return (Decimal(repr(cell)), "") if math.isfinite(cell) else None
    match = _WEIGHT.fullmatch(_SPACES.sub("", str(cell)))
    if match is None:
        return None
    unit = (match[2] or "").lower()
    try:
        number = Decimal(_settle_marks(match[1]))
    except InvalidOperation:
        return None
    return number, ("t" if unit.startswith("t") else "kg") if unit else ""


def _settle_marks(text: str) -> str:
    """Return a number with a point, or words that are no number."""
    if "," in text and "." in text:
        group = "." if text.rfind(",") > text.rfind(".") else ","
        return text.replace(group, "").replace(",", ".")
    if text.count(",") > 1 or text.count(".") > 1:
        return re.sub("[.,]", "", text) if _GROUPS.fullmatch(text) else ""
    return text.replace(",", ".")
