"""The page of the bilan: the answer, its figures that open, its tables that lead to the lines."""

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.weighings import REUSED, name_month
from maillon.studies.weighing.bilans import MonthTotal, PeriodBilan
from maillon_web.filieres.selectors import Opened
from maillon_web.ui.formatting import format_day, format_number
from maillon_web.weighings.models import ClosedBilan
from maillon_web.weighings.selectors.drawing import gather_by_year
from maillon_web.weighings.selectors.log import make_query, read_number
from maillon_web.weighings.selectors.totals import LogSpan, SiteTotal
from maillon_web.weighings.words import BOUNDARY, DESTINATIONS, ORIGINS

__all__ = [
    "Period",
    "Row",
    "Tile",
    "find_lines_url",
    "list_category_rows",
    "list_channel_rows",
    "list_month_rows",
    "list_site_rows",
    "list_tiles",
    "read_period",
    "say_tonnes",
]

_THOUSAND = 1000
_MONTHS = 12
_MOST_MONTHS = 36
_LONGEST = timedelta(days=50 * 366)


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """The days that are looked at, and the only site when one is."""

    start: date
    end: date
    site: int = 0

    @property
    def name(self) -> str:
        """The year when it is one, else both days."""
        if (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31):
            first, last = self.start.year, self.end.year
            return str(first) if first == last else f"{first}–{last}"
        return _("du {start} au {end}").format(
            start=format_day(self.start), end=format_day(self.end)
        )

    @property
    def query(self) -> dict[str, object]:
        """What the log is asked for these days."""
        return {"start": self.start, "end": self.end, "site": self.site}


def read_period(given: QueryDict, span: LogSpan, sites: Collection[int] = ()) -> Period:
    """Read the period of an address; by default the year that was weighed last, at all sites."""
    year = (span.last or timezone.localdate()).year
    start = _read(given, "from") or date(year, 1, 1)
    end = _read(given, "to") or date(max(year, start.year), 12, 31)
    number = read_number(given.get("site", ""))
    last = max(start, end)
    first = max(min(start, end), last - min(_LONGEST, last - date.min))
    return Period(start=first, end=last, site=number if number in sites else 0)


def _read(given: QueryDict, name: str) -> date | None:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        return None


def say_tonnes(kilograms: Decimal | None) -> float | None:
    """Return tonnes as the pages format them."""
    return None if kilograms is None else float(kilograms) / _THOUSAND


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a table or one input of a figure; `url` opens the lines that make it."""

    label: str
    incoming: float | None = None
    outgoing: float | None = None
    reused: float | None = None
    value: float | None = None
    share: float | None = None
    url: str = ""
    note: str = ""
    reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    """A figure that opens: its formula in words, and what it was computed from."""

    key: str
    label: str
    value: float | None
    unit: str
    formula: str
    rows: Sequence[Row]
    missing: str = ""


class _Links:
    """Addresses of the lines of a period."""

    def __init__(self, opened: Opened, period: Period) -> None:
        self._list = reverse("weighings:list", args=[opened.filiere.pk])
        self._period = period

    def ask(self, **wanted: object) -> str:
        """Return the address of the lines that count and answer this."""
        return self._list + make_query(**{**self._period.query, "counted": "1", **wanted})


def list_tiles(opened: Opened, period: Period, bilan: PeriodBilan) -> list[Tile]:
    """Return the figures of a period."""
    links = _Links(opened, period)
    origins = list_channel_rows(opened, period, bilan.by_origin, "in")
    destinations = list_channel_rows(opened, period, bilan.by_destination, "out")
    reused = [
        row for row, key in zip(destinations, bilan.by_destination, strict=True) if key in REUSED
    ]
    came = Row(
        label=_("Entrées"), value=say_tonnes(bilan.incoming_kg), url=links.ask(direction="in")
    )
    left = Row(
        label=_("Sorties"),
        value=say_tonnes(bilan.outgoing_kg),
        url=links.ask(direction="out", channel=BOUNDARY),
    )
    return [
        Tile(
            key="incoming",
            label=_("Entrées"),
            value=say_tonnes(bilan.incoming_kg),
            unit="t",
            formula=_("Somme des pesées d’entrée de la période, sans les transferts entre sites."),
            rows=origins,
        ),
        Tile(
            key="outgoing",
            label=_("Sorties"),
            value=say_tonnes(bilan.outgoing_kg),
            unit="t",
            formula=_("Somme des pesées de sortie de la période, sans les transferts entre sites."),
            rows=destinations,
        ),
        Tile(
            key="reuse",
            label=_("Taux de réemploi et de réparation"),
            value=None if bilan.reuse_rate is None else bilan.reuse_rate * 100,
            unit="%",
            formula=_(
                "Ce qui sort vers le réemploi ou la réparation, divisé par tout ce qui sort."
            ),
            rows=[*reused, left],
            missing=_("rien n’est sorti"),
        ),
        Tile(
            key="remainder",
            label=_("Entré et pas sorti"),
            value=say_tonnes(bilan.remainder_kg),
            unit="t",
            formula=_(
                "Entrées moins sorties : ce qui est en stock, ou n’a pas été pesé en sortant."
            ),
            rows=[came, left],
        ),
        _make_stock_tile(bilan),
    ]


def _make_stock_tile(bilan: PeriodBilan) -> Tile:
    return Tile(
        key="discrepancy",
        label=_("Écart constaté par les inventaires"),
        value=say_tonnes(bilan.discrepancy_kg),
        unit="t",
        formula=_(
            "Entre deux inventaires d’un site : entrées, moins sorties, moins ce dont le stock a "
            "grandi. Zéro si tout est pesé ; au-dessus, quelque chose est sorti sans pesée."
        ),
        rows=[
            Row(
                label=_("{site}, du {start} au {end}").format(
                    site=check.site,
                    start=format_day(check.opened_on),
                    end=format_day(check.closed_on),
                ),
                value=say_tonnes(check.discrepancy_kg),
                note=_(
                    "entrées {incoming} t, sorties {outgoing} t, stock {opening} → {closing} t"
                ).format(
                    incoming=_plain(check.incoming_kg),
                    outgoing=_plain(check.outgoing_kg),
                    opening=_plain(check.opening_kg),
                    closing=_plain(check.closing_kg),
                ),
            )
            for check in bilan.stock_checks
        ],
        missing=_("il faut deux inventaires d’un même site"),
    )


def _plain(kilograms: Decimal) -> str:
    return format_number(float(kilograms) / _THOUSAND)


def list_channel_rows(
    opened: Opened, period: Period, sums: Mapping[str, Decimal], direction: str
) -> list[Row]:
    """Return origins or destinations, the heaviest first."""
    links = _Links(opened, period)
    labels = ORIGINS if direction == "in" else DESTINATIONS
    total = sum(sums.values(), Decimal(0))
    return [
        Row(
            label=str(labels.get(key, key)),
            value=say_tonnes(kilograms),
            share=float(kilograms / total) if total else None,
            url=links.ask(direction=direction, channel=key),
        )
        for key, kilograms in sums.items()
    ]


def list_category_rows(opened: Opened, period: Period, bilan: PeriodBilan) -> list[Row]:
    """Return the categories, the heaviest first."""
    links = _Links(opened, period)
    return [
        Row(
            label=row.category,
            incoming=say_tonnes(row.incoming_kg),
            outgoing=say_tonnes(row.outgoing_kg),
            reused=say_tonnes(row.reused_kg),
            share=float(row.reused_kg / row.outgoing_kg) if row.outgoing_kg else None,
            url=links.ask(category=row.category, channel=BOUNDARY),
            reference=_("Journal des pesées, {period}").format(period=period.name),
        )
        for row in bilan.by_category
    ]


def list_site_rows(
    opened: Opened, period: Period, sums: Sequence[SiteTotal], names: Mapping[int, str]
) -> list[Row]:
    """Return the sites, the heaviest first."""
    links = _Links(opened, period)
    ranked = sorted(sums, key=lambda row: (-max(row.incoming_kg, row.outgoing_kg), names[row.site]))
    return [
        Row(
            label=names[row.site],
            incoming=say_tonnes(row.incoming_kg),
            outgoing=say_tonnes(row.outgoing_kg),
            reused=say_tonnes(row.reused_kg),
            share=float(row.reused_kg / row.outgoing_kg) if row.outgoing_kg else None,
            url=links.ask(site=row.site, channel=BOUNDARY),
        )
        for row in ranked
    ]


def list_month_rows(
    opened: Opened, period: Period, bilan: PeriodBilan
) -> tuple[list[Row], Sequence[MonthTotal], bool]:
    """Return the months of a period; beyond three years, its years."""
    by_year = len(bilan.by_month) > _MOST_MONTHS
    totals = gather_by_year(bilan.by_month) if by_year else list(bilan.by_month)
    listed = reverse("weighings:list", args=[opened.filiere.pk])
    rows = []
    for row in totals:
        year, month = divmod(row.month, _MONTHS)
        last = _MONTHS if by_year else month + 1
        start, end = date(year, month + 1, 1), date(year, last, calendar.monthrange(year, last)[1])
        rows.append(
            Row(
                label=str(year) if by_year else format_day(name_month(row.month)),
                incoming=say_tonnes(row.incoming_kg),
                outgoing=say_tonnes(row.outgoing_kg),
                reused=say_tonnes(row.reused_kg),
                url=listed
                + make_query(
                    start=max(start, bilan.start),
                    end=min(end, bilan.end),
                    site=period.site,
                    counted="1",
                    channel=BOUNDARY,
                ),
            )
        )
    return rows, totals, by_year


def find_lines_url(opened: Opened, closed: ClosedBilan, key: str) -> str:
    """Return the address of the lines that make a total of a closed period today."""
    links = _Links(opened, Period(start=closed.starts_on, end=closed.ends_on))
    if key == "incoming_kg":
        return links.ask(direction="in", channel=BOUNDARY)
    channel = ",".join(sorted(REUSED)) if key == "reused_kg" else BOUNDARY
    return links.ask(direction="out", channel=channel)
