"""Write an OpenSankey workbook: back as it was received, or new in the form that it reads today."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from maillon.sources.opensankey.columns import (
    LINK_FIELDS,
    NODE_FIELDS,
    find_fields,
    is_link_sheet,
    name_extra,
)
from maillon.sources.opensankey.document import (
    EXCHANGE,
    PRODUCT,
    SECTOR,
    OpenSankeyDocument,
    OpenSankeyLink,
    OpenSankeyNode,
    OpenSankeyValue,
)
from maillon.sources.opensankey.workbook_links import read_tags, speaks_of

__all__ = ["render_workbook"]

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_KIND = "Type de noeud"
_KINDS = {PRODUCT: "produit", SECTOR: "secteur", EXCHANGE: "echange"}
_MATTER = "produit"
_RESULTS = "Résultats"
Sheets = dict[str, list[list[Any]]]


def render_workbook(document: OpenSankeyDocument) -> bytes:
    """
    Return the workbook as bytes; read again, it says the same.

    Notes
    -----
    What was read in a workbook is written back in the same sheets, its results updated. The rest
    is written in the sheets that TerriFlux's reader knows: tags, nodes, values, bounds, results.
    """
    import xlsxwriter

    sheets = _write_back(document) if document.form == "xlsx" else _write_new(document)
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _SAFE) as book:
        for name, rows in sheets.items():
            _write(book.add_worksheet(name), rows)
    return buffer.getvalue()


def _write_back(document: OpenSankeyDocument) -> Sheets:
    others: Mapping[str, Sequence[Sequence[Any]]] = document.extras.get("sheets", {})
    columns: Mapping[str, Sequence[Any]] = document.extras.get("columns", {})
    sheets: Sheets = {name: [list(titles)] for name, titles in columns.items()}
    for node in document.nodes:
        rows = sheets[str(node.extras["sheet"])]
        rows.append(_fill(rows[0], NODE_FIELDS, _node_cells(node), node.extras))
    for link in document.links:
        name = str(link.extras["sheet"])
        if name not in others:  # what only another sheet says is there already
            rows = sheets[name]
            rows.append(_fill(rows[0], LINK_FIELDS, _link_cells(link), link.extras))
    sheets |= {name: [list(row) for row in rows] for name, rows in others.items()}
    _put_results(sheets, document, main=set(columns))
    return sheets


def _put_results(sheets: Sheets, document: OpenSankeyDocument, *, main: Collection[str]) -> None:
    """Write the results in the sheets that hold some; those that find no row get a new one."""
    groups = document.extras.get("dataTags", {})
    left = {rank: link for rank, link in enumerate(document.links) if _has_result(link)}
    home = ""
    for name, rows in sheets.items():
        fields = find_fields(rows[0] if rows else (), LINK_FIELDS)
        if not rows or not is_link_sheet(rows[0]) or "result" not in fields:
            continue
        home = home or name
        if name in main:
            placed = [rank for rank, link in left.items() if link.extras["sheet"] == name]
        else:
            placed = _update_results(rows, fields, left, groups)
        left = {rank: link for rank, link in left.items() if rank not in placed}
    if left and not home:
        home = _RESULTS
        sheets[home] = [["Origine", "Destination", *groups, "Valeur reconciliée"]]
    for link in left.values():
        titles = sheets[home][0]
        tags = dict(link.values[0].tags)
        known = {place: name for name, place in find_fields(titles, LINK_FIELDS).items()}
        cells = _link_cells(link)
        sheets[home].append(
            [
                cells.get(known.get(place, ""), tags.get(str(title)))
                for place, title in enumerate(titles)
            ]
        )


def _has_result(link: OpenSankeyLink) -> bool:
    return link.values[0].result is not None


def _update_results(
    rows: Sequence[list[Any]],
    fields: Mapping[str, int],
    links: Mapping[int, OpenSankeyLink],
    groups: Mapping[str, Any],
) -> list[int]:
    """Write the results of the flows that the rows name; return the ranks of these flows."""
    by_ends: dict[tuple[str, str], list[int]] = {}
    for rank, link in links.items():
        by_ends.setdefault((link.source, link.target), []).append(rank)
    placed = []
    for row in rows[1:]:
        ends = str(row[fields["source"]]), str(row[fields["target"]])
        said = OpenSankeyLink(
            key="",
            source=ends[0],
            target=ends[1],
            matter=str(row[fields["matter"]] or "") if "matter" in fields else "",
            values=(OpenSankeyValue(tags=read_tags(rows[0], row, groups)),),
        )
        known = [rank for rank in by_ends.get(ends, ()) if speaks_of(said, links[rank])]
        if len(known) == 1:
            row[fields["result"]] = links[known[0]].values[0].result
            placed.append(known[0])
    return placed


def _write_new(document: OpenSankeyDocument) -> Sheets:
    """Return the sheets of a document that comes from elsewhere."""
    names = _name_nodes(document)
    groups = _list_groups(document)
    sheets: Sheets = {}
    if groups:
        sheets["Etiquettes"] = [
            ["Nom du groupe d'étiquette", "Type d'étiquette", "Etiquettes"],
            *([group, "dataTags", ":".join(tags)] for group, tags in groups.items()),
        ]
    sheets["Noeuds"] = [
        [
            "Niveau d'agrégation",
            "Noeuds",
            "Equilibre entrée-sortie",
            "Affichage sur le diagramme de Sankey",
            "Couleur",
            _KIND,
        ],
        *(
            [
                node.level or 1,
                names[node.key],
                None if node.is_balanced is None else int(node.is_balanced),
                None if node.is_shown is None else int(node.is_shown),
                node.colour or None,
                _KINDS.get(node.kind),
            ]
            for node in document.nodes
        ),
    ]
    rows = [(link, value) for link in document.links for value in link.values]

    def list_rows(wanted: Sequence[str]) -> list[list[Any]]:
        """Return the rows that hold one of the wanted numbers, or all when none is asked."""
        return [
            [
                *_list_ends(link, value, names, groups),
                *(_find_number(value, name) for name in wanted),
            ]
            for link, value in rows
            if any(getattr(value, name) is not None for name in wanted)
        ]

    ends = ["Origine", "Destination", *groups]
    wanted = ("value", "uncertainty_share", "standard_error")
    sheets["Valeurs"] = [
        [*ends, "Valeur", "Incertitude relative", "écart-type", "Source"],
        *(
            [
                *_list_ends(link, value, names, groups),
                *(_find_number(value, name) for name in wanted),
                link.extras.get("source"),
            ]
            for link, value in rows
        ),
    ]
    for name, titles, numbers in (
        ("Min Max", ("Minimum", "Maximum"), ("minimum", "maximum")),
        (_RESULTS, ("Valeur reconciliée",), ("result",)),
    ):
        found = list_rows(numbers)
        if found:
            sheets[name] = [[*ends, *titles], *found]
    return sheets


def _find_number(value: OpenSankeyValue, name: str) -> float | None:
    """Return a number of a value; its relative uncertainty from whatever is known of it."""
    if name != "uncertainty_share" or value.uncertainty_share is not None:
        number: float | None = getattr(value, name)
        return number
    if value.uncertainty_percent is not None:
        return value.uncertainty_percent / 100
    if value.standard_error is None or not value.value:
        return None
    return value.standard_error / abs(value.value)


def _list_groups(document: OpenSankeyDocument) -> dict[str, list[str]]:
    """Return the tags of flows by group; what flows is one of them."""
    groups: dict[str, dict[str, None]] = {}
    for link in document.links:
        if link.matter:
            groups.setdefault(_MATTER, {})[link.matter] = None
        for value in link.values:
            for group, tag in value.tags:
                groups.setdefault(group, {})[tag] = None
    return {group: list(tags) for group, tags in groups.items()}


def _list_ends(
    link: OpenSankeyLink,
    value: OpenSankeyValue,
    names: Mapping[str, str],
    groups: Iterable[str],
) -> list[Any]:
    tags = dict(value.tags) | ({_MATTER: link.matter} if link.matter else {})
    return [names[link.source], names[link.target], *(tags.get(group) for group in groups)]


def _name_nodes(document: OpenSankeyDocument) -> dict[str, str]:
    """Return what the sheets call each node: its name, or its key when another has that name."""
    counts = Counter(node.name for node in document.nodes)
    return {node.key: node.name if counts[node.name] == 1 else node.key for node in document.nodes}


def _node_cells(node: OpenSankeyNode) -> dict[str, Any]:
    return {
        "level": node.level,
        "name": node.name,
        "is_balanced": None if node.is_balanced is None else int(node.is_balanced),
        "is_shown": None if node.is_shown is None else int(node.is_shown),
        "colour": node.colour or None,
        "kind": node.extras.get(_KIND),
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
