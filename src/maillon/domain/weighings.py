"""What goes in and out, weighed: the words that the rule, the spreadsheets and the pages share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from maillon.domain.language import mark

__all__ = [
    "CHANNELS",
    "DESTINATION_LABELS",
    "DIRECTION_LABELS",
    "ORIGIN_LABELS",
    "REUSED",
    "Destination",
    "Direction",
    "Origin",
    "WeighedTotal",
    "Weighing",
    "WeighingTarget",
    "name_month",
    "number_month",
]


class Direction(StrEnum):
    """What a line says: what came, what left, or what lay there on that day."""

    IN = "in"
    OUT = "out"
    STOCK = "stock"


class Origin(StrEnum):
    """Where what comes in comes from."""

    DROP_OFF = "drop_off"
    COLLECTION = "collection"
    WASTE_SITE = "waste_site"
    BUSINESS = "business"
    TRANSFER = "transfer"
    OTHER = "other"


class Destination(StrEnum):
    """What becomes of what goes out."""

    REUSE = "reuse"
    REPAIR = "repair"
    RECYCLING = "recycling"
    RECOVERY = "recovery"
    DISPOSAL = "disposal"
    TRANSFER = "transfer"
    OTHER = "other"


REUSED = frozenset({Destination.REUSE.value, Destination.REPAIR.value})
"""Destinations after which the thing serves again."""

DIRECTION_LABELS: Mapping[str, str] = {
    Direction.IN: mark("Entrant"),
    Direction.OUT: mark("Sortant"),
    Direction.STOCK: mark("Inventaire"),
}
ORIGIN_LABELS: Mapping[str, str] = {
    Origin.DROP_OFF: mark("Apport volontaire, don"),
    Origin.COLLECTION: mark("Collecte à domicile"),
    Origin.WASTE_SITE: mark("Déchèterie"),
    Origin.BUSINESS: mark("Entreprise, bailleur, administration"),
    Origin.TRANSFER: mark("Venu d’un autre site"),
    Origin.OTHER: mark("Autre origine ou non précisée"),
}
DESTINATION_LABELS: Mapping[str, str] = {
    Destination.REUSE: mark("Réemploi (vente, don)"),
    Destination.REPAIR: mark("Réparation"),
    Destination.RECYCLING: mark("Recyclage"),
    Destination.RECOVERY: mark("Valorisation énergétique"),
    Destination.DISPOSAL: mark("Élimination"),
    Destination.TRANSFER: mark("Parti vers un autre site"),
    Destination.OTHER: mark("Autre destination ou non précisée"),
}
CHANNELS: Mapping[str, Mapping[str, str]] = {
    Direction.IN: ORIGIN_LABELS,
    Direction.OUT: DESTINATION_LABELS,
    Direction.STOCK: {},
}
"""Origins of what comes in, destinations of what goes out, with their French labels."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighing:
    """
    One line of the log.

    Attributes
    ----------
    key
        What names the line.
    channel
        Origin of what comes in, destination of what goes out, empty for an inventory.
    corrects
        Key of the line that this one replaces; both remain in the log.
    cell
        Where it was read, `sheet!cell`.
    """

    key: str = ""
    weighed_on: date
    site: str
    direction: str
    category: str
    kilograms: Decimal
    channel: str = ""
    ticket: str = ""
    note: str = ""
    entered_at: datetime | None = None
    corrects: str = ""
    cell: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WeighedTotal:
    """What the lines of one month, direction, channel and category weigh together."""

    month: int
    direction: str
    channel: str
    category: str
    kilograms: Decimal
    line_count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WeighingTarget:
    """
    A quantity to reach by a day.

    Attributes
    ----------
    destinations
        Which of what goes out counts.
    is_yearly
        Whether the quantity is that of the last twelve months before `due_on`; otherwise it is
        the sum of everything since `starts_on`.
    """

    quantity_kg: Decimal
    starts_on: date
    due_on: date
    destinations: frozenset[str] = REUSED
    is_yearly: bool = False


def number_month(day: date) -> int:
    """Return the rank of a month, so that months follow each other by one."""
    return day.year * 12 + day.month - 1


def name_month(month: int) -> str:
    """Return the month of a rank, as ISO (`2026-03`)."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"
