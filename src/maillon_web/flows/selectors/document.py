"""The flows of a filière as the model that the library reads."""

from collections.abc import Collection
from typing import Any

from maillon.domain.flows import OUTSIDE
from maillon.studies.flowing.ordering import order_nodes
from maillon_web.filieres.selectors import Opened
from maillon_web.flows.models import MatterFlow, StockMove, TransferYield
from maillon_web.flows.selectors.nodes import Nodes, read_nodes
from maillon_web.flows.selectors.rows import list_flows, list_stocks, list_yields

__all__ = ["build_document", "list_years"]

Values = dict[str, Any]


def build_document(
    opened: Opened, year: int | None = None, *, nodes: Nodes | None = None
) -> Values:
    """
    Return the model of the flows that the reader may see.

    Parameters
    ----------
    year
        Flows of that year and those of no year; every one when `None`.
    nodes
        The nodes, when they are read already.

    Notes
    -----
    Nodes have the key of the stage or of the place; a place outside the territory is `outside`,
    and its own key stays in `from_key` or `to_key`. `id` is the number of the record.
    """
    nodes = nodes or read_nodes(opened)
    outside = nodes.list_outside()
    flows = list(list_flows(opened, year=year).order_by("pk"))
    yields = list_yields(opened, year=year).order_by("pk")
    stocks = list_stocks(opened, year=year).order_by("pk")
    if year is not None:
        # What holds for every year is said of the matters that circulate in this one.
        matters = {flow.matter for flow in flows}
        yields = yields.filter(matter__in=matters)
        stocks = stocks.filter(matter__in=matters)
    return {
        "title": opened.filiere.name,
        "stages": _order(nodes, flows),
        "labels": {OUTSIDE: nodes.name(OUTSIDE)},
        "flows": [_write_flow(flow, outside) for flow in flows],
        "yields": [_write_yield(one, outside) for one in yields],
        "stock_changes": [_write_stock(one) for one in stocks],
    }


def list_years(opened: Opened) -> list[int]:
    """Return the years that the visible flows are of, the latest first."""
    years = list_flows(opened).filter(year__isnull=False).order_by("-year")
    found = years.values_list("year", flat=True).distinct()
    return [year for year in found if year is not None]


def _order(nodes: Nodes, flows: Collection[MatterFlow]) -> list[dict[str, str]]:
    """Return the nodes, each place where the fewest flows go back."""
    described = {entry["key"]: entry for entry in nodes.describe()}
    places = [key for key in described if key not in nodes.stages]
    pairs = [(flow.source_key, flow.target_key) for flow in flows]
    return [described[key] for key in order_nodes([*nodes.stages], places, pairs)]


def _write_flow(flow: MatterFlow, outside: Collection[str]) -> Values:
    return {
        "id": flow.pk,
        "from": _settle(flow.source_key, outside),
        "to": _settle(flow.target_key, outside),
        "from_key": flow.source_key,
        "to_key": flow.target_key,
        "matter": flow.matter,
        "unit": flow.unit,
        "year": flow.year,
        "value": flow.value,
        "standard_error": flow.standard_error,
        "min": flow.minimum,
        "max": flow.maximum,
        "source": flow.reference,
        "quality": flow.quality,
    }


def _write_yield(one: TransferYield, outside: Collection[str]) -> Values:
    return {
        "id": one.pk,
        "stage": one.stage_key,
        "matter": one.matter,
        "from": _settle(one.source_key, outside),
        "to": _settle(one.target_key, outside),
        "to_matter": one.target_matter,
        "share": one.share,
        "standard_error": one.standard_error,
        "year": one.year,
        "source": one.reference,
    }


def _write_stock(one: StockMove) -> Values:
    return {
        "id": one.pk,
        "stage": one.stage_key,
        "matter": one.matter,
        "unit": one.unit,
        "year": one.year,
        "value": one.value,
        "standard_error": one.standard_error,
        "source": one.reference,
    }


def _settle(key: str, outside: Collection[str]) -> str:
    return OUTSIDE if key in outside else key
