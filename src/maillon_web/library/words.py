"""The names of what a sheet points at: kinds, steps, levers, filières, countries."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from django.utils.translation import get_language

from maillon.domain.errors import MaillonError
from maillon.domain.sheets import Sheet, SheetKind
from maillon.domain.text import fold
from maillon.reference.experiences import (
    list_kinds,
    list_resource_types,
    list_territory_kinds,
)
from maillon.reference.filieres import get_filiere, list_filieres
from maillon.reference.method import get_method
from maillon.reference.territories.files import read_columns
from maillon.reference.territories.foreign import get_country_name
from maillon_web.filieres.words import say

__all__ = [
    "Named",
    "list_countries",
    "list_filiere_names",
    "list_lever_names",
    "list_stage_names",
    "list_step_names",
    "name_country",
    "name_filieres",
    "name_kind",
    "name_levers",
    "name_resource_type",
    "name_stages",
    "name_steps",
    "name_territory_kind",
]

Named = tuple[str, str]
"""A key and its name."""


def name_kind(kind: SheetKind | str) -> str:
    """Return what a kind of sheet is called."""
    return list_kinds().get(str(kind), str(kind))


def name_territory_kind(kind: str) -> str:
    """Return what a kind of territory is called, empty when it is not known."""
    return list_territory_kinds().get(str(kind), "") if kind else ""


def name_resource_type(key: str) -> str:
    """Return what a type of resource is called; a type that a person wrote is its own name."""
    return list_resource_types().get(key, key)


def name_country(code: str) -> str:
    """Return the name of a country; empty for France, which goes without saying."""
    return "" if code in {"", "FR"} else get_country_name(code)


@cache
def list_countries() -> tuple[Named, ...]:
    """Return the countries, France first, then by name."""
    columns = read_columns("countries")
    names = dict(zip(columns["code"], columns["name"], strict=True)) | {"FR": "France"}
    return tuple(sorted(names.items(), key=lambda item: (item[0] != "FR", fold(item[1]))))


def list_filiere_names() -> dict[str, str]:
    """Return the name of each bundled filière, by key, in the reader's language."""
    return _name_filieres(get_language() or "fr")


@lru_cache(maxsize=4)
def _name_filieres(_language: str) -> dict[str, str]:
    return {filiere.key: say(filiere.key, filiere.label) for filiere in list_filieres()}


def list_stage_names(filieres: Iterable[str]) -> dict[str, str]:
    """Return the stages of these filières: name by key, in the order of the chain."""
    found: dict[str, str] = {}
    for key in filieres:
        try:
            template = get_filiere(key)
        except MaillonError:
            # A sheet may come from a server that has filières of its own.
            continue
        for stage in template.stages:
            found.setdefault(stage.key, say(key, stage.label))
    return found


@cache
def list_step_names() -> dict[str, str]:
    """Return the steps of the method, in order."""
    return {step.key: step.title for step in get_method().steps}


@cache
def list_lever_names() -> dict[str, str]:
    """Return the levers of the method, in order."""
    return {lever.key: lever.label for lever in get_method().levers}


def name_filieres(sheet: Sheet) -> list[Named]:
    """Return the filières of a sheet with their names."""
    return _name(sheet.filieres, list_filiere_names())


def name_stages(sheet: Sheet) -> list[Named]:
    """Return the stages of a sheet with their names."""
    return _name(sheet.stages, list_stage_names(sheet.filieres))


def name_steps(sheet: Sheet) -> list[Named]:
    """Return the steps of a sheet with their names."""
    return _name(sheet.steps, list_step_names())


def name_levers(sheet: Sheet) -> list[Named]:
    """Return the levers of a sheet with their names."""
    return _name(sheet.levers, list_lever_names())


def _name(keys: Iterable[str], names: Mapping[str, str]) -> list[Named]:
    return [(key, names.get(key, key)) for key in keys]
