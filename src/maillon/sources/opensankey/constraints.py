"""Equations between flows that an OpenSankey workbook holds: a x one - b x other = 0."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maillon.domain.flows import Flow, FlowTie
from maillon.domain.text import fold
from maillon.sources.opensankey.columns import LINK_FIELDS, find_fields, is_constraint_sheet
from maillon.sources.opensankey.document import OpenSankeyDocument, OpenSankeyLink, OpenSankeyValue
from maillon.sources.opensankey.workbook_links import read_tags

__all__ = ["PlacedFlow", "read_constraints"]

_EQUAL, _UNEQUAL = {"EGALITE", "EQUALITY"}, {"INEGALITE", "INEQUALITY"}
_IDENTIFIERS = {"ID", "IDENTIFIANT"}
_IN_JSON = (
    "ratio_flux_constraints",
    "ratio_stock_flux_constraints",
    "stock_chaining_constraints",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedFlow:
    """A flow of a model, with what the file says of it."""

    link: OpenSankeyLink
    value: OpenSankeyValue
    flow: Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class _Term:
    """A row of an equation; no coefficient when it is not of a kind that is read."""

    source: str
    target: str
    tags: tuple[tuple[str, str], ...]
    coefficient: float | None
    cell: str


def read_constraints(
    document: OpenSankeyDocument, flows: Sequence[PlacedFlow]
) -> tuple[tuple[FlowTie, ...], int]:
    """
    Return the equalities of a workbook, one for each year, and how many constraints are not read.

    Notes
    -----
    Inequalities, equations on all the flows of a node (`*`) or on a flow that is not there, and
    the constraints of the JSON are not read.
    """
    by_ends: dict[tuple[str, str], list[int]] = {}
    for place, placed in enumerate(flows):
        by_ends.setdefault((placed.link.source, placed.link.target), []).append(place)
    years = dict.fromkeys(placed.flow.year for placed in flows)
    ties: list[FlowTie] = []
    unread = sum(
        len(document.extras[name])
        for name in _IN_JSON
        if isinstance(document.extras.get(name), Mapping)
    )
    for name, terms in _list_equations(document).items():
        found = [_tie(name, terms, flows, by_ends, year) for year in years]
        ties += (tie for tie in found if tie is not None)
        unread += not any(found)
    return tuple(ties), unread


def _list_equations(document: OpenSankeyDocument) -> dict[str, list[_Term]]:
    sheets = document.extras.get("sheets", {}) if document.form == "xlsx" else {}
    found: dict[str, list[_Term]] = {}
    for sheet, rows in sheets.items():
        if rows and is_constraint_sheet(rows[0]):
            for name, term in _iter_terms(sheet, rows, document.extras.get("dataTags", {})):
                found.setdefault(name, []).append(term)
    return found


def _iter_terms(
    sheet: str, rows: Sequence[Sequence[Any]], groups: Mapping[str, Any]
) -> Iterator[tuple[str, _Term]]:
    words = [set(fold(str(title or "")).split()) for title in rows[0]]
    ends = find_fields(rows[0], LINK_FIELDS)
    equal = [place for place, said in enumerate(words) if said & _EQUAL]
    unequal = [place for place, said in enumerate(words) if said & _UNEQUAL]
    named = [place for place, said in enumerate(words) if said & _IDENTIFIERS]
    for number, row in enumerate(rows[1:], start=2):
        if all(cell is None for cell in row):
            continue
        numbers = [row[place] for place in equal if isinstance(row[place], int | float)]
        is_read = numbers and not any(row[place] is not None for place in unequal)
        yield (
            str(row[named[0]]) if named else "",
            _Term(
                source=str(row[ends["source"]]) if "source" in ends else "",
                target=str(row[ends["target"]]) if "target" in ends else "",
                tags=read_tags(rows[0], row, groups),
                coefficient=float(numbers[0]) if is_read else None,
                cell=f"{sheet}!{number}",
            ),
        )


def _tie(
    name: str,
    terms: Sequence[_Term],
    flows: Sequence[PlacedFlow],
    by_ends: Mapping[tuple[str, str], Sequence[int]],
    year: int | None,
) -> FlowTie | None:
    """Return the equation of a year, `None` when a term is not read or finds no flow."""
    coefficients: dict[int, float] = {}
    for term in terms:
        places = [
            place
            for place in by_ends.get((term.source, term.target), ())
            if flows[place].flow.year == year and set(term.tags) <= set(flows[place].value.tags)
        ]
        if term.coefficient is None or not places:
            return None
        for place in places:
            coefficients[place] = coefficients.get(place, 0.0) + term.coefficient
    return FlowTie(
        name=name, coefficients=tuple(coefficients.items()), year=year, cell=terms[0].cell
    )
