"""Read an OpenSankey workbook: dimensions of products and sectors, list of results."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.sources.opensankey.columns import (
    LINK_FIELDS,
    NODE_FIELDS,
    TAG_FIELDS,
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
from maillon.sources.opensankey.workbook_links import (
    complete_links,
    read_tables,
    read_tags,
)

__all__ = ["has_dimensions", "read_workbook"]

Row = Sequence[Any]
_NUMBERS = (
    "value",
    "standard_error",
    "uncertainty_percent",
    "uncertainty_share",
    "minimum",
    "maximum",
    "result",
)
_KIND = "Type de noeud"
_KINDS = {
    "PRODUIT": PRODUCT,
    "PRODUCT": PRODUCT,
    "SECTEUR": SECTOR,
    "SECTOR": SECTOR,
    "ECHANGE": EXCHANGE,
    "EXCHANGE": EXCHANGE,
}


def read_workbook(path: Path) -> OpenSankeyDocument:
    """
    Return what a workbook says, every cell kept.

    Raises
    ------
    InvalidInput
        If the file does not open, has no list of flows, or names a node that it does not describe.

    Notes
    -----
    The flows are those of the first sheet that gives values or results; the other sheets with an
    origin and a destination (bounds, results, list of flows) complete them, then the crossed
    tables, that only say which flows there are.
    """
    nodes: list[OpenSankeyNode] = []
    columns: dict[str, tuple[Any, ...]] = {}
    others: dict[str, tuple[Row, ...]] = {}
    problems: list[str] = []
    sheets = _open(path)
    groups = _read_groups(sheets)
    links = {name: rows for name, rows in sheets.items() if rows and is_link_sheet(rows[0])}
    main = _choose_main(links)
    for name, rows in sheets.items():
        parts = find_fields(rows[0] if rows else (), NODE_FIELDS)
        if name not in links and {"name", "level"} <= parts.keys():
            nodes += _read_nodes(name, rows, parts, problems)
        elif name != main:
            others[name] = tuple(rows)
            continue
        columns[name] = tuple(rows[0])
    read = {name: _read_links(name, rows, groups, problems) for name, rows in links.items()}
    known = {node.key for node in nodes}
    tables = [read_tables(name, rows, known) for name, rows in others.items()]
    found = complete_links(read.pop(main, []), [*read.values(), *tables], groups)
    _check(path, nodes, found, problems)
    extras: dict[str, Any] = {"columns": columns, "sheets": others}
    return OpenSankeyDocument(
        form="xlsx",
        nodes=tuple(nodes),
        links=tuple(found),
        extras=extras | ({"dataTags": groups} if groups else {}),
    )


def _choose_main(links: Mapping[str, Sequence[Row]]) -> str:
    """Return the sheet that gives values, else results, else the first one that lists flows."""
    for wanted in ({"value"}, {"result"}, set()):
        for name, rows in links.items():
            if wanted <= find_fields(rows[0], LINK_FIELDS).keys():
                return name
    return ""


def _read_groups(sheets: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """Return the tags of flows by group, as the JSON has them: the first of each is selected."""
    groups: dict[str, Any] = {}
    for rows in sheets.values():
        found = find_fields(rows[0] if rows else (), TAG_FIELDS)
        if not {"group", "type", "tags"} <= found.keys():
            continue
        for row in rows[1:]:
            name, kind = _cell(row, found, "group"), _cell(row, found, "type")
            if name is None or fold(str(kind)) != "DATATAGS":
                continue
            tags = str(_cell(row, found, "tags") or "").split(":")
            groups[str(name)] = {
                "tags": {
                    tag.strip(): {"selected": rank == 0} for rank, tag in enumerate(tags) if tag
                }
            }
    return groups


def has_dimensions(path: Path) -> bool:
    """
    Say whether a workbook describes products or sectors, as OpenSankey's do.

    Raises
    ------
    InvalidInput
        If the file does not open.
    """
    return any(
        {"name", "level"} <= find_fields(rows[0], NODE_FIELDS).keys()
        for rows in _open(path).values()
        if rows
    )


def _open(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        return {
            name: [
                tuple(None if cell == "" else cell for cell in row)
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names
        }
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError) as error:
        raise InvalidInput(
            f"{path.name} cannot be read: {error!r}",
            user=_(
                "Le classeur « {name} » ne s’ouvre pas : vérifiez son nom, ou enregistrez-le à "
                "nouveau en .xlsx, sans mot de passe."
            ).format(name=path.name),
        ) from error


def _read_nodes(
    sheet: str, rows: Sequence[Row], found: Mapping[str, int], problems: list[str]
) -> list[OpenSankeyNode]:
    titles = rows[0]
    nodes: list[OpenSankeyNode] = []
    above: list[tuple[int, str]] = []
    seen: Counter[str] = Counter()
    for number, row in enumerate(rows[1:], start=2):
        name = row[found["name"]]
        level = _number(row, found, "level", f"{sheet}!{number}", problems)
        if name is None:
            continue
        depth = 1 if level is None else int(level)
        above = [(higher, key) for higher, key in above if higher < depth]
        kind = _KINDS.get(fold(str(_cell(row, found, "kind"))), "") or _kind_of(sheet)
        # A node said again is cut again, in another way.
        again = seen[above[-1][1]] if above else 0
        dimension = sheet if again <= 1 else f"{sheet} ({again})"
        nodes.append(
            OpenSankeyNode(
                key=str(name),
                name=str(name),
                kind=kind,
                level=depth,
                is_balanced=_flag(row, found, "is_balanced"),
                is_shown=_flag(row, found, "is_shown"),
                colour=str(_cell(row, found, "colour") or ""),
                parents={dimension: above[-1][1]} if above else {},
                extras={"sheet": sheet}
                | _extras(titles, row, found)
                | ({_KIND: row[found["kind"]]} if _cell(row, found, "kind") else {}),
            )
        )
        above.append((depth, str(name)))
        seen[str(name)] += 1
    return nodes


def _read_links(
    sheet: str, rows: Sequence[Row], groups: Mapping[str, Any], problems: list[str]
) -> list[OpenSankeyLink]:
    titles = rows[0]
    found = find_fields(titles, LINK_FIELDS)
    links = []
    for number, row in enumerate(rows[1:], start=2):
        source, target = _cell(row, found, "source"), _cell(row, found, "target")
        place = f"{sheet}!{number}"
        if source is None and target is None:
            continue
        if source is None or target is None:
            problems.append(_("{place} : l’origine ou la destination manque.").format(place=place))
            continue
        numbers: dict[str, Any] = {
            name: _number(row, found, name, place, problems) for name in _NUMBERS
        }
        links.append(
            OpenSankeyLink(
                key=str(number - 2),
                source=str(source),
                target=str(target),
                matter=str(_cell(row, found, "matter") or ""),
                values=(OpenSankeyValue(tags=read_tags(titles, row, groups), **numbers),),
                cell=place,
                extras=_extras(titles, row, found) | {"sheet": sheet},
            )
        )
    return links


def _check(
    path: Path, nodes: list[OpenSankeyNode], links: list[OpenSankeyLink], problems: list[str]
) -> None:
    if not links and not problems:
        raise InvalidInput(
            f"{path.name} has no list of flows",
            user=_(
                "Le classeur « {name} » n’a pas de liste de flux : une feuille doit avoir les "
                "colonnes « origine » et « destination »."
            ).format(name=path.name),
        )
    known = {node.key for node in nodes}
    for link in links if known else ():
        problems += [
            _("{place} : « {name} » n’est dans aucune feuille de dimensions.").format(
                place=link.cell, name=end
            )
            for end in (link.source, link.target)
            if end not in known
        ]
    if problems:
        raise InvalidInput(
            f"{path.name}: {len(problems)} problems",
            user=_(
                "Le classeur « {name} » ne se lit pas en entier : corrigez les cases indiquées."
            ).format(name=path.name),
            details=problems,
        )


def _kind_of(sheet: str) -> str:
    words = fold(sheet)
    return next((kind for word, kind in _KINDS.items() if word in words), "")


def _cell(row: Row, found: Mapping[str, int], name: str) -> Any:  # noqa: ANN401 - a cell is anything
    position = found.get(name)
    return None if position is None or position >= len(row) else row[position]


def _flag(row: Row, found: Mapping[str, int], name: str) -> bool | None:
    cell = _cell(row, found, name)
    return None if cell is None else bool(cell)


def _number(
    row: Row, found: Mapping[str, int], name: str, place: str, problems: list[str]
) -> float | None:
    cell = _cell(row, found, name)
    if cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell)
    problems.append(_("{place} : « {text} » n’est pas un nombre.").format(place=place, text=cell))
    return None


def _extras(titles: Row, row: Row, found: Mapping[str, int]) -> dict[str, Any]:
    known = set(found.values())
    return {
        name_extra(titles, position): cell
        for position, cell in enumerate(row)
        if cell is not None and position not in known
    }
