"""Write an OpenSankey workbook back: the same sheets, titles and cells."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from maillon.sources.opensankey.columns import LINK_FIELDS, NODE_FIELDS, find_fields, name_extra
from maillon.sources.opensankey.document import (
    PRODUCT,
    SECTOR,
    OpenSankeyDocument,
    OpenSankeyLink,
    OpenSankeyNode,
)

__all__ = ["render_workbook"]

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NODE_TITLES = ("Level", "Element", "Equilibre ?", None, None, None, "Sankey ?", "Couleur")
_LINK_TITLES = (
    *("id", "table", "produit", "secteur", "origine", "destination"),
    *("valeur in", "sigma in", "sigma in %", "min in", "max in", "valeur out"),
    *("unité", "année", "source"),
)
_SHEETS = {PRODUCT: "Dim produits", SECTOR: "Dim secteurs"}
_RESULTS = "result liste"


def render_workbook(document: OpenSankeyDocument) -> bytes:
    """Return the workbook as bytes; read again, it says the same."""
    import xlsxwriter

    is_own_form = document.form == "xlsx"
    columns: Mapping[str, Sequence[Any]] = document.extras.get("columns", {}) if is_own_form else {}
    others = document.extras.get("sheets", {}) if is_own_form else {}
    sheets: dict[str, list[list[Any]]] = {name: [list(titles)] for name, titles in columns.items()}
    for node in document.nodes:
        name = str(node.extras.get("sheet") or _SHEETS.get(node.kind, _SHEETS[SECTOR]))
        rows = sheets.setdefault(name, [list(_NODE_TITLES)])
        rows.append(_fill(rows[0], NODE_FIELDS, _node_cells(node), node.extras))
    for link in document.links:
        name = str(link.extras.get("sheet") or _RESULTS)
        rows = sheets.setdefault(name, [list(_LINK_TITLES)])
        rows.append(_fill(rows[0], LINK_FIELDS, _link_cells(link), link.extras))
    sheets |= {name: [list(row) for row in rows] for name, rows in others.items()}
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _SAFE) as book:
        for name, rows in sheets.items():
            _write(book.add_worksheet(name), rows)
    return buffer.getvalue()


def _node_cells(node: OpenSankeyNode) -> dict[str, Any]:
    return {
        "level": node.level,
        "name": node.name,
        "is_balanced": None if node.is_balanced is None else int(node.is_balanced),
        "is_shown": None if node.is_shown is None else int(node.is_shown),
        "colour": node.colour or None,
    }


def _link_cells(link: OpenSankeyLink) -> dict[str, Any]:
    value = link.values[0] if link.values else None
    cells: dict[str, Any] = {
        "source": link.source,
        "target": link.target,
        "matter": link.matter or None,
    }
    for name in LINK_FIELDS.values():
        if name not in cells:
            cells[name] = None if value is None else getattr(value, name)
    return cells


def _fill(
    titles: Sequence[Any],
    fields: Mapping[str, str],
    cells: Mapping[str, Any],
    extras: Mapping[str, Any],
) -> list[Any]:
    """Return a row under its titles: what is known, then what was kept as received."""
    names = {position: name for name, position in find_fields(titles, fields).items()}
    return [
        cells[names[position]] if position in names else extras.get(name_extra(titles, position))
        for position in range(len(titles))
    ]


def _write(sheet: Any, rows: Iterable[Sequence[Any]]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    for number, row in enumerate(rows):
        for position, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, position, cell)
