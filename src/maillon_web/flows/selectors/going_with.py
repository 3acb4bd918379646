"""Places, yields and stocks in the words of the reader."""

from dataclasses import dataclass

from django.db.models import F

from maillon_web.directory.models import Actor
from maillon_web.filieres.selectors import Opened
from maillon_web.flows.models import FlowPlace, StockMove, TransferYield
from maillon_web.flows.selectors.nodes import Nodes
from maillon_web.flows.selectors.rows import list_places, list_stocks, list_yields

__all__ = [
    "PlaceRow",
    "StockRow",
    "YieldRow",
    "read_place_rows",
    "read_stock_rows",
    "read_yield_rows",
]

_MOST = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceRow:
    """A place, what it belongs to and who keeps it, if the reader may see them."""

    place: FlowPlace
    stage: str
    parent: str
    actor: Actor | None


@dataclass(frozen=True, kw_only=True, slots=True)
class YieldRow:
    """A yield with the names of its nodes."""

    share: TransferYield
    place: str
    source: str
    target: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StockRow:
    """A move of stock with the name of its node."""

    move: StockMove
    place: str


def read_place_rows(opened: Opened, nodes: Nodes) -> list[PlaceRow]:
    """Return the places that the reader may see."""
    labels = {place.pk: place.label for place in nodes.places}
    levels = set(opened.levels)
    found = list_places(opened).select_related("actor").order_by("label", "pk")[:_MOST]
    return [
        PlaceRow(
            place=place,
            stage=nodes.stages.get(place.stage_key, ""),
            parent=labels.get(place.parent_id or 0, ""),
            actor=place.actor if place.actor and place.actor.visibility in levels else None,
        )
        for place in found
    ]


def read_yield_rows(opened: Opened, nodes: Nodes) -> list[YieldRow]:
    """Return the yields that the reader may see."""
    labels = nodes.list_labels()
    return [
        YieldRow(
            share=one,
            place=labels.get(one.stage_key, one.stage_key),
            source=labels.get(one.source_key, "") if one.source_key else "",
            target=labels.get(one.target_key, one.target_key),
        )
        for one in list_yields(opened).order_by("stage_key", "matter", "pk")[:_MOST]
    ]


def read_stock_rows(opened: Opened, nodes: Nodes) -> list[StockRow]:
    """Return the moves of stocks that the reader may see."""
    labels = nodes.list_labels()
    found = list_stocks(opened).order_by("stage_key", "matter", F("year").desc(), "pk")[:_MOST]
    return [StockRow(move=one, place=labels.get(one.stage_key, one.stage_key)) for one in found]
