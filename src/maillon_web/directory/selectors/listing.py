"""The actors of a filière as lists, maps and exports show them: always the same set."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, F, OrderBy, Q, QuerySet
from django.utils import timezone

from maillon.reference.nomenclatures import list_workforce_bands
from maillon_web.directory.models import Placement, Presence
from maillon_web.directory.selectors.filters import (
    NO_STAGE,
    SIZES,
    UNKNOWN_SIZE,
    FilterValues,
)
from maillon_web.directory.selectors.search import match_words, read_typed
from maillon_web.filieres.selectors import Opened

__all__ = ["FilterValues", "Facets", "count_facets", "filter_presences", "list_visible", "order"]

_DAYS_A_MONTH = 30.4375
_OLD_MONTHS = 12
_CLOSED, _GONE = "closed", "gone"
_ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "name": ("sort_name",),
    "-name": ("-sort_name",),
    "commune": ("actor__commune_name", "sort_name"),
    "size": ("size_rank", "sort_name"),
    "-size": ("-size_rank", "sort_name"),
    "stage": ("main_stage", "sort_name"),
    "ess": ("ess_status", "sort_name"),
    "checked": (F("checked_on").asc(nulls_first=True), "sort_name"),
    "-checked": (F("checked_on").desc(nulls_last=True), "sort_name"),
}


def list_visible(opened: Opened) -> QuerySet[Presence]:
    """Return every presence that the reader may know of, listed or not."""
    presences = Presence.objects.filter(filiere=opened.filiere)
    levels = opened.levels
    if len(levels) == len(type(levels[0])):
        # All levels: no condition, so that the order of the index serves.
        return presences
    return presences.filter(visibility__in=levels)


def filter_presences(opened: Opened, filters: FilterValues) -> QuerySet[Presence]:
    """Return the presences that the reader may know of and that the filters keep, unordered."""
    found = _filter_freshness(list_visible(opened), filters.freshness)
    found = _filter_stages(found, opened.filiere.pk, filters)
    for name, values in (
        ("ess_status", filters.ess),
        ("ess_family", filters.family),
        ("ess_rule", filters.rule),
        ("commune_code", filters.commune),
    ):
        if values:
            found = found.filter(**{f"{name}__in": values})
    if filters.size:
        found = found.filter(size_rank__in=_list_ranks(filters.size))
    if filters.qpv:
        found = found.filter(is_qpv=filters.qpv == "oui")
    words = read_typed(filters.q)
    if words:
        return match_words(found, opened.filiere.pk, words)
    return found.none() if filters.q else found


def order(presences: QuerySet[Presence], sort: str) -> QuerySet[Presence]:
    """Return presences in the order asked for, the same at every reading."""
    return presences.order_by(*_ORDERS.get(sort, _ORDERS["name"]), "pk")


def _filter_stages(
    found: QuerySet[Presence], filiere_id: int, filters: FilterValues
) -> QuerySet[Presence]:
    keys = [key for key in filters.stage if key != NO_STAGE]
    if not filters.stage and not filters.confidence:
        return found
    places = Placement.objects.filter(filiere_id=filiere_id)
    if keys:
        places = places.filter(stage_key__in=keys)
    if filters.confidence:
        places = places.filter(confidence__in=filters.confidence)
    condition = Q(actor_id__in=places.values("actor_id"))
    if NO_STAGE in filters.stage:
        at_none = Q(main_stage="")
        condition = condition | at_none if keys else at_none
    return found.filter(condition)


def _filter_freshness(found: QuerySet[Presence], freshness: str) -> QuerySet[Presence]:
    if freshness == _CLOSED:
        return found.filter(is_closed=True)
    if freshness == _GONE:
        return found.filter(is_listed=False, is_closed=False, origin="register").filter(
            actor__merged_into=None
        )
    found = found.filter(is_listed=True)
    if freshness == "never":
        return found.filter(checked_on=None)
    if freshness == "old":
        return found.filter(checked_on__lt=_months_ago(_OLD_MONTHS))
    if freshness:
        return found.filter(checked_on__gte=_months_ago(int(freshness)))
    return found


def _months_ago(months: int) -> date:
    return timezone.localdate() - timedelta(days=round(months * _DAYS_A_MONTH))


def _list_ranks(sizes: Sequence[str]) -> list[int]:
    bands = list(list_workforce_bands().values())
    ranks = [-1] if UNKNOWN_SIZE in sizes else []
    for size in sizes:
        if size in SIZES:
            low, high = SIZES[size]
            ranks += [
                rank
                for rank, band in enumerate(bands)
                if band.low >= low and (high is None or (band.high or band.low) <= high)
            ]
    return ranks


Facets = dict[str, dict[str, int]]


def count_facets(opened: Opened) -> Facets:
    """Return how many listed actors each stage, status, family, rule and commune has."""
    listed = list_visible(opened).filter(is_listed=True)
    facets: Facets = {
        name: _count(listed, name) for name in ("ess_status", "ess_family", "ess_rule")
    }
    facets["commune"] = _count(listed, "commune_code")
    return facets


def _count(presences: QuerySet[Presence], name: str) -> dict[str, int]:
    rows = presences.order_by().values_list(name).annotate(total=Count("pk"))
    return {key: total for key, total in rows if key}


