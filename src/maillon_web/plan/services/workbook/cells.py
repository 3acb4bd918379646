"""What a cell says: dates, sums and words as people write them in French tables."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.plan.services.workbook.columns import fold

__all__ = [
    "Cell",
    "Out",
    "read_choice",
    "read_day",
    "read_number",
    "read_text",
    "read_year",
    "to_cell",
    "to_text",
]

Cell = str | int | float
"""A cell once read: what JSON can carry."""
Out = str | int | Decimal | date | None
"""A cell to write."""

_MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_MONTH = re.compile(r"(?:(?P<part>debut|mi|fin) )?(?P<month>[a-z]+) (?P<year>\d{4})")
_DAY = re.compile(r"(?P<day>\d{1,2})(?:er)? (?P<month>[a-z]+) (?P<year>\d{4})")
_QUARTER = re.compile(r"(?:t(?P<a>[1-4])|(?P<b>[1-4])(?:er|e|eme)? trimestre) (?P<year>\d{4})")
_HALF = re.compile(r"(?:s(?P<a>[12])|(?P<b>[12])(?:er|e|nd|eme)? semestre) (?P<year>\d{4})")
_YEAR = re.compile(r"(?:fin |debut )?(?P<year>\d{4})")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def to_cell(value: object) -> Cell:
    """Return the value of a cell of a workbook as JSON keeps it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else value
    if isinstance(value, datetime):
        value = value.date()
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def to_text(value: Cell | Out) -> str:
    """Return what a cell says in one form, so that what was written and what is read compare."""
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case int() | float() | Decimal():
            return f"{Decimal(str(value)).normalize():f}"
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def read_text(cell: Cell, most: int) -> str:
    """Return a text; one that is too long is refused, never cut."""
    text = to_text(cell)
    if len(text) > most:
        raise InvalidInput(
            f"text of {len(text)} letters",
            user=_("Ce texte a {count} signes et la limite est {most} : raccourcissez-le.").format(
                count=len(text), most=most
            ),
        )
    return text


def read_day(cell: Cell, *, is_end: bool) -> date | None:
    """
    Return a day; « mars 2026 » or « T2 2026 » is its first day, or its last for an end.

    Raises
    ------
    InvalidInput
        If no day can be read.
    """
    text = to_text(cell)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        found = _read_numeric(text) or _read_words(fold(text), is_end=is_end)
    except ValueError:
        found = None
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise InvalidInput(
            f"no day: {text!r}",
            user=_(
                "« {text} » n’est pas une date que Maillon comprend : écrivez 31/12/2026, ou un "
                "mois et une année."
            ).format(text=text[:60]),
        )
    return found


def _read_numeric(text: str) -> date | None:
    found = _NUMERIC.fullmatch(text)
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    is_short = len(found[3]) == 2
    return date(year + 2000 if is_short else year, month, day)


def _read_words(text: str, *, is_end: bool) -> date | None:
    if found := _DAY.fullmatch(text):
        return date(int(found["year"]), _find_month(found["month"]), int(found["day"]))
    if found := _QUARTER.fullmatch(text):
        return _span(int(found["year"]), int(found["a"] or found["b"]) * 3, 3, is_end=is_end)
    if found := _HALF.fullmatch(text):
        return _span(int(found["year"]), int(found["a"] or found["b"]) * 6, 6, is_end=is_end)
    if found := _YEAR.fullmatch(text):
        return _span(int(found["year"]), 12, 12, is_end=is_end)
    if found := _MONTH.fullmatch(text):
        return _span(int(found["year"]), _find_month(found["month"]), 1, is_end=is_end)
    return None


def _find_month(word: str) -> int:
    matches = [rank for rank, name in enumerate(_MONTHS, start=1) if name.startswith(word[:4])]
    if len(matches) != 1 or len(word) < 3:
        raise ValueError(word)
    return matches[0]


def _span(year: int, last_month: int, months: int, *, is_end: bool) -> date:
    if not is_end:
        return date(year, last_month - months + 1, 1)
    following = date(year + last_month // 12, last_month % 12 + 1, 1)
    return following - timedelta(days=1)


def read_number(
    cell: Cell, *, decimals: int = 2, digits: int = 12, signed: bool = False
) -> Decimal | None:
    """
    Return a number: `12 000 €`, `12,5 k€`, `1.5`.

    Raises
    ------
    InvalidInput
        If it is no number, too large, or below zero where that makes no sense.
    """
    text = re.sub(r"[\s\u00a0\u202f]|€|euros?|eur\b|ETP", "", to_text(cell), flags=re.IGNORECASE)
    if not text:
        return None
    factor = 1
    if text[-1] in "kK":
        text, factor = text[:-1], 1000
    try:
        value = Decimal(text.replace("\u2212", "-").replace(",", ".")) * factor
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise InvalidInput(
            f"no number: {text!r}",
            user=_(
                "« {text} » n’est pas un nombre : écrivez-le en chiffres, sans mot autour."
            ).format(text=to_text(cell)[:60]),
        )
    if (value < 0 and not signed) or abs(value) >= 10 ** (digits - decimals):
        raise InvalidInput(
            f"number out of range: {value}",
            user=_("« {text} » est hors de ce qui est possible ici.").format(
                text=to_text(cell)[:60]
            ),
        )
    return value.quantize(Decimal(1).scaleb(-decimals))


def read_year(cell: Cell) -> int | None:
    """
    Return a year.

    Raises
    ------
    InvalidInput
        If it is none.
    """
    text = to_text(cell)
    if not text:
        return None
    if not re.fullmatch(r"\d{4}", text) or not _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        raise InvalidInput(
            f"no year: {text!r}",
            user=_("« {text} » n’est pas une année : écrivez par exemple 2026.").format(
                text=text[:60]
            ),
        )
    return int(text)


def read_choice(cell: Cell, known: Mapping[str, str], labels: Iterable[str]) -> str:
    """
    Return the key of a word.

    Parameters
    ----------
    known
        Keys by word, folded.
    labels
        The words to propose when it is none of them.

    Raises
    ------
    InvalidInput
        If the word is none of them.
    """
    text = to_text(cell)
    key = known.get(fold(text))
    if key is None:
        raise InvalidInput(
            f"unknown word {text!r}",
            user=_("« {text} » n’est pas reconnu : écrivez {words}.").format(
                text=text[:60], words=" / ".join(labels)
            ),
        )
    return key
