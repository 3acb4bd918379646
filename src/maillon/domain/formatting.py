"""Write numbers and dates as the language in use writes them."""

import re
from datetime import date

from maillon.domain.language import get_language, mark
from maillon.domain.language import translate as _

__all__ = [
    "NARROW_SPACE",
    "format_date",
    "format_interval",
    "format_number",
    "format_percent",
    "format_quantity",
    "format_siret",
]

NARROW_SPACE = "\u202f"
_NO_BREAK_SPACE = "\u00a0"
_MINUS = "\u2212"
_MONTHS = (
    mark("janvier"),
    mark("février"),
    mark("mars"),
    mark("avril"),
    mark("mai"),
    mark("juin"),
    mark("juillet"),
    mark("août"),
    mark("septembre"),
    mark("octobre"),
    mark("novembre"),
    mark("décembre"),
)
_PLURAL = re.compile(r"\w{3,}[^\Ws]s")  # long enough not to be the symbol of a unit
_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def format_number(value: float, decimals: int | None = None) -> str:
    """
    Return a number as people read it: `12 345,6` in French, `12,345.6` in English.

    Parameters
    ----------
    value
        The number.
    decimals
        Digits after the mark. By default none for a whole number, and otherwise enough for
        about three significant digits, without trailing zeros.
    """
    text = f"{abs(value):,.{_choose_decimals(value) if decimals is None else decimals}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if get_language() == "fr":
        text = text.replace(",", NARROW_SPACE).replace(".", ",")
    is_zero = not any(digit in text for digit in "123456789")
    return text if value >= 0 or is_zero else _MINUS + text


def _choose_decimals(value: float) -> int:
    if float(value).is_integer() or abs(value) >= 100:
        return 0
    if abs(value) >= 10:
        return 1
    return 2 if abs(value) >= 0.1 else 3


def format_percent(share: float, decimals: int = 0) -> str:
    """Return a share between 0 and 1 as a percentage: `46 %` in French, `46%` in English."""
    return format_number(share * 100, decimals) + _percent_sign()


def _percent_sign() -> str:
    return f"{NARROW_SPACE}%" if get_language() == "fr" else "%"


def format_quantity(value: float, unit: str) -> str:
    """
    Return a number and its unit, which never part at the end of a line.

    A number whose unit is `%` is a percentage already: 46 is `46 %`, not 0.46. A unit given in
    the plural (`salariés`) agrees with the number.
    """
    if unit == "%":
        return format_number(value) + _percent_sign()
    return (
        f"{format_number(value)}{_NO_BREAK_SPACE}{_agree(unit, value)}"
        if unit
        else format_number(value)
    )


def _agree(unit: str, value: float) -> str:
    is_plural = abs(value) >= 2 if get_language() == "fr" else abs(value) != 1
    word, space, rest = unit.partition(" ")
    return unit if is_plural or not _PLURAL.fullmatch(word) else f"{word[:-1]}{space}{rest}"


def format_interval(low: float | None, high: float | None, unit: str = "") -> str:
    """Return an interval in words; a bound that is not known is not invented."""
    if low is None and high is None:
        return _("sans borne connue")
    if low is None:
        return _("au plus {high}").format(high=format_quantity(high or 0, unit))
    if high is None:
        return _("au moins {low}").format(low=format_quantity(low, unit))
    return _("entre {low} et {high}").format(
        low=format_number(low), high=format_quantity(high, unit)
    )


def format_date(iso: str) -> str:
    """
    Return an ISO date in words (`22 novembre 2026`), a month (`août 2026`) or a year.

    A vintage that is no date (`2024-T2`, `version 3`) is returned as it stands.
    """
    match = _DATE.fullmatch(iso)
    if match is None or not 1 <= int(match[2]) <= 12:
        return iso
    year, month, day = match.groups()
    month_name = _(_MONTHS[int(month) - 1])
    if day is None:
        return f"{month_name} {year}"
    try:
        date.fromisoformat(iso)
    except ValueError:
        return iso
    is_french_first = get_language() == "fr" and day == "01"
    day_text = "1er" if is_french_first else str(int(day))
    return f"{day_text}{_NO_BREAK_SPACE}{month_name} {year}"


def format_siret(siret: str) -> str:
    """Return a SIRET in its usual groups: `123 456 789 00012`."""
    if len(siret) != 14:
        return siret
    return NARROW_SPACE.join([siret[:3], siret[3:6], siret[6:9], siret[9:]])
