"""What closed, and what no computation gives any more: found first, then written in small parts."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from maillon_web.directory.models import (
    Actor,
    Decision,
    FieldOrigin,
    Keeper,
    Placement,
    Presence,
    Statement,
)
from maillon_web.directory.services.intake import REGISTER
from maillon_web.filieres.models import Filiere
from maillon_web.jobs.courtesy import give_way

__all__ = ["cut", "mark_closed", "unlist_absent"]

Item = TypeVar("Item")
_BATCH = 2000


def mark_closed(filiere: Filiere, closed: Mapping[str, str | date | None], today: date) -> int:
    """Write the closing of the establishments that the register gives as closed."""
    count = 0
    for sirets in cut(sorted(closed), _BATCH):
        count += _when_any(partial(_list_open, filiere, sirets), _Closing(closed, today))
    return count


def unlist_absent(filiere: Filiere, seen: set[int]) -> int:
    """Take out of the lists what only a computation had put there, and gives no more."""
    listed = Presence.objects.filter(filiere=filiere, is_listed=True, origin=REGISTER)
    absent = [pk for pk, actor_id in listed.values_list("pk", "actor_id") if actor_id not in seen]
    gone = 0
    for numbers in cut(absent, _BATCH):
        gone += _when_any(partial(_list_leaving, filiere, numbers), partial(_unlist, filiere))
    return gone


def cut(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield parts of a sequence."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _when_any(
    find: Callable[[], "QuerySet[Actor]"], write: Callable[["QuerySet[Actor]"], int]
) -> int:
    """Write what is found, looked for again once nobody else writes; nothing when there is none."""
    if not find().exists():
        return 0
    with transaction.atomic():
        count = write(find())
    give_way()
    return count


def _list_open(filiere: Filiere, sirets: Sequence[str]) -> "QuerySet[Actor]":
    sheets = Actor.objects.filter(
        organisation_id=filiere.organisation_id, merged_into=None, closed_on=None
    ).exclude(origins__field="closed_on", origins__is_written=True)
    return sheets.filter(siret__in=sirets)


class _Closing:
    """Writes the day on which actors closed."""

    def __init__(self, closed: Mapping[str, str | date | None], today: date) -> None:
        self._closed = closed
        self._today = today

    def __call__(self, actors: "QuerySet[Actor]") -> int:
        by_day: dict[date, list[int]] = defaultdict(list)
        for pk, siret in actors.values_list("pk", "siret"):
            day = self._closed[siret] or self._today
            by_day[day if isinstance(day, date) else date.fromisoformat(day)].append(pk)
        for day, numbers in by_day.items():
            Actor.objects.filter(pk__in=numbers).update(closed_on=day, updated_at=timezone.now())
        everybody = [pk for numbers in by_day.values() for pk in numbers]
        Presence.objects.filter(actor_id__in=everybody).update(is_closed=True)
        return len(everybody)


def _list_leaving(filiere: Filiere, presence_ids: Sequence[int]) -> "QuerySet[Actor]":
    """Return the actors of these presences, but for those that somebody works on."""
    traces = (
        FieldOrigin.objects.filter(is_written=True),
        Decision.objects.filter(filiere=filiere),
        Statement.objects.filter(filiere=filiere),
        Keeper.objects.all(),
    )
    here = Presence.objects.filter(pk__in=presence_ids, is_listed=True).values("actor_id")
    worked_on = Q(merged__isnull=False)
    for trace in traces:
        worked_on |= Q(pk__in=trace.filter(actor_id__in=here).values("actor_id"))
    return Actor.objects.filter(pk__in=here).exclude(worked_on)


def _unlist(filiere: Filiere, leaving: "QuerySet[Actor]") -> int:
    actor_ids = list(leaving.values_list("pk", flat=True))
    Placement.objects.filter(filiere=filiere, actor_id__in=actor_ids).delete()
    presences = Presence.objects.filter(filiere=filiere, actor_id__in=actor_ids)
    return presences.update(is_listed=False, main_stage="", main_confidence="")
