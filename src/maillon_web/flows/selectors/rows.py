"""Read what people wrote of the flows: only what the reader may see, hidden places included."""

from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404

from maillon_web.filieres.models import FiliereRecord
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.flows.models import FlowPlace, MatterFlow, StockMove, TransferYield

__all__ = ["get_row", "list_flows", "list_places", "list_stocks", "list_yields"]

T = TypeVar("T", bound=FiliereRecord)
_ENDS = ("source_key", "target_key", "stage_key")


def list_places(opened: Opened) -> QuerySet[FlowPlace]:
    """Return the places that the reader may see."""
    return list_records(opened, FlowPlace)


def list_flows(opened: Opened, *, year: int | None = None) -> QuerySet[MatterFlow]:
    """
    Return the flows that the reader may see, of a year and of none when a year is asked.

    A flow that names a hidden place is hidden too: its key would tell the name of the place.
    """
    return _of_year(_without_hidden_places(opened, list_records(opened, MatterFlow)), year)


def list_yields(opened: Opened, *, year: int | None = None) -> QuerySet[TransferYield]:
    """Return the yields that the reader may see, likewise."""
    return _of_year(_without_hidden_places(opened, list_records(opened, TransferYield)), year)


def list_stocks(opened: Opened, *, year: int | None = None) -> QuerySet[StockMove]:
    """Return the moves of stocks that the reader may see, likewise."""
    return _of_year(_without_hidden_places(opened, list_records(opened, StockMove)), year)


_LISTS = {
    FlowPlace: list_places,
    MatterFlow: list_flows,
    TransferYield: list_yields,
    StockMove: list_stocks,
}


def get_row(opened: Opened, model: type[T], pk: int) -> T:
    """
    Return one place, flow, yield or stock.

    Raises
    ------
    Http404
        If it is not of this filière, or not for this reader.
    """
    found: T | None = _LISTS[model](opened).filter(pk=pk).first()  # type: ignore[operator]  # by kind
    if found is None:
        raise Http404
    return found


def _of_year(rows: QuerySet[T], year: int | None) -> QuerySet[T]:
    return rows if year is None else rows.filter(Q(year=year) | Q(year__isnull=True))


def _without_hidden_places(opened: Opened, rows: QuerySet[T]) -> QuerySet[T]:
    hidden = FlowPlace.objects.filter(filiere=opened.filiere).exclude(visibility__in=opened.levels)
    keys = hidden.values("key")
    names = {field.name for field in rows.model._meta.concrete_fields}  # noqa: SLF001 - Django's documented model API
    for end in _ENDS:
        if end in names:
            rows = rows.exclude(**{f"{end}__in": keys})
    return rows
