"""Flows that several sheets of a workbook speak of: values here, bounds and results there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from maillon.domain.text import fold
from maillon.sources.opensankey.document import YEAR_GROUPS, OpenSankeyLink, OpenSankeyValue

__all__ = ["complete_links", "read_tables", "read_tags", "speaks_of"]

_COMPLETED = (
    "value",
    "standard_error",
    "uncertainty_percent",
    "uncertainty_share",
    "minimum",
    "maximum",
    "result",
)


def read_tags(
    titles: Sequence[Any], row: Sequence[Any], groups: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    """Return the tags of a row, by group; an empty cell stands for all the tags of its group."""
    found = []
    for title, cell in zip(titles, row, strict=False):
        if title is not None and str(title) in groups and cell is not None:
            is_whole = isinstance(cell, float) and cell.is_integer()
            found.append((str(title), str(int(cell)) if is_whole else str(cell)))
    return tuple(found)


def read_tables(
    sheet: str, rows: Sequence[Sequence[Any]], known: Collection[str]
) -> list[OpenSankeyLink]:
    """
    Return the flows that the crossed tables of a sheet mark, without value.

    Notes
    -----
    Two tables, supply then use, have products in rows and sectors in columns: the first goes from
    column to row, the second from row to column. One table goes from row to column.
    """
    tables = _split_tables(rows, known)
    links = []
    for rank, table in enumerate(tables):
        is_supply = len(tables) == 2 and rank == 0
        heads = table[0][1]
        for number, row in table[1:]:
            for place, cell in enumerate(row[1:], start=1):
                if cell is None or place >= len(heads) or heads[place] is None:
                    continue
                ends = (str(row[0]), str(heads[place]))
                source, target = reversed(ends) if is_supply else ends
                links.append(
                    OpenSankeyLink(
                        key=f"{number}:{place}",
                        source=source,
                        target=target,
                        values=(OpenSankeyValue(),),
                        cell=f"{sheet}!{number}",
                        extras={"sheet": sheet},
                    )
                )
    return links


def _split_tables(
    rows: Sequence[Sequence[Any]], known: Collection[str]
) -> list[list[tuple[int, Sequence[Any]]]]:
    """Return the tables of a sheet: rows of known nodes under a row of known nodes."""
    tables: list[list[tuple[int, Sequence[Any]]]] = []
    for number, row in enumerate(rows, start=1):
        heads = [cell for cell in row[1:] if cell is not None]
        if not row or (row[0] is None and not heads):
            continue
        if row[0] is None and all(str(cell) in known for cell in heads):
            tables.append([(number, row)])
        elif tables and str(row[0]) in known:
            tables[-1].append((number, row))
        else:
            return []  # a sheet of something else
    return tables


def complete_links(
    main: Sequence[OpenSankeyLink],
    others: Iterable[Sequence[OpenSankeyLink]],
    groups: Mapping[str, Any],
) -> list[OpenSankeyLink]:
    """
    Return the flows of the main sheet, with what the others say of them, then theirs alone.

    A row of another sheet that names no matter nor tag speaks of every flow between its ends; one
    that finds none is a flow of every year.
    """
    found = list(main)
    by_ends: dict[tuple[str, str], list[int]] = {}
    for rank, link in enumerate(found):
        by_ends.setdefault((link.source, link.target), []).append(rank)
    for links in others:
        for link in links:
            beside = by_ends.setdefault((link.source, link.target), [])
            ranks = [rank for rank in beside if speaks_of(link, found[rank])]
            for rank in ranks:
                found[rank] = _complete(found[rank], link.values[0])
            for alone in () if ranks else _repeat_by_year(link, groups):
                beside.append(len(found))
                found.append(alone)
    return found


def _repeat_by_year(link: OpenSankeyLink, groups: Mapping[str, Any]) -> list[OpenSankeyLink]:
    """Return a flow that only another sheet names, once a year that the file speaks of."""
    value, key = link.values[0], f"{link.extras['sheet']}:{link.key}"
    group = next((name for name in groups if fold(name) in YEAR_GROUPS), "")
    if not group or group in dict(value.tags):
        return [replace(link, key=key)]
    return [
        replace(
            link,
            key=f"{key}:{tag}",
            values=(replace(value, tags=(*value.tags, (group, tag))),),
        )
        for tag in groups[group]["tags"]
    ]


def speaks_of(link: OpenSankeyLink, known: OpenSankeyLink) -> bool:
    """Say whether a row between the same ends speaks of a flow: of its matter, of its tags."""
    tags = set(known.values[0].tags)
    return link.matter in {"", known.matter} and (
        not tags or all(tag in tags for tag in link.values[0].tags)
    )


def _complete(link: OpenSankeyLink, said: OpenSankeyValue) -> OpenSankeyLink:
    value = link.values[0]
    missing = {name: getattr(said, name) for name in _COMPLETED if getattr(value, name) is None}
    return replace(link, values=(replace(value, **missing),))
