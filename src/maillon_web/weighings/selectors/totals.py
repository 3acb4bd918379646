"""What the log weighs over a period, added up by the base: the same sums as the pure rule."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from maillon.domain.weighings import REUSED, Origin, WeighedTotal
from maillon.domain.weighings import WeighingTarget as Aim
from maillon.studies.weighing.bilans import (
    RHYTHM_DAYS,
    PeriodBilan,
    StockCheck,
    TargetProgress,
    frame_inventories,
    make_bilan,
    measure_target,
)
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.weighings.models import Direction, WeighingTarget
from maillon_web.weighings.selectors.log import list_counted, list_sites

__all__ = [
    "LogSpan",
    "SiteTotal",
    "TargetStanding",
    "find_span",
    "measure_targets",
    "sum_target_months",
    "total_by",
    "total_sites",
]

_PLACES = Decimal("0.001")
_MOVED = (Direction.IN.value, Direction.OUT.value)


def total_by(
    opened: Opened, start: date, end: date, *, sites: Sequence[int] | None = None
) -> PeriodBilan:
    """
    Return the bilan of a period, for what the reader may see.

    `by_category`, `by_origin`, `by_destination` and `by_month` hold kilograms. Transfers between
    sites are apart (`transferred_in_kg`, `transferred_out_kg`), also when `sites` names only some.
    """
    numbers = _list_numbers(opened) if sites is None else list(sites)
    rows = (
        list_counted(opened, numbers)
        .filter(weighed_on__range=(start, end), direction__in=_MOVED)
        .values_list("month", "direction", "channel", "category")
        .annotate(kilograms=Sum("kilograms"), line_count=Count("*"))
    )
    totals = [
        WeighedTotal(
            month=month,
            direction=direction,
            channel=channel,
            category=category,
            kilograms=_round(kilograms),
            line_count=count,
        )
        for month, direction, channel, category, kilograms, count in rows
    ]
    return make_bilan(
        totals, start=start, end=end, stock_checks=_check_stocks(opened, numbers, start, end)
    )


def _list_numbers(opened: Opened) -> list[int]:
    return list(list_sites(opened).values_list("pk", flat=True))


def _round(value: Decimal | None) -> Decimal:
    return (value or Decimal(0)).quantize(_PLACES)


def _check_stocks(
    opened: Opened, sites: Sequence[int], start: date, end: date
) -> tuple[StockCheck, ...]:
    counted = (
        list_counted(opened, sites)
        .filter(direction=Direction.STOCK, weighed_on__lte=end)
        .values_list("site", "weighed_on")
        .annotate(kilograms=Sum("kilograms"))
    )
    inventories = [(str(number), day, _round(kilograms)) for number, day, kilograms in counted]
    framed = frame_inventories(inventories, start=start, end=end)
    if not framed:
        return ()
    asked = Q()
    for site, (opening, closing) in framed.items():
        asked |= Q(site=int(site), weighed_on__gt=opening[1], weighed_on__lte=closing[1])
    names = dict(list_sites(opened).values_list("pk", "name"))
    moved = dict[tuple[str, str], Decimal]()
    sums = (
        list_counted(opened, sites)
        .filter(asked, direction__in=_MOVED)
        .values_list("site", "direction")
        .annotate(kilograms=Sum("kilograms"))
    )
    for number, direction, kilograms in sums:
        moved[str(number), direction] = _round(kilograms)
    return tuple(
        StockCheck(
            site=names[int(site)],
            opened_on=opening[1],
            opening_kg=opening[2],
            closed_on=closing[1],
            closing_kg=closing[2],
            incoming_kg=moved.get((site, Direction.IN), Decimal(0)),
            outgoing_kg=moved.get((site, Direction.OUT), Decimal(0)),
        )
        for site, (opening, closing) in framed.items()
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteTotal:
    """What crossed the boundary at one site, in kilograms."""

    site: int
    incoming_kg: Decimal
    outgoing_kg: Decimal
    reused_kg: Decimal


def total_sites(opened: Opened, start: date, end: date, *, sites: Sequence[int]) -> list[SiteTotal]:
    """Return what each site weighs over a period, without the transfers between them."""
    # Names are read apart: a join would lead the base away from the index of the sums.
    weighs = Q(direction=Direction.OUT)
    rows = (
        list_counted(opened, sites)
        .filter(weighed_on__range=(start, end), direction__in=_MOVED)
        .exclude(channel=Origin.TRANSFER.value)
        .values("site")
        .annotate(
            incoming=Sum("kilograms", filter=Q(direction=Direction.IN)),
            outgoing=Sum("kilograms", filter=weighs),
            reused=Sum("kilograms", filter=weighs & Q(channel__in=sorted(REUSED))),
        )
    )
    return [
        SiteTotal(
            site=row["site"],
            incoming_kg=_round(row["incoming"]),
            outgoing_kg=_round(row["outgoing"]),
            reused_kg=_round(row["reused"]),
        )
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSpan:
    """First and last day that were weighed; `None` when nothing was."""

    first: date | None
    last: date | None


def find_span(opened: Opened) -> LogSpan:
    """Return from when to when the log goes."""
    days = list_counted(opened).values_list("weighed_on", flat=True)
    first, last = days.order_by("weighed_on").first(), days.order_by("-weighed_on").first()
    return LogSpan(first=first, last=last)


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetStanding:
    """A target of the filière and where things stand."""

    target: WeighingTarget
    progress: TargetProgress
    known_until: date
    first_recent: date


def make_aim(target: WeighingTarget) -> Aim:
    """Return a target as the rule takes it."""
    return Aim(
        quantity_kg=target.quantity_t * 1000,
        starts_on=target.starts_on,
        due_on=target.due_on,
        destinations=frozenset(target.destinations),
        is_yearly=target.is_yearly,
    )


def measure_targets(
    opened: Opened, span: LogSpan, today: date | None = None
) -> list[TargetStanding]:
    """Measure every target that the reader may see, in three queries whatever their number."""
    today = today or timezone.localdate()
    targets = list(list_records(opened, WeighingTarget))
    if not targets:
        return []
    known = min(span.last or today, today)
    recent = known - timedelta(days=RHYTHM_DAYS)
    sums = _sum_targets(opened, targets, known=known)
    log_days = (known - span.first).days + 1 if span.first else 0
    return [
        TargetStanding(
            target=target,
            progress=measure_target(
                make_aim(target),
                reached_kg=_round(sums[f"reached_{rank}"]),
                recent_kg=_round(sums[f"recent_{rank}"]),
                recent_days=min(log_days, RHYTHM_DAYS),
                known_until=known,
                today=today,
                previous_kg=_round(sums[f"previous_{rank}"])
                if log_days >= 2 * RHYTHM_DAYS
                else None,
            ),
            known_until=known,
            first_recent=recent + timedelta(days=1),
        )
        for rank, target in enumerate(targets)
    ]


def _sum_targets(
    opened: Opened, targets: Sequence[WeighingTarget], *, known: date
) -> dict[str, Any]:
    recent = known - timedelta(days=RHYTHM_DAYS)
    previous = recent - timedelta(days=RHYTHM_DAYS)
    sums = {}
    for rank, target in enumerate(targets):
        counts = Q(channel__in=target.destinations)
        since = Q(weighed_on__range=(target.starts_on, min(known, target.due_on)))
        sums[f"reached_{rank}"] = Sum("kilograms", filter=counts & since)
        sums[f"recent_{rank}"] = Sum(
            "kilograms", filter=counts & Q(weighed_on__gt=recent, weighed_on__lte=known)
        )
        sums[f"previous_{rank}"] = Sum(
            "kilograms", filter=counts & Q(weighed_on__gt=previous, weighed_on__lte=recent)
        )
    first = min(previous, *(target.starts_on for target in targets))
    channels = {channel for target in targets for channel in target.destinations}
    return (
        list_counted(opened)
        .filter(
            direction__in=(Direction.OUT.value,),
            channel__in=channels,
            weighed_on__range=(first, known),
        )
        .aggregate(**sums)
    )


def sum_target_months(opened: Opened, target: WeighingTarget) -> list[tuple[int, Decimal]]:
    """Return what counted for a target month after month, from its start."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for month, kilograms in _iter_target_months(opened, target):
        sums[month] += _round(kilograms)
    return sorted(sums.items())


def _iter_target_months(
    opened: Opened, target: WeighingTarget
) -> Iterator[tuple[int, Decimal | None]]:
    found = list_counted(opened).filter(
        direction__in=(Direction.OUT.value,),
        channel__in=target.destinations,
        weighed_on__range=(target.starts_on, target.due_on),
    )
    yield from found.values_list("month").annotate(kilograms=Sum("kilograms"))
