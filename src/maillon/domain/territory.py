"""A territory: a dated list of communes, or of places, with a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Place", "Territory", "TerritoryKind", "find_departement"]


class TerritoryKind(StrEnum):
    """How the list of communes was filled."""

    COMMUNE = "commune"
    EPCI = "epci"
    EPT = "ept"
    DEPARTEMENT = "departement"
    REGION = "region"
    LIST = "list"
    PLACES = "places"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """
    A commune of France, or a town outside it.

    Attributes
    ----------
    code
        Commune code of the COG, or `geonames:<id>` outside France.
    name
        Official name.
    population
        Inhabitants (municipal population in France).
    area_km2
        Area; `None` when unknown.
    lat, lon
        A point inside the place, degrees WGS84; `None` when unknown.
    """

    code: str
    name: str
    population: int
    area_km2: float | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Territory:
    """
    The communes that a study bears on.

    Attributes
    ----------
    key
        `commune:35238`, `epci:200067932`, `ept:…`, `dep:59`, `reg:32`, `list:<slug>`,
        `geonames:<id>`.
    code
        The part after the colon: code as in SIRENE and the COG.
    name
        Name to show.
    kind
        How the list was filled.
    vintage
        Year or date for which the list holds.
    places
        The communes, in code order.
    """

    key: str
    code: str
    name: str
    kind: TerritoryKind
    vintage: str
    places: Sequence[Place]

    @property
    def commune_codes(self) -> list[str]:
        """Codes of the communes, in order."""
        return [place.code for place in self.places]

    @property
    def population(self) -> int:
        """Inhabitants of all the places."""
        return sum(place.population for place in self.places)

    @property
    def area_km2(self) -> float | None:
        """Area of all the places; `None` when one of them is unknown."""
        areas = [place.area_km2 for place in self.places]
        known = [area for area in areas if area is not None]
        return round(sum(known), 2) if known and len(known) == len(areas) else None

    @property
    def density_per_km2(self) -> float | None:
        """Inhabitants per square kilometre; `None` when the area is unknown."""
        area = self.area_km2
        return self.population / area if area else None


def find_departement(commune_code: str) -> str:
    """Return the département of a commune code: three characters overseas, two elsewhere."""
    return commune_code[:3] if commune_code[:2] in {"97", "98"} else commune_code[:2]
