"""Towns outside France, from GeoNames."""

from functools import cache
from typing import Any

from maillon.domain.territory import Place, Territory, TerritoryKind
from maillon.reference.territories.files import get_vintage, read_columns, read_table

__all__ = ["find_country_code", "find_place", "get_country_name", "make_place_territory"]


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
