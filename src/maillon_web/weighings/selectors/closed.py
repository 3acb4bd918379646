"""Bilans that were closed: what they said, and what came since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from maillon_web.filieres.models import Visibility
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.weighings.models import ClosedBilan, Direction, WeighingSite
from maillon_web.weighings.selectors.log import list_lines
from maillon_web.weighings.selectors.totals import total_by

__all__ = [
    "ClosedRow",
    "Difference",
    "compare_closed",
    "list_closed",
    "list_sites_shown",
]

_SHOWN: Mapping[str, tuple[str, ...]] = {
    Visibility.PUBLIC: (Visibility.PUBLIC,),
    Visibility.MEMBERS: (Visibility.PUBLIC, Visibility.MEMBERS),
    Visibility.PRIVATE: tuple(Visibility),
}
_COMPARED = ("incoming_kg", "outgoing_kg", "reused_kg")


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedRow:
    """A closed bilan, and how much was entered for its days since."""

    closed: ClosedBilan
    late_count: int
    late_kg: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A total as it was published, as it is now."""

    key: str
    published_kg: Decimal
    present_kg: Decimal

    @property
    def change_kg(self) -> Decimal:
        """What changed."""
        return self.present_kg - self.published_kg


def list_sites_shown(opened: Opened, visibility: str) -> list[int]:
    """Return the sites that everybody who sees that level sees."""
    found = WeighingSite.objects.filter(filiere=opened.filiere, visibility__in=_SHOWN[visibility])
    return list(found.values_list("pk", flat=True))


def list_closed(opened: Opened) -> list[ClosedRow]:
    """Return the closed bilans with their late lines, in three queries whatever their number."""
    bilans = list(list_records(opened, ClosedBilan))
    if not bilans:
        return []
    sums: dict[str, Any] = {}
    for rank, closed in enumerate(bilans):
        late = Q(
            weighed_on__range=(closed.starts_on, closed.ends_on),
            entered_at__gt=closed.closed_at,
        )
        sums[f"count_{rank}"] = Count("pk", filter=late)
        sums[f"sum_{rank}"] = Sum(
            "kilograms", filter=late & ~Q(direction=Direction.STOCK) & Q(is_replaced=False)
        )
    first = min(closed.closed_at for closed in bilans)
    found = list_lines(opened).filter(entered_at__gt=first).order_by().aggregate(**sums)
    return [
        ClosedRow(
            closed=closed,
            late_count=found[f"count_{rank}"],
            late_kg=found[f"sum_{rank}"] or Decimal(0),
        )
        for rank, closed in enumerate(bilans)
    ]


def compare_closed(opened: Opened, closed: ClosedBilan) -> Sequence[Difference]:
    """Compare what was published with what the log says now, over the same sites."""
    sites = list_sites_shown(opened, closed.visibility)
    present = total_by(opened, closed.starts_on, closed.ends_on, sites=sites)
    return [
        Difference(
            key=key,
            published_kg=Decimal(closed.totals.get(key, "0")),
            present_kg=getattr(present, key),
        )
        for key in _COMPARED
    ]
