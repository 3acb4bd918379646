"""Keep what lists, maps and search read in step with the records: columns, stages, words."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from maillon_web.directory.models import (
    Actor,
    Confidence,
    Decision,
    EssStatus,
    FieldOrigin,
    Placement,
    Presence,
)
from maillon_web.directory.services.bulk import insert_rows, save_all
from maillon_web.directory.services.places import locate
from maillon_web.directory.services.settling import (
    Ess,
    StagePlace,
    find_main,
    settle_ess,
    settle_stages,
)
from maillon_web.directory.services.words import write_words
from maillon_web.filieres.models import Filiere, Visibility

__all__ = [
    "COPIED_COLUMNS",
    "complete",
    "copy_columns",
    "group_decisions",
    "make_presence",
    "read_places",
    "resync",
    "settle",
    "write_placements",
]

_BATCH = 2000
_PLACE = ("address", "lat", "commune_code")
_NARROWNESS = [level.value for level in (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.PRIVATE)]
COPIED_COLUMNS = (
    "sort_name",
    "size_rank",
    "commune_code",
    "commune_name",
    "lat",
    "lon",
    "position",
    "is_qpv",
    "visibility",
    "checked_on",
    "is_closed",
)
"""What `copy_columns` writes."""
_COMPUTED_COLUMNS = (
    *COPIED_COLUMNS,
    "ess_status",
    "ess_family",
    "ess_rule",
    "is_listed",
    "main_stage",
    "main_confidence",
    "place_visibility",
    "computed",
)


def make_presence(filiere: Filiere, actor: Actor, *, origin: str, **fields: Any) -> Presence:  # noqa: ANN401 - fields of a model
    """Return the presence, not yet written, of an actor in a filière, with the columns of lists."""
    presence = Presence(filiere=filiere, actor=actor, origin=origin, **fields)
    presence.ess_status = actor.ess_status
    presence.ess_family = actor.ess_family
    presence.ess_rule = actor.ess_rule
    copy_columns(presence, actor)
    return presence


def complete(presence: Presence) -> None:
    """Set every column of a presence that is about to be written, so that none follows later."""
    actor = presence.actor
    settle(presence, [], Ess(status=actor.ess_status, family=actor.ess_family, rule=actor.ess_rule))
    levels = _read_place_visibilities([actor.pk])
    presence.place_visibility = levels.get(actor.pk, Visibility.PUBLIC.value)


def copy_columns(presence: Presence, actor: Actor) -> None:
    """Copy what lists filter and sort on, and what maps draw."""
    presence.sort_name = actor.sort_name
    presence.size_rank = actor.size_rank
    presence.commune_code = actor.commune_code
    presence.commune_name = actor.commune_name
    presence.lat, presence.lon, presence.position = locate(actor)
    presence.is_qpv = bool(actor.qpv_code)
    presence.visibility = actor.visibility
    presence.checked_on = actor.checked_on
    presence.is_closed = actor.closed_on is not None


def resync(filiere: Filiere, actor_ids: Collection[int]) -> None:
    """
    Recompute, from the records, everything that lists, maps and search read of these actors.

    To call after people, a list or an undoing wrote actors, origins of fields, decisions or
    declared stages; what the last computation said stays until the next one.
    """
    for part in _cut(sorted(actor_ids)):
        presences = list(
            Presence.objects.filter(filiere=filiere, actor_id__in=part).select_related("actor")
        )
        decisions = group_decisions(filiere, part)
        places = read_places(filiere, part)
        restricted = _read_place_visibilities(part)
        settled = {}
        differing = []
        for presence in presences:
            actor = presence.actor
            columns = _read_columns(presence)
            copy_columns(presence, actor)
            presence.place_visibility = restricted.get(actor.pk, Visibility.PUBLIC.value)
            settled[actor.pk] = settle(
                presence,
                _without_ours(places.get(actor.pk, ())),
                _read_ess(presence),
                decisions.get(actor.pk, ()),
            )
            if columns != _read_columns(presence):
                differing.append(presence)
        save_all(differing, _COMPUTED_COLUMNS)
        write_placements(filiere, places, settled)
        write_words(filiere.pk, [presence.actor for presence in presences])


def settle(
    presence: Presence,
    computed: Sequence[StagePlace],
    ess: Ess,
    decisions: Sequence[Decision] = (),
) -> list[StagePlace]:
    """
    Lay declarations and decisions over what is computed; set the columns, return the stages.

    The first decision keeps what was computed before it, so that undoing it gives it back.
    """
    if presence.computed:
        computed = [StagePlace.from_dict(place) for place in presence.computed["stages"]]
        ess = Ess(**presence.computed["ess"])
    if decisions:
        presence.computed = {
            "stages": [place.to_dict() for place in computed],
            "ess": {"status": ess.status, "family": ess.family, "rule": ess.rule},
        }
    else:
        presence.computed = None
    places = settle_stages(computed, declared=presence.declared_stages, decisions=decisions)
    found = settle_ess(ess, decisions)
    presence.ess_status, presence.ess_family = found.status, found.family
    presence.ess_rule = found.rule
    presence.main_stage, presence.main_confidence = find_main(places)
    return places


def group_decisions(
    filiere: Filiere, actor_ids: Collection[int] | None = None
) -> dict[int, list[Decision]]:
    """Return the decisions in force by actor, latest first; of every actor when none is named."""
    found = Decision.objects.filter(filiere=filiere)
    if actor_ids is not None:
        found = found.filter(actor_id__in=actor_ids)
    grouped: dict[int, list[Decision]] = defaultdict(list)
    for decision in found:
        grouped[decision.actor_id].append(decision)
    return grouped


def read_places(filiere: Filiere, actor_ids: Collection[int]) -> dict[int, list[StagePlace]]:
    """Return the stages of actors as they are written."""
    grouped: dict[int, list[StagePlace]] = defaultdict(list)
    rows = Placement.objects.filter(filiere=filiere, actor_id__in=actor_ids)
    for actor_id, key, confidence, score, reasons in rows.values_list(
        "actor_id", "stage_key", "confidence", "score", "reasons"
    ):
        place = StagePlace(key=key, confidence=confidence, score=score, reasons=tuple(reasons))
        grouped[actor_id].append(place)
    return grouped


def write_placements(
    filiere: Filiere,
    before: Mapping[int, Sequence[StagePlace]],
    after: Mapping[int, Sequence[StagePlace]],
) -> None:
    """Write the stages of actors that differ; those of other actors stay."""
    changed = [
        actor_id
        for actor_id, places in after.items()
        if set(places) != set(before.get(actor_id, ()))
    ]
    old = [actor_id for actor_id in changed if before.get(actor_id)]
    for part in _cut(old):
        Placement.objects.filter(filiere=filiere, actor_id__in=part).delete()
    insert_rows(
        Placement,
        ("filiere_id", "actor_id", "stage_key", "confidence", "score", "reasons"),
        [
            (
                *(filiere.pk, actor_id, place.key, str(place.confidence), place.score),
                json.dumps(place.reasons),
            )
            for actor_id in changed
            for place in after[actor_id]
        ],
    )


def _read_place_visibilities(actor_ids: Collection[int]) -> dict[int, str]:
    """Return who sees where an actor is: the narrowest of what its place is made of."""
    rows = FieldOrigin.objects.filter(actor_id__in=actor_ids, field__in=_PLACE)
    narrowest: dict[int, str] = {}
    for actor_id, level in rows.values_list("actor_id", "visibility"):
        narrowest[actor_id] = max(narrowest.get(actor_id, level), level, key=_NARROWNESS.index)
    return narrowest


def _read_columns(presence: Presence) -> tuple[Any, ...]:
    return tuple(getattr(presence, name) for name in _COMPUTED_COLUMNS)


def _read_ess(presence: Presence) -> Ess:
    """Return what is known apart from decisions; a declaration fills the silence of registers."""
    actor = presence.actor
    ess = Ess(status=presence.ess_status, family=presence.ess_family, rule=presence.ess_rule)
    if ess.rule.startswith("decision_"):
        ess = Ess(status=actor.ess_status, family=actor.ess_family, rule=actor.ess_rule)
    if ess.status == EssStatus.NONE and actor.ess_status == EssStatus.DECLARED:
        return Ess(status=EssStatus.DECLARED.value, family=actor.ess_family, rule=actor.ess_rule)
    return ess


def _without_ours(places: Iterable[StagePlace]) -> list[StagePlace]:
    """Leave out what was laid over the computation: it is laid again from the records."""
    return [
        place
        for place in places
        if place.confidence != Confidence.CONFIRMED
        and not (place.reasons == ("declared",) and not place.score)
    ]


def _cut(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
