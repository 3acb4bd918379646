"""What inventories say of a log: what lies there, and what was never weighed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from maillon.domain.weighings import Direction, Weighing

__all__ = ["Inventory", "StockCheck", "check_stocks", "frame_inventories"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StockCheck:
    """
    Two inventories of a site, and what moved between them, in kilograms.

    What moved on the day of an inventory is before it: one counts when the day is over.
    """

    site: str
    opened_on: date
    opening_kg: Decimal
    closed_on: date
    closing_kg: Decimal
    incoming_kg: Decimal
    outgoing_kg: Decimal

    @property
    def change_kg(self) -> Decimal:
        """By how much the stock grew."""
        return self.closing_kg - self.opening_kg

    @property
    def discrepancy_kg(self) -> Decimal:
        """What came in and is neither out nor in stock: never weighed out, or weighed wrong."""
        return self.incoming_kg - self.outgoing_kg - self.change_kg


Inventory = tuple[str, date, Decimal]
"""Site, day, and what was counted there."""


def frame_inventories(
    inventories: Iterable[Inventory], *, start: date, end: date
) -> dict[str, tuple[Inventory, Inventory]]:
    """
    Return for each site the two inventories that frame a period.

    The first is the last one before the period, or else the first one in it; the second is the
    last one in the period. A site that was not counted twice is left out.
    """
    by_site: dict[str, list[Inventory]] = defaultdict(list)
    for inventory in inventories:
        if inventory[1] <= end:
            by_site[inventory[0]].append(inventory)
    framed = {}
    for site, found in by_site.items():
        ordered = sorted(found, key=lambda inventory: inventory[1])
        before = [inventory for inventory in ordered if inventory[1] < start]
        within = [inventory for inventory in ordered if inventory[1] >= start]
        opening = before[-1] if before else ordered[0]
        if within and within[-1][1] > opening[1]:
            framed[site] = (opening, within[-1])
    return framed


def check_stocks(
    weighings: Iterable[Weighing], *, start: date, end: date
) -> tuple[StockCheck, ...]:
    """Compare what moved with what was counted, at each site that was counted twice."""
    listed = tuple(weighings)
    counted: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for line in listed:
        if line.direction == Direction.STOCK:
            counted[line.site, line.weighed_on] += line.kilograms
    inventories = [(site, day, kilograms) for (site, day), kilograms in counted.items()]
    checks = []
    for site, (opening, closing) in frame_inventories(inventories, start=start, end=end).items():
        moved: dict[str, Decimal] = defaultdict(Decimal)
        for line in listed:
            if line.site == site and opening[1] < line.weighed_on <= closing[1]:
                moved[line.direction] += line.kilograms
        checks.append(
            StockCheck(
                site=site,
                opened_on=opening[1],
                opening_kg=opening[2],
                closed_on=closing[1],
                closing_kg=closing[2],
                incoming_kg=moved[Direction.IN],
                outgoing_kg=moved[Direction.OUT],
            )
        )
    return tuple(checks)
