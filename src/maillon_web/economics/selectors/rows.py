"""Read what people wrote of the value: only what the reader may see, hidden places included."""

from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from maillon_web.economics.models import (
    CauseGroup,
    FlowPrice,
    InputOutputTable,
    LocalSpending,
    PriceCommitment,
    StageAccount,
    ValueScenario,
)
from maillon_web.filieres.models import FiliereRecord
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.flows.models import FlowPlace

__all__ = ["get_row", "list_rows"]

T = TypeVar("T", bound=FiliereRecord)
_ENDS: dict[type[FiliereRecord], tuple[str, ...]] = {
    StageAccount: ("node_key",),
    FlowPrice: ("source_key", "target_key"),
    PriceCommitment: ("source_key", "target_key"),
    ValueScenario: (),
    CauseGroup: (),
    LocalSpending: (),
    InputOutputTable: (),
}


def list_rows(opened: Opened, model: type[T]) -> QuerySet[T]:
    """
    Return the records of a kind that the reader may see.

    One that names a hidden place is hidden too: its key would tell the name of the place.
    """
    rows = list_records(opened, model)
    if _ENDS[model]:
        hidden = FlowPlace.objects.filter(filiere=opened.filiere)
        keys = hidden.exclude(visibility__in=opened.levels).values("key")
        for end in _ENDS[model]:
            rows = rows.exclude(**{f"{end}__in": keys})
    return rows


def get_row(opened: Opened, model: type[T], pk: int) -> T:
    """
    Return one record.

    Raises
    ------
    Http404
        If it is not of this filière, or not for this reader.
    """
    found = list_rows(opened, model).select_related("filiere").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
