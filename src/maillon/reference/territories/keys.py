"""From a key or a code to a territory; names are for `lookup`."""

from maillon.domain.territory import Place, Territory, TerritoryKind
from maillon.reference.territories.files import get_vintage
from maillon.reference.territories.foreign import find_place, make_place_territory
from maillon.reference.territories.index import (
    get_index,
    list_units,
    load_arrondissements,
    resolve_commune_code,
)

__all__ = ["PREFIXES", "find_by_code", "find_by_key", "make_commune", "make_grouping", "make_key"]

PREFIXES = {
    TerritoryKind.COMMUNE: "commune",
    TerritoryKind.EPCI: "epci",
    TerritoryKind.EPT: "ept",
    TerritoryKind.DEPARTEMENT: "dep",
    TerritoryKind.REGION: "reg",
    TerritoryKind.LIST: "list",
    TerritoryKind.PLACES: "geonames",
}
_KINDS = {prefix: kind for kind, prefix in PREFIXES.items()} | {
    "departement": TerritoryKind.DEPARTEMENT,
    "region": TerritoryKind.REGION,
}
# A bare code says its kind by its length; the first kind that knows it wins.
_BARE = {
    2: (TerritoryKind.DEPARTEMENT,),
    3: (TerritoryKind.DEPARTEMENT,),
    5: (TerritoryKind.COMMUNE,),
    9: (TerritoryKind.EPCI, TerritoryKind.EPT),
}


def make_key(kind: TerritoryKind, code: str) -> str:
    """Return the key of a territory."""
    return f"{PREFIXES[kind]}:{code}"


def find_by_key(key: str) -> Territory | None:
    """Return the territory of a key, `None` when it is no key or nothing bears it."""
    prefix, colon, code = key.strip().partition(":")
    kind = _KINDS.get(prefix.strip().lower())
    return _find(kind, code.strip().upper()) if colon and kind is not None else None


def find_by_code(code: str) -> Territory | None:
    """Return the territory of a bare code: commune, EPCI, EPT or département."""
    wanted = code.strip().upper()
    for kind in _BARE.get(len(wanted), ()):
        found = _find(kind, wanted)
        if found is not None:
            return found
    return None


def _find(kind: TerritoryKind, code: str) -> Territory | None:
    if kind is TerritoryKind.COMMUNE:
        return make_commune(code)
    if kind is TerritoryKind.PLACES:
        town = find_place(int(code)) if code.isascii() and code.isdigit() else None
        return make_place_territory(town) if town else None
    if kind is TerritoryKind.LIST or code not in list_units(kind):
        return None
    return make_grouping(kind, code)


def make_commune(code: str) -> Territory | None:
    """Return a commune of today, or an arrondissement as itself; a former code leads to today."""
    arrondissement = load_arrondissements().get(code)
    if arrondissement is not None:
        return _one_place(arrondissement.place)
    current = resolve_commune_code(code)
    return _one_place(get_index().list_places([current])[0]) if current else None


def _one_place(place: Place) -> Territory:
    return Territory(
        key=f"commune:{place.code}",
        code=place.code,
        name=place.name,
        kind=TerritoryKind.COMMUNE,
        vintage=get_vintage(),
        places=[place],
    )


def make_grouping(kind: TerritoryKind, code: str) -> Territory:
    """Return an EPCI, an EPT, a département or a région that exists."""
    index = get_index()
    return Territory(
        key=make_key(kind, code),
        code=code,
        name=list_units(kind)[code].name,
        kind=kind,
        vintage=get_vintage(),
        places=index.list_places(index.members(kind).get(code, [])),
    )
