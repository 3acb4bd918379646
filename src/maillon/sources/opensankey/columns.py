"""Titles of the sheets of an OpenSankey workbook, whatever their case and accents."""

from collections.abc import Mapping, Sequence
from typing import Any

from maillon.domain.text import fold

__all__ = ["LINK_FIELDS", "NODE_FIELDS", "find_fields", "name_extra"]

# Field by folded title; the first title of a field is the one that a new workbook gets.
NODE_FIELDS: Mapping[str, str] = {
    "LEVEL": "level",
    "NIVEAU": "level",
    "ELEMENT": "name",
    "NOEUD": "name",
    "NOEUDS": "name",
    "EQUILIBRE": "is_balanced",
    "SANKEY": "is_shown",
    "COULEUR": "colour",
}
LINK_FIELDS: Mapping[str, str] = {
    "ORIGINE": "source",
    "DESTINATION": "target",
    "PRODUIT": "matter",
    "VALEUR IN": "value",
    "VALEUR": "value",
    "SIGMA IN": "standard_error",
    "SIGMA IN PCT": "uncertainty_percent",
    "MIN IN": "minimum",
    "MAX IN": "maximum",
    "VALEUR OUT": "result",
}


def find_fields(titles: Sequence[Any], fields: Mapping[str, str]) -> dict[str, int]:
    """Return the position of each field that a row of titles holds; the first title wins."""
    found: dict[str, int] = {}
    for position, title in enumerate(titles):
        name = fields.get(_key(title))
        if name is not None:
            found.setdefault(name, position)
    return found


def name_extra(titles: Sequence[Any], position: int) -> str:
    """Return the name under which the cell of an unknown column is kept."""
    title = titles[position] if position < len(titles) else None
    has_twin = title is not None and list(titles).count(title) > 1
    return f"#{position}" if title is None or has_twin else str(title)


def _key(title: object) -> str:
    return "" if title is None else fold(str(title).replace("%", " pct "))
