"""Establishments under their legal unit."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from maillon_web.directory.models import Actor, ActorKind, FieldOrigin, Presence
from maillon_web.directory.services.presences import make_presence
from maillon_web.filieres.models import Filiere, Visibility

__all__ = ["UNIT", "gather_units"]

UNIT = "unit"
_PREFIX = "siren:"
_BATCH = 2000
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Child:
    pk: int
    siren: str
    name: str
    sort_name: str
    visibility: str
    parent_id: int | None
    legal_category_code: str
    ess: tuple[str, str, str]


def gather_units(filiere: Filiere) -> None:
    """
    Put establishments of one SIREN, from two on, under the sheet of their legal unit.

    The unit has a sheet, out of the lists: lists count places. A parent that a person chose stays.
    """
    families = {
        siren: children
        for siren, children in _group_children(filiere).items()
        if len(children) >= _FEWEST
    }
    if not families:
        return
    units = _write_units(filiere, families)
    _link(filiere, families, units)


def _group_children(filiere: Filiere) -> dict[str, list[_Child]]:
    grouped: dict[str, list[_Child]] = defaultdict(list)
    rows = (
        Presence.objects.filter(filiere=filiere, is_listed=True)
        .filter(actor__kind=ActorKind.ESTABLISHMENT, actor__merged_into=None)
        .exclude(actor__siren="")
        .order_by("actor__siret", "actor_id")
        .values_list(
            "actor_id",
            "actor__siren",
            "actor__name",
            "actor__sort_name",
            "actor__visibility",
            "actor__parent_id",
            "actor__legal_category_code",
            "actor__ess_status",
            "actor__ess_family",
            "actor__ess_rule",
        )
    )
    for row in rows.iterator(chunk_size=_BATCH):
        grouped[row[1]].append(_Child(*row[:7], row[7:]))
    return grouped


def _write_units(filiere: Filiere, families: dict[str, list[_Child]]) -> dict[str, Actor]:
    """Return the unit of each SIREN, with a presence in the filière; write those that lack."""
    units: dict[str, Actor] = {}
    sirens = sorted(families)
    for start in range(0, len(sirens), _BATCH):
        names = [f"{_PREFIX}{siren}" for siren in sirens[start : start + _BATCH]]
        for unit in Actor.objects.filter(
            organisation_id=filiere.organisation_id, external_id__in=names
        ):
            units[unit.siren] = unit
    for siren, unit in units.items():
        _show_as(unit, _widest(families[siren]))
    made = [_make_unit(filiere, siren, families[siren]) for siren in sirens if siren not in units]
    Actor.objects.bulk_create(made, batch_size=_BATCH)
    units |= {unit.siren: unit for unit in made}
    here = set(
        Presence.objects.filter(filiere=filiere, origin=UNIT).values_list("actor_id", flat=True)
    )
    Presence.objects.bulk_create(
        [
            make_presence(filiere, unit, origin=UNIT, is_listed=False)
            for unit in units.values()
            if unit.pk not in here
        ],
        batch_size=_BATCH,
    )
    return units


def _show_as(unit: Actor, visibility: str) -> None:
    """Let a unit be seen by whoever sees one of its places, unless a person chose otherwise."""
    if unit.visibility == visibility or unit.origins.filter(field="visibility").exists():
        return
    Actor.objects.filter(pk=unit.pk).update(visibility=visibility)
    Presence.objects.filter(actor=unit).update(visibility=visibility)


def _make_unit(filiere: Filiere, siren: str, children: Sequence[_Child]) -> Actor:
    first = children[0]
    name = Counter(child.name for child in children).most_common(1)[0][0]
    named = next(child for child in children if child.name == name)
    status, family, rule = first.ess
    return Actor(
        organisation_id=filiere.organisation_id,
        kind=ActorKind.UNIT,
        external_id=f"{_PREFIX}{siren}",
        siren=siren,
        name=name,
        sort_name=named.sort_name,
        legal_category_code=first.legal_category_code,
        ess_status=status,
        ess_family=family,
        ess_rule=rule,
        visibility=_widest(children),
    )


def _widest(children: Sequence[_Child]) -> str:
    seen = {child.visibility for child in children}
    return next(level.value for level in Visibility if level.value in seen)


def _link(filiere: Filiere, families: dict[str, list[_Child]], units: dict[str, Actor]) -> None:
    chosen = set(
        FieldOrigin.objects.filter(
            field="parent", actor__organisation_id=filiere.organisation_id
        ).values_list("actor_id", flat=True)
    )
    for siren, children in families.items():
        orphans = [
            child.pk for child in children if child.parent_id is None and child.pk not in chosen
        ]
        if orphans:
            Actor.objects.filter(pk__in=orphans).update(parent=units[siren])
