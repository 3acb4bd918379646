"""Territories of the made-up filières, and where in them an actor stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from maillon.domain.territory import Territory
from maillon.reference.territories import load_communes
from maillon.studies.asking import find_territory

__all__ = ["Place", "Places", "pick_territories"]

_SPREAD_DEGREES = 0.02


@dataclass(frozen=True, slots=True)
class Place:
    """A commune, as the reference data tells it."""

    code: str
    name: str
    post_code: str
    lat: float
    lon: float
    population: int


class Places:
    """Draws communes of a territory in proportion to their population."""

    def __init__(self, territory: Territory) -> None:
        known = _load()
        self._places = [known[code] for code in territory.commune_codes if code in known]
        self._weights = list(accumulate(place.population + 1 for place in self._places))

    def draw(self, rng: Random) -> Place:
        """Return a commune."""
        return rng.choices(self._places, cum_weights=self._weights)[0]

    @staticmethod
    def scatter(place: Place, rng: Random) -> tuple[float, float]:
        """Return a point near the middle of a commune."""
        return (
            round(place.lat + rng.uniform(-_SPREAD_DEGREES, _SPREAD_DEGREES), 5),
            round(place.lon + rng.uniform(-_SPREAD_DEGREES, _SPREAD_DEGREES), 5),
        )


def _load(kept: dict[str, Place] = {}) -> Mapping[str, Place]:  # noqa: B006 - read once
    if not kept:
        for row in load_communes().to_pylist():
            if row["lat"] is None:
                continue
            kept[row["code"]] = Place(
                code=row["code"],
                name=row["name"],
                post_code=(row["post_codes"] or [""])[0],
                lat=row["lat"],
                lon=row["lon"],
                population=row["population"] or 0,
            )
    return kept


def pick_territories(shares: Mapping[str, Any], rng: Random) -> Sequence[Territory]:
    """Return one territory a filière: the largest ones as asked, then EPCI at random."""
    codes = sorted({code for code in load_communes()["epci_code"].to_pylist() if code})
    keys = list(shares["largest_territories"])
    drawn = rng.sample(codes, shares["filiere_count"] - len(keys))
    return [find_territory(key) for key in [*keys, *(f"epci:{code}" for code in drawn)]]
