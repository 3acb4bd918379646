"""From an OpenSankey file to the flows of a filière, and back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from maillon.domain.flows import OUTSIDE, Flow, FlowModel, StockChange
from maillon.domain.text import fold
from maillon.sources.opensankey.document import (
    PRODUCT,
    SECTOR,
    OpenSankeyDocument,
    OpenSankeyLink,
    OpenSankeyNode,
    OpenSankeyValue,
)

__all__ = ["from_flow_model", "list_results", "to_flow_model"]

_YEAR = re.compile(r"\d{4}")
_YEAR_GROUPS = {"ANNEE", "ANNEES", "YEAR", "YEARS"}
_UNIT_GROUPS = {"UNITE", "UNITES", "UNIT", "UNITS"}


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
        Keys of the nodes that stand for the world beyond the territory (imports, exports): the
        file does not mark them.
    unit
        Unit of the flows of which the file says none.
    title
        Name of the model.

    Notes
    -----
    Only the first level of nested nodes is kept: below it, the same quantities are said again.
    A node that the file does not ask to balance may keep or give what it wants: it gets a stock
    change that nobody knows. Of several data tags, every year is kept, and the selected tag of any
    other group.
    """
    flows = tuple(
        flow if flow.unit else replace(flow, unit=unit)
        for flow, _result in _list_flows(document, outside)
    )
    return FlowModel(
        flows=flows,
        labels={node.key: node.name for node in document.nodes if node.name != node.key},
        stock_changes=_list_stock_changes(document, flows),
        title=title,
    )


def list_results(
    document: OpenSankeyDocument, *, outside: Sequence[str] = ()
) -> tuple[float | None, ...]:
    """Return the reconciled value of every flow of `to_flow_model`, in the same order."""
    return tuple(result for _flow, result in _list_flows(document, outside))


def _list_flows(
    document: OpenSankeyDocument, outside: Sequence[str]
) -> list[tuple[Flow, float | None]]:
    nodes = {node.key: node for node in document.nodes}
    beyond, pairs = set(outside), []
    for link in document.links:
        ends = [nodes.get(end) for end in (link.source, link.target)]
        if any(end is not None and (end.parents or end.is_shown is False) for end in ends):
            continue
        matter = link.matter or _name_product(ends)
        for value in link.values:
            if _is_selected(document, value):
                pairs.append((_make_flow(link, value, matter, beyond), value.result))  # noqa: PERF401 - reads better
    return pairs


def _name_product(ends: Sequence[OpenSankeyNode | None]) -> str:
    return next((end.name for end in ends if end is not None and end.kind == PRODUCT), "")


def _is_selected(document: OpenSankeyDocument, value: OpenSankeyValue) -> bool:
    groups = document.extras.get("dataTags")
    if not isinstance(groups, Mapping):
        return True
    for group, tag in value.tags:
        about = groups.get(group)
        tags = about.get("tags") if isinstance(about, Mapping) else None
        chosen = [
            key
            for key, entry in (tags.items() if isinstance(tags, Mapping) else ())
            if isinstance(entry, Mapping) and entry.get("selected")
        ]
        if fold(group) not in _YEAR_GROUPS and chosen and tag not in chosen:
            return False
    return True


def _make_flow(link: OpenSankeyLink, value: OpenSankeyValue, matter: str, beyond: set[str]) -> Flow:
    error = value.standard_error
    if error is None and value.value is not None and value.uncertainty_percent is not None:
        error = abs(value.value) * value.uncertainty_percent / 100
    reference = link.extras.get("source")
    return Flow(
        source=OUTSIDE if link.source in beyond else link.source,
        target=OUTSIDE if link.target in beyond else link.target,
        matter=matter,
        unit=_find_tag(value, _UNIT_GROUPS) or str(link.extras.get("unité") or ""),
        year=_read_year(_find_tag(value, _YEAR_GROUPS) or str(link.extras.get("année") or "")),
        value=value.value,
        standard_error=error,
        minimum=value.minimum if value.minimum is not None else 0.0,
        maximum=value.maximum,
        reference=reference if isinstance(reference, str) else "",
        cell=link.cell,
    )


def _find_tag(value: OpenSankeyValue, groups: set[str]) -> str:
    return next((tag for group, tag in value.tags if fold(group) in groups), "")


def _read_year(text: str) -> int | None:
    match = _YEAR.match(text)  # a season (`2015-16`) is known by its first year
    return None if match is None else int(match[0])


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
    names = [*model.nodes]
    if any(OUTSIDE in {flow.source, flow.target} for flow in model.flows):
        names.append(outside_name)
    matters = {flow.matter for flow in model.flows}
    nodes = tuple(
        OpenSankeyNode(
            key=name,
            name=model.get_label(name),
            kind=PRODUCT if name in matters else SECTOR,
            level=1,
            is_balanced=name not in loose,
            is_shown=True,
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
