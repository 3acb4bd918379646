"""Territories of reference: communes and their groupings, contours, borders, towns elsewhere."""

from maillon.reference.territories.custom_lists import (
    ListFile,
    get_custom,
    list_custom,
    make_slug,
    read_list_file,
    read_territory_list,
    write_territory_list,
)
from maillon.reference.territories.files import load_manifest
from maillon.reference.territories.finding import find_commune
from maillon.reference.territories.foreign import find_town_abroad
from maillon.reference.territories.geodesy import distance_km
from maillon.reference.territories.index import (
    list_members,
    load_commune_codes_map,
    load_communes,
    resolve_commune_code,
)
from maillon.reference.territories.lookup import get_territory, list_territories
from maillon.reference.territories.neighbours import list_neighbours
from maillon.reference.territories.search import TerritoryHit, search_territories
from maillon.reference.territories.shapes import get_outline, iter_commune_shapes

__all__ = [
    "ListFile",
    "TerritoryHit",
    "distance_km",
    "find_commune",
    "find_town_abroad",
    "get_custom",
    "get_outline",
    "get_territory",
    "iter_commune_shapes",
    "list_custom",
    "list_members",
    "list_neighbours",
    "list_territories",
    "load_commune_codes_map",
    "load_communes",
    "load_manifest",
    "make_slug",
    "read_list_file",
    "read_territory_list",
    "resolve_commune_code",
    "search_territories",
    "write_territory_list",
]
