"""Look around a territory: nearest candidates outside, neighbours that have what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.access import find_nearest
from maillon.diagnosis.placement import PlacementWeights, place
from maillon.diagnosis.qualification import qualify
from maillon.domain.filiere import ActivityCode, Filiere, Specificity, Stage
from maillon.domain.territory import Territory, TerritoryKind, find_departement
from maillon.reference.territories import get_territory, list_neighbours
from maillon.studies.gathering import Gatherer
from maillon.studies.knowledge import load_knowledge

__all__ = ["Nearby", "Vicinity", "VicinityFinder"]

MOST_CANDIDATES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Nearby:
    """An actor outside the territory that holds a stage, and how far it is."""

    row: Mapping[str, object]
    distance_km: float
    ess_status: str = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class Vicinity:
    """
    What lies around, for one stage.

    Attributes
    ----------
    nearest
        Actors outside the territory that hold it, nearest first.
    neighbours
        Neighbouring territories that have it, with their number of establishments.
    neighbours_without
        Names of the neighbouring territories that lack it too; empty without a register.
    neighbour_count
        Neighbouring territories looked at.
    """

    nearest: Sequence[Nearby] = ()
    neighbours: Sequence[tuple[Territory, int]] = ()
    neighbours_without: Sequence[str] = ()
    neighbour_count: int = 0


class VicinityFinder:
    """
    Reads the surroundings of a territory once, for the stages that lack something.

    Parameters
    ----------
    gatherer
        Where establishments are read.
    territory
        The territory looked at.
    weights
        Weights of the placement, the same as inside.
    """

    def __init__(self, gatherer: Gatherer, territory: Territory, weights: PlacementWeights) -> None:
        self._gatherer = gatherer
        self._territory = territory
        self._weights = weights

    def look_around(self, filiere: Filiere, stages: Sequence[Stage]) -> dict[str, Vicinity]:
        """Return what the neighbouring territories hold of the stages, by stage key."""
        around = self._list_surroundings()
        if not stages or not around:
            return {}
        codes = sorted({a.naf_code for stage in stages for a in stage.activities if _can_place(a)})
        inside = set(self._territory.commune_codes)
        places = [place for other in around for place in other.places if place.code not in inside]
        ring = Territory(
            key="around",
            code="around",
            name="",
            kind=TerritoryKind.LIST,
            vintage=self._territory.vintage,
            places=places,
        )
        gathered = self._gatherer.gather(
            ring, naf_codes=codes, name_pattern=None, filiere_key=filiere.key
        )
        placements = place(gathered.table, filiere, weights=self._weights)
        placements = placements.filter(pc.not_equal(placements["confidence"], "to_check"))
        positions = {
            place.code: (place.lat, place.lon)
            for place in [*places, *self._territory.places]
            if place.lat is not None and place.lon is not None
        }
        return {
            stage.key: self._describe(stage, gathered.table, placements, around, positions)
            for stage in stages
        }

    def _list_surroundings(self) -> list[Territory]:
        neighbours = self._list_neighbours()
        inside = set(self._territory.commune_codes)
        return [other for other in neighbours if not inside.issuperset(other.commune_codes)]

    def _list_neighbours(self) -> list[Territory]:
        if self._territory.kind is not TerritoryKind.REGION:
            return list_neighbours(self._territory)
        # Whole régions around would be half the country: départements across the border say more.
        codes = sorted({find_departement(code) for code in self._territory.commune_codes})
        around = {
            other.key: other
            for code in codes
            for other in list_neighbours(get_territory(f"dep:{code}"))
        }
        return [other for key, other in sorted(around.items()) if other.code not in codes]

    def _describe(
        self,
        stage: Stage,
        table: pa.Table,
        placements: pa.Table,
        around: Sequence[Territory],
        positions: Mapping[str, tuple[float | None, float | None]],
    ) -> Vicinity:
        ids = placements.filter(pc.equal(placements["stage_key"], stage.key))["actor_id"]
        held = table.filter(pc.is_in(table["actor_id"], value_set=ids.combine_chunks()))
        counts = dict(
            zip(*[held.group_by("commune_code").aggregate([([], "count_all")])[column].to_pylist()
                  for column in ("commune_code", "count_all")], strict=True)
        )  # fmt: skip
        totals = [
            (other, sum(counts.get(code, 0) for code in other.commune_codes)) for other in around
        ]
        neighbours = sorted(
            [pair for pair in totals if pair[1]], key=lambda pair: (-pair[1], pair[0].name)
        )
        # Where no register looks, nobody can be said to lack anything.
        seen = [pair for pair in totals if self._gatherer.covers(pair[0])]
        return Vicinity(
            nearest=self._find_nearest(held, positions),
            neighbours=neighbours[:5],
            neighbours_without=[other.name for other, total in seen if not total],
            neighbour_count=len(seen),
        )

    def _find_nearest(
        self, held: pa.Table, positions: Mapping[str, tuple[float | None, float | None]]
    ) -> list[Nearby]:
        rows = held.filter(held["is_diffusible"]).to_pylist()
        located = [(row, _position(row, positions)) for row in rows]
        known = [(row, spot) for row, spot in located if spot is not None]
        homes = [positions[code] for code in self._territory.commune_codes if code in positions]
        if not known or not homes:
            return []
        distance_km, _target = find_nearest(
            np.array([spot for _row, spot in known], dtype=float), np.array(homes, dtype=float)
        )
        order = np.argsort(distance_km, kind="stable")[:MOST_CANDIDATES]
        status = _find_status(held, [str(known[int(number)][0]["actor_id"]) for number in order])
        return [
            Nearby(
                row=known[int(number)][0],
                distance_km=round(float(distance_km[number]), 1),
                ess_status=status[str(known[int(number)][0]["actor_id"])],
            )
            for number in order
        ]


def _find_status(table: pa.Table, actor_ids: Sequence[str]) -> dict[str, str]:
    knowledge = load_knowledge()
    rows = table.filter(pc.is_in(table["actor_id"], value_set=pa.array(actor_ids, pa.string())))
    found = qualify(
        rows,
        legal_levels=knowledge.legal_levels,
        excluded_naf=knowledge.excluded_naf,
        reserved_articles=knowledge.reserved_articles,
    )
    return dict(zip(found["actor_id"].to_pylist(), found["ess_status"].to_pylist(), strict=True))


def _position(
    row: Mapping[str, object], positions: Mapping[str, tuple[float | None, float | None]]
) -> tuple[object, object] | None:
    if row["lat"] is not None and row["lon"] is not None:
        return row["lat"], row["lon"]
    return positions.get(str(row["commune_code"]))


def _can_place(activity: ActivityCode) -> bool:
    return bool(activity.keywords) or activity.specificity is not Specificity.WEAK
