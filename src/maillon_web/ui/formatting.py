"""Numbers, sums and dates as the language of the page writes them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillon.domain import formatting
from maillon.domain.language import LANGUAGES, use_language
from maillon.reports.figure_text import show_figure

__all__ = [
    "format_day",
    "format_figure",
    "format_moment",
    "format_money",
    "format_number",
    "format_percent",
    "format_quantity",
]


def _follow_page_language() -> str:
    # Also outside a request: a job that writes an e-mail chooses its language through Django alone.
    code = (get_language() or "fr")[:2]
    language = code if code in LANGUAGES else "fr"
    use_language(language)
    return language


def format_number(value: float, decimals: int | None = None) -> str:
    """Return `12 345,6` in French, `12,345.6` in English."""
    _follow_page_language()
    return formatting.format_number(value, decimals)


def format_percent(share: float, decimals: int = 0) -> str:
    """Return a share between 0 and 1 as `46 %` in French, `46%` in English."""
    _follow_page_language()
    return formatting.format_percent(share, decimals)


def format_quantity(value: float, unit: str) -> str:
    """Return a number with its unit, never parted at the end of a line."""
    _follow_page_language()
    return formatting.format_quantity(value, unit)


def format_money(value: float, decimals: int = 0) -> str:
    """Return a sum in euros: `1 200 €` in French, `€1,200` in English."""
    language = _follow_page_language()
    text = formatting.format_number(value, decimals)
    if language == "fr":
        return f"{text}\u00a0€"
    return f"{text[0]}€{text[1:]}" if value < 0 and not text[0].isdigit() else f"€{text}"


def format_day(value: date | datetime | str) -> str:
    """Return a day in words: `22 novembre 2026`; a text is read as an ISO date."""
    _follow_page_language()
    if isinstance(value, datetime):
        value = _to_local(value).date()
    return formatting.format_date(value if isinstance(value, str) else value.isoformat())


def format_moment(value: datetime) -> str:
    """Return a day and an hour: `22 novembre 2026 à 14:05`."""
    local = _to_local(value)
    return _("{day} à {time}").format(day=format_day(local), time=f"{local:%H:%M}")


def _to_local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def format_figure(figure: Mapping[str, Any], *, is_bare: bool = False) -> str:
    """
    Return the value of an explained figure as people read it, in the words of the reports.

    Parameters
    ----------
    figure
        Figure of a result, as `Figure.to_dict` gives it.
    is_bare
        Whether to leave out the unit, where the place says it already (a column of a table).
    """
    _follow_page_language()
    return show_figure(dict(figure), with_unit=not is_bare)
