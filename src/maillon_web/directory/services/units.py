"""Establishments under their legal unit."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from maillon_web.directory.models import Actor, ActorKind, FieldOrigin, Presence
from maillon_web.directory.services.bulk import save_all
from maillon_web.directory.services.leaving import cut
from maillon_web.directory.services.presences import make_presence
from maillon_web.filieres.models import Filiere, Visibility
from maillon_web.jobs.courtesy import give_way

__all__ = ["UNIT", "gather_units"]

UNIT = "unit"
_PREFIX = "siren:"
_BATCH = 500
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
    What lacks is found first, then written in small parts: cut short, the next time goes on.
    """
    families = {
        siren: children
        for siren, children in _group_children(filiere).items()
        if len(children) >= _FEWEST
    }
    for sirens in cut(sorted(families), _BATCH):
        part = {siren: families[siren] for siren in sirens}
        if _make_plan(filiere, part).is_empty:
            continue
        with transaction.atomic():
            _make_plan(filiere, part).carry_out()
        give_way()


@dataclass(kw_only=True)
class _Plan:
    """What lacks for families to be under their units."""

    filiere: Filiere
    units: dict[str, Actor]
    made: list[Actor]
    absent: list[str]
    """Units that have no presence in the filière, by SIREN."""
    shown: dict[int, str]
    orphans: dict[int, str]
    """SIREN of the unit that an establishment is to be put under."""

    @property
    def is_empty(self) -> bool:
        """Whether all is in place."""
        return not (self.made or self.absent or self.shown or self.orphans)

    def carry_out(self) -> None:
        """Write what lacks."""
        Actor.objects.bulk_create(self.made)
        units = self.units | {unit.siren: unit for unit in self.made}
        Presence.objects.bulk_create(
            make_presence(self.filiere, units[siren], origin=UNIT, is_listed=False)
            for siren in self.absent
        )
        for pk, visibility in self.shown.items():
            Actor.objects.filter(pk=pk).update(visibility=visibility)
            Presence.objects.filter(actor=pk).update(visibility=visibility)
        children = [Actor(pk=pk, parent=units[siren]) for pk, siren in self.orphans.items()]
        save_all(children, ["parent_id"])


def _make_plan(filiere: Filiere, families: dict[str, list[_Child]]) -> _Plan:
    names = [f"{_PREFIX}{siren}" for siren in families]
    found = Actor.objects.filter(organisation_id=filiere.organisation_id, external_id__in=names)
    units = {unit.siren: unit for unit in found}
    numbers = [unit.pk for unit in units.values()]
    present = Presence.objects.filter(filiere=filiere, actor_id__in=numbers)
    here = set(present.values_list("actor_id", flat=True))
    return _Plan(
        filiere=filiere,
        units=units,
        made=[
            _make_unit(filiere, siren, children)
            for siren, children in families.items()
            if siren not in units
        ],
        absent=[siren for siren in families if siren not in units or units[siren].pk not in here],
        shown=_find_shown(families, units),
        orphans=_find_orphans(families),
    )


def _find_shown(families: dict[str, list[_Child]], units: dict[str, Actor]) -> dict[int, str]:
    """Let a unit be seen by whoever sees one of its places, unless a person chose otherwise."""
    differing = {
        unit.pk: level
        for siren, unit in units.items()
        if (level := _widest(families[siren])) != unit.visibility
    }
    chosen = FieldOrigin.objects.filter(actor_id__in=list(differing), field="visibility")
    for pk in chosen.values_list("actor_id", flat=True):
        differing.pop(pk, None)
    return differing


def _find_orphans(families: dict[str, list[_Child]]) -> dict[int, str]:
    candidates = {
        child.pk: siren
        for siren, children in families.items()
        for child in children
        if child.parent_id is None
    }
    orphans: dict[int, str] = {}
    for numbers in cut(sorted(candidates), _BATCH):
        chosen = FieldOrigin.objects.filter(actor_id__in=numbers, field="parent")
        still = Actor.objects.filter(pk__in=numbers, parent=None)
        still = still.exclude(pk__in=chosen.values("actor_id"))
        orphans |= {pk: candidates[pk] for pk in still.values_list("pk", flat=True)}
    return orphans


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
    for row in rows.iterator(chunk_size=2000):
        grouped[row[1]].append(_Child(*row[:7], row[7:]))
    return grouped


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
