"""Make the sheets that a list brings: many at once, in one line of history each."""

import json
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any
from uuid import uuid4

from maillon_web.directory.models import Actor, FieldOrigin, ImportRow, ListImport, Presence
from maillon_web.directory.selectors.list_changes import STATED_FIELDS
from maillon_web.directory.services.bulk import insert_all, insert_rows, save_all
from maillon_web.directory.services.presences import (
    copy_columns,
    make_presence,
    settle,
    write_placements,
)
from maillon_web.directory.services.settling import Ess, StagePlace
from maillon_web.directory.services.words import write_words
from maillon_web.filieres.models import Filiere
from maillon_web.history.models import Change
from maillon_web.history.services import Recorder, name_model

__all__ = [
    "LIST_ORIGIN",
    "NOTED",
    "create_sheets",
    "make_list_presence",
    "make_origin",
    "note_briefly",
]

LIST_ORIGIN = "list"
_ACTOR = name_model(Actor)
# What the history says of a sheet that a list made: the list itself holds the rest.
NOTED = ("name", "siret", "commune_name")
_PLACE = frozenset({"address", "post_code", "commune_code", "lat"})
_BESIDE = frozenset({"stages"})


def create_sheets(
    recorder: Recorder, list_import: ListImport, rows: Sequence[ImportRow]
) -> list[Actor]:
    """Write a sheet for each row, with its presence, its stages, its words and its origins."""
    filiere = list_import.filiere
    actors = _make_actors(list_import, rows)
    insert_all(actors)
    _read_numbers(filiere, actors)
    pairs = list(zip(rows, actors, strict=True))
    for row, actor in pairs:
        row.target_id = actor.pk
    _enter(list_import, pairs)
    _write_origins(list_import, pairs)
    write_words(filiere.pk, actors, are_new=True)
    save_all(rows, ["target_id"])
    note_briefly(recorder, actors, is_made=True)
    return actors


def make_list_presence(
    filiere: Filiere,
    actor: Actor,
    stages: Sequence[str],
    **fields: Any,  # noqa: ANN401, RUF100 - fields of a model
) -> Presence:
    """Return the presence, not yet written, of an actor that a list brings."""
    return make_presence(filiere, actor, origin=LIST_ORIGIN, declared_stages=list(stages), **fields)


def make_origin(list_import: ListImport, actor_id: int, name: str) -> FieldOrigin:
    """Return where a field comes from when a list says it."""
    return FieldOrigin(
        actor_id=actor_id,
        field=name,
        source=list_import.label,
        dated=list_import.dated,
        visibility=list_import.visibility,
    )


def note_briefly(recorder: Recorder, actors: Iterable[Actor], *, is_made: bool) -> None:
    """
    Write in the history that sheets were made, or removed, by a list.

    A line of history with every field of fifty thousand sheets would weigh more than the directory,
    and hold the base for as long; the import has its own undoing.
    """
    lines = []
    for actor in actors:
        told = json.dumps({name: getattr(actor, name) for name in NOTED})
        before, after = (None, told) if is_made else (told, None)
        lines.append((recorder.change_set.pk, _ACTOR, str(actor.pk), actor.name, before, after))
    insert_rows(Change, ("change_set_id", "model", "object_id", "name", "before", "after"), lines)


def _write_origins(list_import: ListImport, pairs: Sequence[tuple[ImportRow, Actor]]) -> None:
    made = make_origin(list_import, 0, "")
    told = made.source, made.dated.isoformat(), made.visibility, made.is_written
    insert_rows(
        FieldOrigin,
        ("actor_id", "field", "source", "dated", "visibility", "is_written"),
        [
            (actor.pk, name, *told)
            for row, actor in pairs
            for name in STATED_FIELDS
            if name in row.values
        ],
    )


def _make_actors(list_import: ListImport, rows: Sequence[ImportRow]) -> list[Actor]:
    """Return the sheets, not yet written; copied from one, which costs less than making each."""
    model = Actor(
        organisation_id=list_import.filiere.organisation_id,
        visibility=list_import.visibility,
        sources=[list_import.source_key],
        checked_on=list_import.dated,
    )
    actors = []
    for row in rows:
        actor = copy(model)
        for name, value in row.values.items():
            if name not in _BESIDE:
                setattr(actor, name, value)
        actor.external_id = actor.siret or f"web:{uuid4().hex}"
        actors.append(actor)
    return actors


def _read_numbers(filiere: Filiere, actors: Sequence[Actor]) -> None:
    known = Actor.objects.filter(
        organisation_id=filiere.organisation_id,
        external_id__in=[actor.external_id for actor in actors],
    )
    numbers = dict(known.values_list("external_id", "pk"))
    for actor in actors:
        actor.pk = numbers[actor.external_id]


def _enter(list_import: ListImport, pairs: Sequence[tuple[ImportRow, Actor]]) -> None:
    """Write the presences, as `presences.resync` would leave them: nothing is computed yet."""
    filiere = list_import.filiere
    presences = []
    stages: dict[int, list[StagePlace]] = {}
    model = Presence(filiere_id=filiere.pk, origin=LIST_ORIGIN)
    for row, actor in pairs:
        presence = copy(model)
        presence.actor_id = actor.pk
        presence.declared_stages = list(row.values.get("stages", []))
        copy_columns(presence, actor)
        if not _PLACE.isdisjoint(row.values):
            presence.place_visibility = list_import.visibility
        ess = Ess(status=actor.ess_status, family=actor.ess_family, rule=actor.ess_rule)
        stages[actor.pk] = settle(presence, (), ess, ())
        presences.append(presence)
    insert_all(presences)
    before: Mapping[int, Sequence[StagePlace]] = {}
    write_placements(filiere, before, stages)
