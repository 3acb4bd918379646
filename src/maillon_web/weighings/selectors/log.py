"""The lines of the log that a reader may see, and how they are narrowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.weighings.models import ClosedBilan, Direction, Weighing, WeighingSite
from maillon_web.weighings.words import BOUNDARY

__all__ = [
    "LogFilters",
    "filter_lines",
    "get_line",
    "list_categories",
    "list_counted",
    "list_lines",
    "list_sites",
    "make_query",
    "read_number",
]

_LONGEST = 120
_LONGEST_NUMBER = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class LogFilters:
    """What a person asks of the log, as the address says it."""

    q: str = ""
    site: str = ""
    direction: str = ""
    channel: str = ""
    channels: tuple[str, ...] = ()
    category: str = ""
    start: date | None = None
    end: date | None = None
    batch: str = ""
    late: str = ""
    counted: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "LogFilters":
        """Read an address; what makes no sense asks for nothing."""
        texts = {
            name: query.get(name, "").strip()[:_LONGEST]
            for name in (
                "q",
                "site",
                "direction",
                "channel",
                "category",
                "batch",
                "late",
                "counted",
            )
        }
        if texts["direction"] not in Direction.values:
            texts["direction"] = ""
        channels = tuple(part for part in texts["channel"].split(",") if part)
        return cls(
            **texts, channels=channels, start=_read_day(query, "from"), end=_read_day(query, "to")
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return self == LogFilters()


def _read_day(query: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(query.get(name, ""))
    except ValueError:
        return None


def read_number(text: str) -> int:
    """Return a number of an address; what is none names nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else 0


def make_query(**wanted: object) -> str:
    """Return the part of an address that asks for some lines."""
    given = {("from" if key == "start" else "to" if key == "end" else key): value
             for key, value in wanted.items()}  # fmt: skip
    return "?" + urlencode({key: str(value) for key, value in given.items() if value})


def list_sites(opened: Opened) -> QuerySet[WeighingSite]:
    """Return the sites that the reader may see."""
    return list_records(opened, WeighingSite)


def list_lines(opened: Opened, sites: Sequence[int] | None = None) -> QuerySet[Weighing]:
    """Return every line of the sites that the reader may see, replaced ones too."""
    if sites is None:
        sites = list(list_sites(opened).values_list("pk", flat=True))
    return Weighing.objects.filter(filiere=opened.filiere, site__in=sites)


def list_counted(opened: Opened, sites: Sequence[int] | None = None) -> QuerySet[Weighing]:
    """Return the lines that count: those that no correction replaced."""
    # An `in` of one value lets SQLite use the index, which a bare boolean does not.
    return list_lines(opened, sites).filter(is_replaced__in=(False,)).order_by()


def get_line(opened: Opened, pk: int) -> Weighing:
    """
    Return one line.

    Raises
    ------
    Http404
        If it is not of this filière, or of a site that is not for this reader.
    """
    found = list_lines(opened).select_related("site", "batch", "entered_by", "filiere")
    line = found.filter(pk=pk).first()
    if line is None:
        raise Http404
    return line


def filter_lines(opened: Opened, filters: LogFilters) -> QuerySet[Weighing]:
    """Return the lines that were asked for, the latest first."""
    found = list_lines(opened)
    exact = {
        "site": read_number(filters.site) if filters.site else None,
        "batch": read_number(filters.batch) if filters.batch else None,
        "direction": filters.direction or None,
        "category": filters.category or None,
        "weighed_on__gte": filters.start,
        "weighed_on__lte": filters.end,
        "is_replaced": False if filters.counted else None,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if filters.channel == BOUNDARY:
        found = found.exclude(channel="transfer").exclude(direction=Direction.STOCK)
    elif filters.channels:
        found = found.filter(channel__in=filters.channels)
    if filters.q:
        found = found.filter(Q(ticket__icontains=filters.q) | Q(note__icontains=filters.q))
    if filters.late:
        found = _filter_late(opened, found, filters.late)
    return found


def _filter_late(opened: Opened, found: QuerySet[Weighing], late: str) -> QuerySet[Weighing]:
    closed = list_records(opened, ClosedBilan).filter(pk=read_number(late)).first()
    if closed is None:
        return found.none()
    return found.filter(
        weighed_on__range=(closed.starts_on, closed.ends_on), entered_at__gt=closed.closed_at
    )


def list_categories(opened: Opened) -> list[str]:
    """Return the categories of the log, in the order of the alphabet."""
    return sorted(set(list_counted(opened).values_list("category", flat=True).distinct()))
