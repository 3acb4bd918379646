"""Made-up actors of a filière, with what a computation and a team have said of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.utils import timezone
from loading import Loader
from made_people import Workspace
from made_places import Places

from maillon.reference.nomenclatures import load_naf_labels
from maillon_web.directory.models import (
    Actor,
    ActorKind,
    ActorWord,
    Confidence,
    Decision,
    DecisionKind,
    FieldOrigin,
    Placement,
    Presence,
    Statement,
    StatementKind,
)
from maillon_web.directory.services.incoming import make_sort_name, rank_band
from maillon_web.directory.services.list_creating import LIST_ORIGIN
from maillon_web.directory.services.presences import make_presence
from maillon_web.directory.services.settling import StagePlace, find_main
from maillon_web.directory.services.words import list_words
from maillon_web.filieres.models import Visibility

__all__ = ["Made", "make_actors"]

_TODAY = timezone.localdate()
_OTHER_NAF = "94.99Z"
_WRITTEN = (
    ("phone", "01 00 00 00 00"),
    ("email", "contact@exemple.invalid"),
    ("website", "https://exemple.invalid/"),
)


@dataclass(slots=True)
class Made:
    """What was made for one filière; only what later steps point at is kept."""

    actors: list[Actor] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


class _Draw:
    """Draws the values of actors as the shares say."""

    def __init__(self, shares: Mapping[str, Any], rng: Random, workspace: Workspace) -> None:
        self.shares, self.rng = shares, rng
        self.places = Places(workspace.territory)
        self.labels = load_naf_labels()
        self.stages = [
            (stage["key"], [entry["naf_code"] for entry in stage["definition"]["activities"]])
            for stage in workspace.stages
        ]

    def happens(self, name: str) -> bool:
        """Tell whether a share falls on this actor."""
        return self.rng.random() < self.shares[name]

    def weighed(self, name: str) -> str:
        """Return one of the values of a table of weights."""
        weights = self.shares[name]
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]

    def ess(self) -> Mapping[str, Any]:
        """Return an ESS status with its family and rule."""
        rows = self.shares["ess"]
        return self.rng.choices(rows, weights=[row["weight"] for row in rows])[0]

    def name(self, number: int) -> str:
        """Return a name that says that it designates nobody."""
        first = self.rng.choice(self.shares["first_words"])
        second = self.rng.choice(self.shares["second_words"])
        return f"{first} {second} acteur fictif {number}"

    def day(self, most_days: int) -> date:
        """Return a day of the last months or years."""
        return _TODAY - timedelta(days=self.rng.randrange(most_days))


def make_actors(
    loader: Loader, shares: Mapping[str, Any], rng: Random, workspace: Workspace, *, first: int
) -> Made:
    """Write the actors of a filière; `first` numbers them from one filière to the next."""
    draw = _Draw(shares, rng, workspace)
    made = Made()
    stages = []
    for number in range(first, first + workspace.size):
        actor, places = _make_actor(draw, workspace, number)
        made.actors.append(actor)
        stages.append(places)
    units = _gather(draw, loader, made.actors)
    loader.number(made.actors)
    _merge(draw, made.actors)
    origins = list(_write_fields(draw, made.actors))
    loader.write(units)
    loader.write(made.actors)
    decided = _decide(draw, workspace, made, stages)
    presences = [
        _make_presence(draw, workspace, actor, places, decided.get(actor.pk))
        for actor, places in zip(made.actors, stages, strict=True)
    ]
    filiere = workspace.filiere
    presences += [make_presence(filiere, unit, origin="unit", is_listed=False) for unit in units]
    loader.write(presences)
    loader.write(list(_place(workspace, made.actors, stages)))
    loader.write_rows(
        ActorWord,
        ("filiere_id", "actor_id", "word"),
        [(filiere.pk, actor.pk, word) for actor in made.actors for word in list_words(actor)],
    )
    loader.write(made.decisions)
    loader.write(origins)
    loader.write(list(_state(draw, workspace, made.actors)))
    return made


def _make_actor(draw: _Draw, workspace: Workspace, number: int) -> tuple[Actor, list[StagePlace]]:
    rng, place, ess = draw.rng, draw.places.draw(draw.rng), draw.ess()
    lat, lon = Places.scatter(place, rng)
    key, codes = rng.choice(draw.stages)
    naf_code = rng.choice(codes or [_OTHER_NAF])
    name = draw.name(number)
    has_siret = draw.happens("siret_share")
    siret = _make_siret(number) if has_siret else ""
    source = "liste-fictive"
    band = draw.weighed("bands") if draw.happens("employer_share") else "NN"
    actor = Actor(
        organisation_id=workspace.filiere.organisation_id,
        external_id=siret or f"web:{number}",
        name=name,
        sort_name=make_sort_name(name),
        other_names=f"Enseigne fictive {number}" if draw.happens("other_name_share") else "",
        siret=siret,
        siren=siret[:9],
        address=f"{1 + number % 240} rue de l'Exemple",
        post_code=place.post_code,
        commune_code=place.code,
        commune_name=place.name,
        lat=lat,
        lon=lon,
        position_quality=draw.weighed("position_quality"),
        qpv_code=f"QP{place.code[:2]}{number % 1000:04}" if draw.happens("qpv_share") else "",
        naf_code=naf_code,
        naf_label=draw.labels.get(naf_code, "")[:200],
        legal_category_code=draw.weighed("legal_categories"),
        band_code=band,
        size_rank=rank_band(band),
        ess_status=ess["status"],
        ess_family=ess["family"],
        ess_rule=ess["rule"],
        ess_sources=[source] if ess["family"] else [],
        sources=[source],
        visibility=draw.weighed("visibility"),
        closed_on=draw.day(700) if draw.happens("closed_share") else None,
        checked_on=draw.day(1000) if draw.happens("checked_share") else None,
        created_at=timezone.now() - timedelta(days=600),
        updated_at=timezone.now() - timedelta(days=rng.randrange(600)),
    )
    return actor, _draw_places(draw, key)


def _make_siret(number: int) -> str:
    """Return a SIRET whose check digits are right, in a range that the register does not give."""
    siren = _close(f"00{number:06}")
    return _close(siren + "0001")


def _close(digits: str) -> str:
    """Add the check digit (Luhn)."""
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def _draw_places(draw: _Draw, key: str) -> list[StagePlace]:
    confidence = draw.weighed("confidence")
    if not confidence:
        return []
    keys = [key]
    if draw.happens("second_stage_share"):
        keys.append(draw.rng.choice(draw.stages)[0])
    return [
        StagePlace(
            key=stage_key,
            confidence=confidence if rank == 0 else Confidence.TO_CHECK.value,
            score=round(draw.rng.uniform(0.5, 4), 2),
            reasons=(draw.rng.choice(draw.shares["reasons"]),),
        )
        for rank, stage_key in enumerate(dict.fromkeys(keys))
    ]


def _gather(draw: _Draw, loader: Loader, actors: Sequence[Actor]) -> list[Actor]:
    """Put some neighbours of the list under one legal unit; return these."""
    units = []
    for child, sibling in zip(actors[::2], actors[1::2], strict=False):
        if not (child.siret and sibling.siret and draw.happens("several_places_share")):
            continue
        unit = Actor(
            organisation_id=child.organisation_id,
            kind=ActorKind.UNIT,
            external_id=f"siren:{child.siren}",
            siren=child.siren,
            name=child.name,
            sort_name=child.sort_name,
            legal_category_code=child.legal_category_code,
            ess_status=child.ess_status,
            ess_family=child.ess_family,
            ess_rule=child.ess_rule,
            visibility=Visibility.PUBLIC,
        )
        loader.number([unit])
        units.append(unit)
        sibling.siren, sibling.siret = child.siren, _close(f"{child.siren}0002")
        sibling.external_id = sibling.siret
        child.parent = sibling.parent = unit
    return units


def _merge(draw: _Draw, actors: Sequence[Actor]) -> None:
    """Put a few sheets under the one that was kept of the two."""
    for merged, kept in zip(actors[1::2], actors[::2], strict=False):
        if merged.parent_id is None and draw.happens("merged_share"):
            merged.merged_into = kept


def _decide(
    draw: _Draw, workspace: Workspace, made: Made, stages: list[list[StagePlace]]
) -> dict[int, dict[str, Any]]:
    """Let the team confirm some stages; return what was computed before, by actor."""
    before: dict[int, dict[str, Any]] = {}
    for rank, actor in enumerate(made.actors):
        places = stages[rank]
        if not places or not draw.happens("decided_share"):
            continue
        ess = {"status": actor.ess_status, "family": actor.ess_family, "rule": actor.ess_rule}
        before[actor.pk] = {"stages": [place.to_dict() for place in places], "ess": ess}
        confirmed = StagePlace(
            key=places[0].key,
            confidence=Confidence.CONFIRMED.value,
            score=places[0].score,
            reasons=("decision",),
        )
        stages[rank] = [confirmed, *places[1:]]
        made.decisions.append(
            Decision(
                filiere=workspace.filiere,
                actor=actor,
                kind=DecisionKind.PLACE,
                stage_key=confirmed.key,
                reason="Décision fictive : vu en visite.",
                decided_by=workspace.author,
                decided_at=timezone.now() - timedelta(days=draw.rng.randrange(400)),
            )
        )
    return before


def _make_presence(
    draw: _Draw,
    workspace: Workspace,
    actor: Actor,
    places: Sequence[StagePlace],
    computed: dict[str, Any] | None,
) -> Presence:
    presence = make_presence(workspace.filiere, actor, origin=LIST_ORIGIN)
    presence.main_stage, presence.main_confidence = find_main(places)
    presence.computed = computed
    if places and places[0].confidence == Confidence.DECLARED:
        presence.declared_stages = [places[0].key]
    presence.is_listed = actor.merged_into_id is None
    presence.added_at = timezone.now() - timedelta(days=draw.rng.randrange(600))
    return presence


def _place(
    workspace: Workspace, actors: Sequence[Actor], stages: Sequence[Sequence[StagePlace]]
) -> Iterator[Placement]:
    for actor, places in zip(actors, stages, strict=True):
        for place in places:
            yield Placement(
                filiere=workspace.filiere,
                actor=actor,
                stage_key=place.key,
                confidence=place.confidence,
                score=place.score,
                reasons=list(place.reasons),
            )


def _write_fields(draw: _Draw, actors: Sequence[Actor]) -> Iterator[FieldOrigin]:
    """Let people have written some fields."""
    for actor in actors:
        if draw.happens("written_field_share"):
            name, value = draw.rng.choice(_WRITTEN)
            setattr(actor, name, value)
            yield FieldOrigin(
                actor=actor,
                field=name,
                source="Entretien fictif",
                dated=draw.day(500),
                visibility=draw.rng.choice([Visibility.PUBLIC, Visibility.MEMBERS]),
            )


def _state(draw: _Draw, workspace: Workspace, actors: Sequence[Actor]) -> Iterator[Statement]:
    kinds = list(StatementKind)
    for actor in actors:
        if draw.happens("statement_share"):
            for _ in range(draw.rng.randrange(1, 4)):
                yield Statement(
                    actor=actor,
                    filiere=workspace.filiere,
                    kind=draw.rng.choice(kinds),
                    text="Parole fictive : de la place pour stocker, deux jours par semaine.",
                    stage_key=draw.rng.choice(draw.stages)[0],
                    source="Entretien fictif",
                    stated_on=draw.day(500),
                    created_by=workspace.author,
                    created_at=timezone.now() - timedelta(days=draw.rng.randrange(500)),
                )
