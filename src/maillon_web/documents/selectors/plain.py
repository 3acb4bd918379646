"""French words and plain values: what the fields of a document are made of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.utils import translation

from maillon.domain.language import get_language, use_language

__all__ = ["in_french", "to_day", "to_number"]


@contextmanager
def in_french() -> Iterator[None]:
    """Speak French, in which the documents are written, whatever the language of the page."""
    before = get_language()
    with translation.override("fr"):
        use_language("fr")
        try:
            yield
        finally:
            use_language(before)


def to_number(value: Decimal | None) -> int | float | None:
    """Return a decimal as a plain number; `None` when nobody wrote it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def to_day(value: date | None) -> str | None:
    """Return an ISO date; `None` when nobody wrote it."""
    return value.isoformat() if value else None
