"""The bilan of a period: what came in, what went out, to what end."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.weighings import (
    REUSED,
    Destination,
    Direction,
    Origin,
    WeighedTotal,
    Weighing,
    name_month,
    number_month,
)
from maillon.flows.weighings.stocks import StockCheck

__all__ = ["CategoryTotal", "MonthTotal", "PeriodBilan", "make_bilan", "sum_weighings"]

_ZERO = Decimal(0)


def sum_weighings(
    weighings: Iterable[Weighing], *, start: date, end: date
) -> tuple[WeighedTotal, ...]:
    """Add up the lines of a period, both days included; inventories are no movement."""
    sums: dict[tuple[int, str, str, str], Decimal] = defaultdict(Decimal)
    counts: Counter[tuple[int, str, str, str]] = Counter()
    for line in weighings:
        if line.direction == Direction.STOCK or not start <= line.weighed_on <= end:
            continue
        key = (number_month(line.weighed_on), line.direction, line.channel, line.category)
        sums[key] += line.kilograms
        counts[key] += 1
    return tuple(
        WeighedTotal(
            month=month,
            direction=direction,
            channel=channel,
            category=category,
            kilograms=kilograms,
            line_count=counts[month, direction, channel, category],
        )
        for (month, direction, channel, category), kilograms in sorted(sums.items())
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryTotal:
    """What one category weighs, in kilograms."""

    category: str
    incoming_kg: Decimal
    outgoing_kg: Decimal
    reused_kg: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthTotal:
    """What one month weighs, in kilograms."""

    month: int
    incoming_kg: Decimal
    outgoing_kg: Decimal
    reused_kg: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class PeriodBilan:
    """
    What a period weighed, in kilograms.

    Attributes
    ----------
    incoming_kg, outgoing_kg
        Across the boundary of the sites: transfers between them are apart.
    reuse_rate
        Share of what went out that serves again; `None` when nothing went out.
    stock_change_kg, discrepancy_kg
        Over the sites that have two inventories; `None` when none has.
    """

    start: date
    end: date
    line_count: int
    incoming_kg: Decimal
    outgoing_kg: Decimal
    reused_kg: Decimal
    transferred_in_kg: Decimal
    transferred_out_kg: Decimal
    by_origin: Mapping[str, Decimal]
    by_destination: Mapping[str, Decimal]
    by_category: Sequence[CategoryTotal]
    by_month: Sequence[MonthTotal]
    stock_checks: Sequence[StockCheck] = ()

    @property
    def reuse_rate(self) -> float | None:
        """Share of what went out that serves again."""
        return float(self.reused_kg / self.outgoing_kg) if self.outgoing_kg else None

    @property
    def remainder_kg(self) -> Decimal:
        """What came in and did not go out."""
        return self.incoming_kg - self.outgoing_kg

    @property
    def stock_change_kg(self) -> Decimal | None:
        """By how much the stocks that were counted twice grew."""
        if not self.stock_checks:
            return None
        return sum((check.change_kg for check in self.stock_checks), _ZERO)

    @property
    def discrepancy_kg(self) -> Decimal | None:
        """What came in and is neither out nor in stock."""
        if not self.stock_checks:
            return None
        return sum((check.discrepancy_kg for check in self.stock_checks), _ZERO)

    def to_document(self) -> dict[str, Any]:
        """Return the bilan as JSON values, weights as exact texts: what is frozen on closing."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "line_count": self.line_count,
            "incoming_kg": str(self.incoming_kg),
            "outgoing_kg": str(self.outgoing_kg),
            "reused_kg": str(self.reused_kg),
            "transferred_in_kg": str(self.transferred_in_kg),
            "transferred_out_kg": str(self.transferred_out_kg),
            "reuse_rate": self.reuse_rate,
            "stock_change_kg": _write(self.stock_change_kg),
            "discrepancy_kg": _write(self.discrepancy_kg),
            "by_origin": {key: str(value) for key, value in self.by_origin.items()},
            "by_destination": {key: str(value) for key, value in self.by_destination.items()},
            "by_category": [
                {
                    "category": row.category,
                    "incoming_kg": str(row.incoming_kg),
                    "outgoing_kg": str(row.outgoing_kg),
                    "reused_kg": str(row.reused_kg),
                }
                for row in self.by_category
            ],
            "by_month": [
                {
                    "month": name_month(row.month),
                    "incoming_kg": str(row.incoming_kg),
                    "outgoing_kg": str(row.outgoing_kg),
                    "reused_kg": str(row.reused_kg),
                }
                for row in self.by_month
            ],
        }


def _write(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def make_bilan(
    totals: Iterable[WeighedTotal],
    *,
    start: date,
    end: date,
    stock_checks: Sequence[StockCheck] = (),
) -> PeriodBilan:
    """
    Draw the bilan of a period from the totals of its lines.

    Parameters
    ----------
    totals
        As `sum_weighings` gives them, or as a base adds them up; of the lines that count only.
    start, end
        First and last day.

    Raises
    ------
    InvalidInput
        If the period ends before it starts.
    """
    if end < start:
        raise InvalidInput(
            f"period {start} to {end}",
            user=_("La période finit avant de commencer : corrigez ses dates."),
        )
    tally = _Tally()
    for total in totals:
        tally.add(total)
    months = range(number_month(start), number_month(end) + 1)
    return PeriodBilan(
        start=start,
        end=end,
        line_count=tally.line_count,
        incoming_kg=sum(tally.by_origin.values(), _ZERO),
        outgoing_kg=sum(tally.by_destination.values(), _ZERO),
        reused_kg=sum((tally.by_destination.get(key, _ZERO) for key in REUSED), _ZERO),
        transferred_in_kg=tally.transferred[Direction.IN],
        transferred_out_kg=tally.transferred[Direction.OUT],
        by_origin=_rank(tally.by_origin),
        by_destination=_rank(tally.by_destination),
        by_category=[
            CategoryTotal(category=key, incoming_kg=row[0], outgoing_kg=row[1], reused_kg=row[2])
            for key, row in sorted(
                tally.by_category.items(), key=lambda pair: (-max(pair[1][:2]), pair[0])
            )
        ],
        by_month=[_make_month(month, tally.by_month.get(month)) for month in months],
        stock_checks=tuple(stock_checks),
    )


class _Tally:
    """Sums of a bilan: across the boundary by channel, category and month; transfers apart."""

    def __init__(self) -> None:
        self.line_count = 0
        self.by_origin: dict[str, Decimal] = defaultdict(Decimal)
        self.by_destination: dict[str, Decimal] = defaultdict(Decimal)
        self.by_category: dict[str, list[Decimal]] = defaultdict(lambda: [_ZERO, _ZERO, _ZERO])
        self.by_month: dict[int, list[Decimal]] = defaultdict(lambda: [_ZERO, _ZERO, _ZERO])
        self.transferred: dict[str, Decimal] = defaultdict(Decimal)

    def add(self, total: WeighedTotal) -> None:
        if total.direction == Direction.STOCK:
            return
        self.line_count += total.line_count
        if total.channel in {Origin.TRANSFER.value, Destination.TRANSFER.value}:
            self.transferred[total.direction] += total.kilograms
            return
        is_out = total.direction == Direction.OUT
        channels = self.by_destination if is_out else self.by_origin
        channels[total.channel or "other"] += total.kilograms
        for row in (self.by_category[total.category], self.by_month[total.month]):
            row[int(is_out)] += total.kilograms
            if is_out and total.channel in REUSED:
                row[2] += total.kilograms


def _rank(sums: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Put the heaviest first."""
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def _make_month(month: int, row: Sequence[Decimal] | None) -> MonthTotal:
    incoming, outgoing, reused = row or (_ZERO, _ZERO, _ZERO)
    return MonthTotal(month=month, incoming_kg=incoming, outgoing_kg=outgoing, reused_kg=reused)
