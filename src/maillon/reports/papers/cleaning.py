"""A document whose texts any office file can hold: no forbidden character, no endless word."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from maillon.domain.papers import Paper
from maillon.reports.clean_text import clean_text

__all__ = ["clean_paper"]

_LONGEST = 6000
_Value = TypeVar("_Value")


def clean_paper(paper: Paper) -> Paper:
    """Return the same document; its texts, however deep, lose what XML forbids."""
    return _clean(paper)


def _clean(value: _Value) -> _Value:
    cleaned: Any = value
    # A text of an enumeration is one of ours.
    if type(cleaned) is str:
        cleaned = clean_text(cleaned, _LONGEST)
    elif isinstance(value, tuple):
        cleaned = tuple(_clean(item) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        cleaned = replace(
            value, **{field.name: _clean(getattr(value, field.name)) for field in fields(value)}
        )
    return cleaned  # type: ignore[no-any-return]
