"""Titles of the sheets of an OpenSankey workbook, whatever their case and accents."""

from collections.abc import Mapping, Sequence
from typing import Any

from maillon.domain.text import fold

__all__ = [
    "LINK_FIELDS",
    "NODE_FIELDS",
    "TAG_FIELDS",
    "find_fields",
    "is_constraint_sheet",
    "is_link_sheet",
    "name_extra",
]

# Field by folded title: those of the older example, then those that TerriFlux's own reader knows
# (SankeyExcelParser 1.0.0b1, published on PyPI), in French and in English.
NODE_FIELDS: Mapping[str, str] = {
    "LEVEL": "level",
    "NIVEAU": "level",
    "NIVEAU D AGREGATION": "level",
    "AGGREGATION LEVEL": "level",
    "ELEMENT": "name",
    "NOEUD": "name",
    "NOEUDS": "name",
    "NODES": "name",
    "PRODUITS": "name",
    "PRODUCTS": "name",
    "SECTEURS": "name",
    "SECTORS": "name",
    "ECHANGES": "name",
    "EXCHANGES": "name",
    "EQUILIBRE": "is_balanced",
    "EQUILIBRE ENTREE SORTIE": "is_balanced",
    "INPUT OUTPUT BALANCE": "is_balanced",
    "SANKEY": "is_shown",
    "AFFICHAGE SUR LE DIAGRAMME DE SANKEY": "is_shown",
    "COULEUR": "colour",
    "COLOR": "colour",
    "TYPE DE NOEUD": "kind",
}
LINK_FIELDS: Mapping[str, str] = {
    "ORIGINE": "source",
    "ORIGIN": "source",
    "DESTINATION": "target",
    "TARGET": "target",
    "PRODUIT": "matter",
    "VALEUR IN": "value",
    "VALEUR": "value",
    "VALUE": "value",
    "ECART TYPE": "standard_error",
    "SIGMA IN": "standard_error",
    "SIGMA IN PCT": "uncertainty_percent",
    "INCERTITUDE RELATIVE": "uncertainty_share",
    "RELATIVE UNCERTAINTY": "uncertainty_share",
    "MIN IN": "minimum",
    "MINIMUM": "minimum",
    "MAX IN": "maximum",
    "MAXIMUM": "maximum",
    "VALEUR OUT": "result",
    "VALEUR RECONCILIEE": "result",
    "RECONCILED VALUE": "result",
}
TAG_FIELDS: Mapping[str, str] = {
    "NOM DU GROUPE D ETIQUETTE": "group",
    "TAGS GROUP NAME": "group",
    "TYPE D ETIQUETTE": "type",
    "TAGS TYPE": "type",
    "ETIQUETTES": "tags",
    "TAGS": "tags",
}


def is_link_sheet(titles: Sequence[Any]) -> bool:
    """Say whether a row of titles is that of flows; equations between flows are not flows."""
    has_ends = {"source", "target"} <= find_fields(titles, LINK_FIELDS).keys()
    return has_ends and not is_constraint_sheet(titles)


def is_constraint_sheet(titles: Sequence[Any]) -> bool:
    """Say whether a row of titles is that of equations between flows."""
    return any("EQUATION" in _key(title).split() for title in titles)


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
