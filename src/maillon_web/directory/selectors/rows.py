"""Lines of a list of actors: what the reader may see of each, in words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from maillon_web.directory.models import Actor, ActorKind, Placement, Presence
from maillon_web.directory.selectors.visible import read_hidden_fields
from maillon_web.directory.selectors.words import (
    StageLine,
    StageName,
    describe_band,
    describe_ess,
    list_stage_names,
    write_stages,
)
from maillon_web.filieres.models import Visibility
from maillon_web.filieres.selectors import Opened

__all__ = ["ActorRow", "iter_rows", "read_rows"]

_CHUNK = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class ActorRow:
    """One line; a field that the reader may not see is empty, as one that nobody knows."""

    presence: Presence
    actor: Actor
    stages: Sequence[StageLine]
    ess: str
    size: str
    hidden: Collection[str]

    @property
    def commune(self) -> str:
        """Name of the commune."""
        return "" if "commune_code" in self.hidden else self.actor.commune_name

    @property
    def is_ess(self) -> bool:
        """Whether a source or a person says that it is ESS."""
        return self.presence.ess_status in {"published", "deduced", "declared"}

    @property
    def kind(self) -> str:
        """What the sheet describes, when it is not an establishment."""
        is_plain = self.actor.kind == ActorKind.ESTABLISHMENT
        return "" if is_plain else self.actor.get_kind_display()

    @property
    def narrow_level(self) -> str:
        """Who sees the sheet, when not everybody does."""
        is_public = self.actor.visibility == Visibility.PUBLIC
        return "" if is_public else self.actor.get_visibility_display()


def read_rows(opened: Opened, numbers: Sequence[int]) -> list[ActorRow]:
    """Return the lines of these presences, in their order."""
    found = Presence.objects.filter(pk__in=numbers).select_related("actor")
    by_number = {presence.pk: presence for presence in found}
    presences = [by_number[number] for number in numbers if number in by_number]
    return _write(opened, presences, list_stage_names(opened.filiere))


def iter_rows(opened: Opened, ordered: QuerySet[Presence]) -> Iterator[ActorRow]:
    """Yield the lines of a whole set, some hundreds at a time."""
    stages = list_stage_names(opened.filiere)
    numbers = list(ordered.values_list("pk", flat=True))
    for start in range(0, len(numbers), _CHUNK):
        part = numbers[start : start + _CHUNK]
        found = Presence.objects.filter(pk__in=part).select_related("actor")
        by_number = {presence.pk: presence for presence in found}
        yield from _write(opened, [by_number[number] for number in part], stages)


def _write(
    opened: Opened, presences: Sequence[Presence], stages: dict[str, StageName]
) -> list[ActorRow]:
    actor_ids = [presence.actor_id for presence in presences]
    hidden = read_hidden_fields(actor_ids, opened.levels)
    places: dict[int, list[Placement]] = {}
    for place in Placement.objects.filter(filiere=opened.filiere, actor_id__in=actor_ids):
        places.setdefault(place.actor_id, []).append(place)
    return [
        _write_row(presence, places.get(presence.actor_id, []), stages, hidden)
        for presence in presences
    ]


def _write_row(
    presence: Presence,
    places: Sequence[Placement],
    stages: dict[str, StageName],
    hidden: dict[int, frozenset[str]],
) -> ActorRow:
    unseen = hidden.get(presence.actor_id, frozenset())
    return ActorRow(
        presence=presence,
        actor=presence.actor,
        stages=write_stages(places, stages),
        ess="" if "ess_status" in unseen else describe_ess(presence.ess_status),
        size="" if "band_code" in unseen else describe_band(presence.actor.band_code),
        hidden=unseen,
    )
