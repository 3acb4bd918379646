"""Towns outside France, from GeoNames."""

from functools import cache
from typing import Any

from maillon.domain.territory import Place, Territory, TerritoryKind
from maillon.reference.territories.files import get_vintage, read_columns, read_table
from maillon.reference.territories.geodesy import distance_km

__all__ = [
    "find_country_code",
    "find_place",
    "find_town_abroad",
    "get_country_name",
    "make_place_territory",
]

NEAREST_KM = 15.0


@cache
def _countries() -> dict[str, str]:
    columns = read_columns("countries")
    return dict(zip(columns["code"], columns["name"], strict=True))


def get_country_name(code: str) -> str:
    """Return the French name of a country, its code when it has none."""
    return _countries().get(code, code)


@cache
def _codes_by_folded_name() -> dict[str, str]:
    from maillon.domain.text import fold

    return {fold(name): code for code, name in _countries().items()} | {
        code: code for code in _countries()
    }


def find_country_code(folded: str) -> str | None:
    """Return the code of a country for its folded code or French name."""
    return _codes_by_folded_name().get(folded)


def find_place(geonames_id: int) -> dict[str, Any] | None:
    """Return the row of a town by its GeoNames identifier."""
    import pyarrow.compute as pc

    table = read_table("places")
    row = pc.index(table.column("geonames_id"), geonames_id).as_py()
    return None if row < 0 else dict(table.slice(row, 1).to_pylist()[0])


def find_town_abroad(
    *, city: str | None = None, lat: float | None = None, lon: float | None = None
) -> str | None:
    """
    Return the key of a town outside France (`geonames:2464470`) from what a list says of it.

    Coordinates decide when they are given: the nearest town within `NEAREST_KM`. A name alone
    decides only when no other town of the world bears it.
    """
    if lat is not None and lon is not None:
        return _find_nearest(lat, lon)
    rows = _towns_by_name().get(_fold(city or ""), [])
    return f"geonames:{rows[0]}" if len(rows) == 1 else None


def _fold(text: str) -> str:
    from maillon.domain.text import fold

    return fold(text)


@cache
def _towns_by_name() -> dict[str, list[int]]:
    columns = read_columns("places")
    towns: dict[str, list[int]] = {}
    for name, identifier in zip(columns["name"], columns["geonames_id"], strict=True):
        towns.setdefault(_fold(name), []).append(identifier)
    return towns


def _find_nearest(lat: float, lon: float) -> str | None:
    import numpy as np

    columns = read_table("places")
    lats, lons = (columns.column(name).to_numpy() for name in ("lat", "lon"))
    # A box of one degree holds every town within reach below 80 degrees of latitude.
    near = np.flatnonzero((np.abs(lats - lat) < 0.2) & (np.abs(lons - lon) < 1.0))
    distances = [
        (distance_km(lat, lon, float(lats[row]), float(lons[row])), int(row)) for row in near
    ]
    best = min(distances, default=None)
    if best is None or best[0] > NEAREST_KM:
        return None
    return f"geonames:{columns.column('geonames_id')[best[1]].as_py()}"


def make_place_territory(town: dict[str, Any]) -> Territory:
    """Return a town as a territory of one place; its area is not known."""
    code = str(town["geonames_id"])
    place = Place(
        code=f"geonames:{code}",
        name=town["name"],
        population=town["population"],
        lat=town["lat"],
        lon=town["lon"],
    )
    return Territory(
        key=f"geonames:{code}",
        code=code,
        name=town["name"],
        kind=TerritoryKind.PLACES,
        vintage=get_vintage(),
        places=[place],
    )
