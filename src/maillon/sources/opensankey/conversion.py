"""From an OpenSankey file to the flows of a filière, and back."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from maillon.domain.flows import OUTSIDE, Flow, FlowModel, StockChange
from maillon.domain.nesting import count_levels, iter_upwards
from maillon.domain.text import fold
from maillon.sources.opensankey.constraints import PlacedFlow, read_constraints
from maillon.sources.opensankey.document import (
    EXCHANGE,
    LEVELS,
    PRODUCT,
    SECTOR,
    YEAR_GROUPS,
    OpenSankeyDocument,
    OpenSankeyLink,
    OpenSankeyNode,
    OpenSankeyValue,
)
from maillon.sources.opensankey.nesting import ChosenParents, choose_parents, list_depth_first

__all__ = [
    "count_constraints",
    "from_flow_model",
    "list_other_dimensions",
    "list_results",
    "to_flow_model",
    "with_results",
]

_YEAR = re.compile(r"\d{4}")
_UNIT_GROUPS = {"UNITE", "UNITES", "UNIT", "UNITS"}
_MATTER_GROUPS = {"PRODUIT", "MATIERE"}


def to_flow_model(
    document: OpenSankeyDocument,
    *,
    outside: Sequence[str] = (),
    unit: str = "",
    title: str = "",
) -> FlowModel:
    """
    Return the flows as given before the reconciliation.

    Parameters
    ----------
    outside
        Keys of the nodes that stand for the world beyond the territory (imports, exports), beside
        those that the file marks as exchanges.
    unit
        Unit of the flows of which the file says none.
    title
        Name of the model.

    Notes
    -----
    Every level of nested nodes is kept, with what each node stands in. Where a node is cut in
    several ways (by colour, by label), only one is kept: `list_other_dimensions` names the others.
    A node that the file does not ask to balance may keep or give what it wants: it gets a stock
    change that nobody knows. Of several data tags, every year is kept, and the selected tag of any
    other group.
    """
    flows = tuple(
        flow if flow.unit else replace(flow, unit=unit)
        for flow, _result in _list_flows(document, outside)
    )
    parents = choose_parents(document).parents
    names = {node.key: node.name for node in document.nodes}
    products = {node.key for node in document.nodes if node.kind == PRODUCT}
    return FlowModel(
        flows=flows,
        labels={key: name for key, name in names.items() if name != key},
        stock_changes=_list_stock_changes(document, flows),
        title=title,
        parents=parents,
        ties=read_constraints(document, _place_flows(document, outside))[0],
        mixing=tuple(node.key for node in document.nodes if node.kind != PRODUCT),
        matter_parents={
            names[key]: names[parent] for key, parent in parents.items() if key in products
        },
    )


def list_results(
    document: OpenSankeyDocument, *, outside: Sequence[str] = ()
) -> tuple[float | None, ...]:
    """Return the reconciled value of every flow of `to_flow_model`, in the same order."""
    return tuple(result for _flow, result in _list_flows(document, outside))


def list_other_dimensions(document: OpenSankeyDocument) -> tuple[str, ...]:
    """Return the names of the other ways in which the file cuts its nodes, left aside."""
    return choose_parents(document).other_dimensions


def with_results(
    document: OpenSankeyDocument,
    results: Sequence[float | None],
    *,
    outside: Sequence[str] = (),
) -> OpenSankeyDocument:
    """Return the document with other results, given in the order of `to_flow_model`."""
    places = [place for place, _flow in _iter_flows(document, outside)]
    given = dict(zip(places, results, strict=True))
    return replace(
        document,
        links=tuple(
            replace(
                link,
                values=tuple(
                    replace(value, result=given.get((row, rank), value.result))
                    for rank, value in enumerate(link.values)
                ),
            )
            for row, link in enumerate(document.links)
        ),
    )


def _list_flows(
    document: OpenSankeyDocument, outside: Sequence[str]
) -> list[tuple[Flow, float | None]]:
    return [
        (flow, document.links[row].values[rank].result)
        for (row, rank), flow in _iter_flows(document, outside)
    ]


def _iter_flows(
    document: OpenSankeyDocument, outside: Sequence[str]
) -> Iterator[tuple[tuple[int, int], Flow]]:
    """Yield the flows to read, with the place of their link and of their value in it."""
    nodes = {node.key: node for node in document.nodes}
    nested = choose_parents(document)
    whole = set(outside) | {key for key, node in nodes.items() if node.kind == EXCHANGE}
    beyond = whole | {
        key for key in nodes if any(above in whole for above in nested.iter_upwards(key))
    }
    known = {(link.source, link.target, link.matter) for link in document.links}
    said: dict[tuple[object, ...], str] = {}
    has_matters = any(link.matter for link in document.links)
    for row, link in enumerate(document.links):
        ends = [nodes.get(end) for end in (link.source, link.target)]
        if any(end is not None and end.is_shown is False for end in ends):
            continue
        if {link.source, link.target} & nested.left_out or _is_said_above(
            link, nested, beyond, known
        ):
            continue
        matter = link.matter or _name_product(ends)
        if not _is_flow(link, matter, nested, has_matters=has_matters):
            continue
        for rank, value in enumerate(link.values):
            unit = _find_tag(value, _UNIT_GROUPS)
            others = tuple(tag for tag in value.tags if fold(tag[0]) not in _UNIT_GROUPS)
            identity = (link.source, link.target, matter, others)
            if unit and said.setdefault(identity, unit) != unit:
                continue  # the same flow again, in another unit
            if _is_selected(document, value):
                yield (row, rank), _make_flow(link, value, matter, beyond)


def _is_said_above(
    link: OpenSankeyLink,
    nested: ChosenParents,
    beyond: set[str],
    known: set[tuple[str, str, str]],
) -> bool:
    """Say whether a flow with a part of the outside is already said of the whole outside."""
    sources = [key for key in nested.iter_upwards(link.source) if link.source in beyond][1:]
    targets = [key for key in nested.iter_upwards(link.target) if link.target in beyond][1:]
    return any((source, link.target, link.matter) in known for source in sources) or any(
        (link.source, target, link.matter) in known for target in targets
    )


def _is_flow(
    link: OpenSankeyLink, matter: str, nested: ChosenParents, *, has_matters: bool
) -> bool:
    """
    Say whether a link of which nothing is measured is a flow.

    A crossed table also marks what goes from a node to what it stands in, and names no matter.
    """
    if any(value != OpenSankeyValue(tags=value.tags) for value in link.values):
        return True
    is_inner = link.source in nested.iter_upwards(link.target) or link.target in (
        nested.iter_upwards(link.source)
    )
    return not is_inner and bool(matter or not has_matters)


def _name_product(ends: Sequence[OpenSankeyNode | None]) -> str:
    return next((end.name for end in ends if end is not None and end.kind == PRODUCT), "")


def _is_selected(document: OpenSankeyDocument, value: OpenSankeyValue) -> bool:
    groups = document.extras.get("dataTags")
    if not isinstance(groups, Mapping):
        return True
    everywhere = YEAR_GROUPS | _MATTER_GROUPS
    if document.form == "xlsx":  # one unit a flow there, and never two for one
        everywhere = everywhere | _UNIT_GROUPS
    for group, tag in value.tags:
        about = groups.get(group)
        tags = about.get("tags") if isinstance(about, Mapping) else None
        chosen = [
            key
            for key, entry in (tags.items() if isinstance(tags, Mapping) else ())
            if isinstance(entry, Mapping) and entry.get("selected")
        ]
        if fold(group) not in everywhere and chosen and tag not in chosen:
            return False
    return True


def _make_flow(link: OpenSankeyLink, value: OpenSankeyValue, matter: str, beyond: set[str]) -> Flow:
    error = value.standard_error
    share = value.uncertainty_share
    if share is None and value.uncertainty_percent is not None:
        share = value.uncertainty_percent / 100
    if error is None and value.value is not None and share is not None:
        error = abs(value.value) * share
    reference = link.extras.get("source")
    return Flow(
        source=OUTSIDE if link.source in beyond else link.source,
        target=OUTSIDE if link.target in beyond else link.target,
        matter=matter,
        unit=_find_tag(value, _UNIT_GROUPS) or str(link.extras.get("unité") or ""),
        year=_read_year(_find_tag(value, YEAR_GROUPS) or str(link.extras.get("année") or "")),
        value=value.value,
        standard_error=error,
        minimum=value.minimum if value.minimum is not None else 0.0,
        maximum=value.maximum,
        reference=reference if isinstance(reference, str) else "",
        cell=link.cell,
    )


def _find_tag(value: OpenSankeyValue, groups: Collection[str]) -> str:
    return next((tag for group, tag in value.tags if fold(group) in groups), "")


def _read_year(text: str) -> int | None:
    match = _YEAR.match(text)  # a season (`2015-16`) is known by its first year
    return None if match is None else int(match[0])


def count_constraints(document: OpenSankeyDocument, *, outside: Sequence[str] = ()) -> int:
    """Return how many constraints of a file are not read: they are kept as received."""
    return read_constraints(document, _place_flows(document, outside))[1]


def _place_flows(document: OpenSankeyDocument, outside: Sequence[str]) -> list[PlacedFlow]:
    links = document.links
    return [
        PlacedFlow(link=links[row], value=links[row].values[rank], flow=flow)
        for (row, rank), flow in _iter_flows(document, outside)
    ]


def _list_stock_changes(
    document: OpenSankeyDocument, flows: Sequence[Flow]
) -> tuple[StockChange, ...]:
    loose = document.list_unbalanced()
    found: dict[tuple[str, str, str, int | None], StockChange] = {}
    for flow in flows:
        for end in (flow.source, flow.target):
            if end in loose:
                key = (end, flow.matter, flow.unit, flow.year)
                found[key] = StockChange(
                    stage=end, matter=flow.matter, unit=flow.unit, year=flow.year
                )
    return tuple(found.values())


def from_flow_model(
    model: FlowModel,
    *,
    results: Sequence[float | None] = (),
    outside_name: str,
) -> OpenSankeyDocument:
    """
    Return the flows as an OpenSankey file, so that its drawing tool opens them.

    Parameters
    ----------
    results
        Reconciled value of every flow, in the same order; empty when there is none.
    outside_name
        Name of the node that stands for the world beyond the territory.

    Notes
    -----
    The workbook has no place for yields, known stock changes and pedigree scores: they are left
    out, and a node with a stock change is marked as not balanced.
    """
    loose = {change.stage for change in model.stock_changes} | {outside_name}
    names = list_depth_first(model.nodes, model.parents)
    if any(OUTSIDE in {flow.source, flow.target} for flow in model.flows):
        names.append(outside_name)
    matters = {flow.matter for flow in model.flows}
    products = {
        above for name in names if name in matters for above in iter_upwards(name, model.parents)
    }
    nodes = tuple(
        OpenSankeyNode(
            key=name,
            name=model.get_label(name),
            kind=EXCHANGE if name == outside_name else PRODUCT if name in products else SECTOR,
            level=count_levels(name, model.parents),
            is_balanced=name not in loose,
            is_shown=True,
            parents={LEVELS: model.parents[name]} if name in model.parents else {},
        )
        for name in names
    )
    links = tuple(
        _make_link(rank, flow, results[rank] if results else None, outside_name)
        for rank, flow in enumerate(model.flows)
    )
    return OpenSankeyDocument(form="", nodes=nodes, links=links)


def _make_link(rank: int, flow: Flow, result: float | None, outside: str) -> OpenSankeyLink:
    tags = []
    if flow.year is not None:
        tags.append(("annee", str(flow.year)))
    if flow.unit:
        tags.append(("unite", flow.unit))
    return OpenSankeyLink(
        key=str(rank),
        source=outside if flow.source == OUTSIDE else flow.source,
        target=outside if flow.target == OUTSIDE else flow.target,
        matter=flow.matter,
        values=(
            OpenSankeyValue(
                tags=tuple(tags),
                value=flow.value,
                standard_error=flow.standard_error,
                minimum=flow.minimum or None,
                maximum=flow.maximum,
                result=result,
            ),
        ),
        extras={
            "id": rank,
            "unité": flow.unit or None,
            "année": flow.year,
            "source": flow.reference or None,
        },
    )
