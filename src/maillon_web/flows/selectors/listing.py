"""The list of the flows: filtered, in the words of the reader."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from maillon_web.directory.models import Actor
from maillon_web.filieres.selectors import Opened
from maillon_web.flows.models import MatterFlow
from maillon_web.flows.selectors.nodes import Nodes
from maillon_web.flows.selectors.quality import describe_quality
from maillon_web.flows.selectors.rows import list_flows

__all__ = [
    "FlowCounts",
    "FlowFilters",
    "FlowRow",
    "count_flows",
    "filter_flows",
    "list_matters",
    "read_rows",
]

_LONGEST = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowFilters:
    """What a reader asks to see of the flows."""

    matter: str = ""
    year: str = ""
    node: str = ""
    missing: str = ""

    @classmethod
    def from_query(cls, given: Mapping[str, str]) -> "FlowFilters":
        """Read the filters of an address."""
        names = cls.__dataclass_fields__
        return cls(**{name: given.get(name, "").strip()[:_LONGEST] for name in names})

    @property
    def is_empty(self) -> bool:
        """Whether everything is asked for."""
        return not any(asdict(self).values())

    @property
    def query(self) -> str:
        """The filters, as an address writes them."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowCounts:
    """How many flows there are, and of how many nobody knows the value."""

    total: int
    missing: int

    @property
    def known(self) -> int:
        """How many have a value."""
        return self.total - self.missing


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowRow:
    """A flow with the names of its ends; its holder only if the reader may see it."""

    flow: MatterFlow
    source: str
    target: str
    quality: tuple[str, ...]
    holder: Actor | None


def filter_flows(opened: Opened, filters: FlowFilters) -> QuerySet[MatterFlow]:
    """Return the flows that the filters keep, by matter, then the latest first."""
    found = list_flows(opened).select_related("holder")
    if filters.matter:
        found = found.filter(matter=filters.matter)
    if filters.year.isascii() and filters.year.isdigit():
        found = found.filter(year=int(filters.year[:4]))
    if filters.node:
        found = found.filter(Q(source_key=filters.node) | Q(target_key=filters.node))
    if filters.missing:
        found = found.filter(value__isnull=True)
    return found.order_by("matter", "-year", "pk")


def count_flows(opened: Opened) -> FlowCounts:
    """Count the flows that the reader sees, in one query."""
    counts = list_flows(opened).aggregate(
        total=Count("pk"), missing=Count("pk", filter=Q(value__isnull=True))
    )
    return FlowCounts(**counts)


def list_matters(opened: Opened) -> list[str]:
    """Return the matters of the visible flows."""
    return list(list_flows(opened).order_by("matter").values_list("matter", flat=True).distinct())


def read_rows(opened: Opened, flows: Iterable[MatterFlow], nodes: Nodes) -> list[FlowRow]:
    """Return flows in the words of the reader."""
    labels, levels = nodes.list_labels(), set(opened.levels)

    def see(holder: Any) -> Actor | None:  # noqa: ANN401 - an actor or nobody
        return holder if holder is not None and holder.visibility in levels else None

    return [
        FlowRow(
            flow=flow,
            source=labels.get(flow.source_key, flow.source_key),
            target=labels.get(flow.target_key, flow.target_key),
            quality=tuple(describe_quality(flow.quality)),
            holder=see(flow.holder),
        )
        for flow in flows
    ]
