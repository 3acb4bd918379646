"""The actors of a filière as lists, maps and exports show them: always the same set."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, OrderBy, Q, QuerySet
from django.utils import timezone

from maillon.reference.nomenclatures import list_workforce_bands
from maillon_web.directory.models import EssStatus, Placement, Presence
from maillon_web.directory.selectors.filters import (
    NO_STAGE,
    SIZES,
    UNKNOWN_SIZE,
    FilterValues,
)
from maillon_web.directory.selectors.maps import filter_zone
from maillon_web.directory.selectors.search import match_words, read_typed
from maillon_web.directory.selectors.visible import (
    LISTED,
    is_whole,
    list_hidden_holders,
    list_visible,
    show_column,
)
from maillon_web.directory.selectors.zones import read_zone
from maillon_web.filieres.selectors import Opened

__all__ = ["Facets", "FilterValues", "count_facets", "filter_presences", "list_visible", "order"]

_DAYS_A_MONTH = 30.4375
_OLD_MONTHS = 12
_CLOSED, _GONE = "closed", "gone"
_ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "name": ("sort_name",),
    "-name": ("-sort_name", "-pk"),
    "stage": ("main_stage", "sort_name"),
    "checked": (F("checked_on").asc(nulls_first=True), "sort_name"),
    "-checked": (F("checked_on").desc(nulls_last=True), "sort_name"),
}
# Orders by what may be hidden from a reader: a rank among the others would tell it.
_SHOWN_ORDERS: dict[str, tuple[str, str | int]] = {
    "commune": ("commune_name", ""),
    "size": ("size_rank", -1),
    "ess": ("ess_status", EssStatus.NONE.value),
}


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
            found = _without_hidden(found, opened, name).filter(**{f"{name}__in": values})
    if filters.size:
        found = _without_hidden(found, opened, "size_rank")
        found = found.filter(size_rank__in=_list_ranks(filters.size))
    if filters.qpv:
        found = _without_hidden(found, opened, "qpv_code")
        found = found.filter(is_qpv=filters.qpv == "oui")
    zone = read_zone(filters.zone)
    if zone:
        found = filter_zone(opened, found, zone)
    words = read_typed(filters.q)
    if words:
        return match_words(found, opened.filiere.pk, words)
    return found.none() if filters.q else found


def order(opened: Opened, presences: QuerySet[Presence], sort: str) -> QuerySet[Presence]:
    """Return presences in the order asked for, the same at every reading."""
    shown = _SHOWN_ORDERS.get(sort.removeprefix("-"))
    if shown is None:
        return presences.order_by(*_ORDERS.get(sort, _ORDERS["name"]), "pk")
    name, hidden = shown
    column = OrderBy(show_column(opened, name, hidden=hidden), descending=sort.startswith("-"))
    return presences.order_by(column, "sort_name", "pk")


def _without_hidden(found: QuerySet[Presence], opened: Opened, field: str) -> QuerySet[Presence]:
    """Leave out the actors whose field is not for the reader: a filter would tell it."""
    if is_whole(opened):
        return found
    return found.exclude(actor_id__in=list_hidden_holders(opened, field).values("actor_id"))


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
    found = found.filter(LISTED)
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Facets:
    """How many listed actors, that the reader may know of, each value has."""

    stages: Mapping[str, int]
    statuses: Mapping[str, int]
    families: Mapping[str, int]
    rules: Mapping[str, int]
    communes: Mapping[str, int]


def count_facets(opened: Opened) -> Facets:
    """Return how many listed actors each value of the filters has, whatever is filtered now."""
    listed = list_visible(opened).filter(LISTED).order_by()
    names = ("ess_status", "ess_family", "ess_rule")
    counters: dict[str, Counter[str]] = {name: Counter() for name in names}
    for *values, total in listed.values_list(*names).annotate(total=Count("pk")):
        for name, value in zip(names, values, strict=True):
            if value:
                counters[name][value] += total
    placed = _without_hidden(listed, opened, "commune_code")
    communes = placed.values_list("commune_code").annotate(total=Count("pk"))
    return Facets(
        stages=_count_stages(opened),
        statuses=counters["ess_status"],
        families=counters["ess_family"],
        rules=counters["ess_rule"],
        communes={code: total for code, total in communes if code},
    )


def _count_stages(opened: Opened) -> Mapping[str, int]:
    """Return the actors at each stage: all, less the few unlisted or not for the reader."""
    places = Placement.objects.filter(filiere=opened.filiere).order_by()
    counted = Counter(dict(places.values_list("stage_key").annotate(total=Count("pk"))))
    apart = Presence.objects.filter(filiere=opened.filiere)
    apart = apart.filter(Q(is_listed=False) | ~Q(visibility__in=opened.levels))
    others = places.filter(actor_id__in=apart.values("actor_id"))
    counted.subtract(dict(others.values_list("stage_key").annotate(total=Count("pk"))))
    return counted
