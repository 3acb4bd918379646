"""What secures the access to a gisement, and how to share one rather than compete for it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from maillon.reference.method import MethodPassage

__all__ = ["SecuringMeasure", "SplitAdvice", "list_securing_measures", "list_split_advice"]

_FILE = Path(__file__).parent / "captures.yaml"


@dataclass(frozen=True, kw_only=True, slots=True)
class SecuringMeasure:
    """
    Something that secures the access to a gisement.

    Attributes
    ----------
    passage
        Where it was read; `None` when it is a use that we kept.
    """

    key: str
    label: str
    passage: MethodPassage | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitAdvice:
    """A way to share a gisement, why, and where it was read."""

    key: str
    label: str
    why: str
    passage: MethodPassage


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


@cache
def list_securing_measures() -> tuple[SecuringMeasure, ...]:
    """Return the measures, those that the guide names first."""
    return tuple(
        SecuringMeasure(
            key=entry["key"],
            label=entry["label"],
            passage=_build(entry["passage"]) if "passage" in entry else None,
        )
        for entry in _content()["measures"]
    )


@cache
def list_split_advice() -> tuple[SplitAdvice, ...]:
    """Return the ways to share, in the order in which they are tried."""
    return tuple(
        SplitAdvice(**{**entry, "passage": _build(entry["passage"])})
        for entry in _content()["splits"]
    )


def _build(entry: dict[str, str]) -> MethodPassage:
    first, last = entry["lines"].split("-")
    return MethodPassage(
        document=entry["document"],
        where=entry["where"],
        first_line=int(first),
        last_line=int(last),
        quote=entry["quote"],
    )
