"""Perimeters of aids: from a name in words to a key, from a key to communes."""

import re
from collections.abc import Collection
from functools import cache

from maillon.domain.territory import TerritoryKind, find_departement
from maillon.domain.text import fold
from maillon.reference.aids.words import find_word, list_words
from maillon.reference.territories import list_members
from maillon.reference.territories.index import list_units

__all__ = ["find_perimeter_keys", "name_perimeter", "share_inside"]

_KINDS = {
    "REGION": TerritoryKind.REGION,
    "DEPARTEMENT": TerritoryKind.DEPARTEMENT,
    "EPCI": TerritoryKind.EPCI,
}
_PREFIXES = {
    TerritoryKind.REGION: "reg",
    TerritoryKind.DEPARTEMENT: "dep",
    TerritoryKind.EPCI: "epci",
}
# How Aides-territoires names a group of regions internally.
_REGION_GROUP = re.compile(r"regions((?:_\d{2})+)")
_OVERSEAS = ("97", "98")


def find_perimeter_keys(name: str, scale: str = "") -> tuple[str, ...]:
    """
    Return the keys of the perimeter that a name means; none when it leaves a doubt.

    Parameters
    ----------
    name
        As the source writes it (`Occitanie`, `Bouches-du-Rhône`, `France`).
    scale
        Kind of perimeter in the words of the source (`Région`, `Département`, `EPCI`…). Without
        it, régions come before départements, and communes and EPCI are not looked for: their
        names have homonyms.
    """
    if group := _REGION_GROUP.fullmatch(name.strip()):
        return tuple(f"reg:{code}" for code in group[1].strip("_").split("_"))
    wide = find_word("perimeters", name)
    wanted = fold(scale)
    if wide is not None and wanted not in _KINDS:
        return (wide.key,)
    if wanted and wanted not in _KINDS:
        return ()
    kinds = [_KINDS[wanted]] if wanted else [TerritoryKind.REGION, TerritoryKind.DEPARTEMENT]
    for kind in kinds:
        codes = _codes_by_name(kind).get(fold(name), ())
        if len(codes) == 1:
            return (f"{_PREFIXES[kind]}:{codes[0]}",)
    return ()


def name_perimeter(key: str) -> str:
    """Return the name of a perimeter, its key when it is not known."""
    prefix, colon, code = key.partition(":")
    if not colon:
        return next((word.label for word in list_words("perimeters") if word.key == key), key)
    kind = next((kind for kind, text in _PREFIXES.items() if text == prefix), None)
    unit = list_units(kind).get(code) if kind else None
    return unit.name if unit else key


def share_inside(keys: Collection[str], commune_codes: Collection[str]) -> float | None:
    """
    Return the share of some communes that lie in a perimeter made of one or more territories.

    Parameters
    ----------
    keys
        As `find_perimeter_keys` gives them.
    commune_codes
        Commune codes of today; a place outside France (`geonames:…`) is in no French perimeter.

    Returns
    -------
    float or None
        `None` when it cannot be told: no commune, an unknown key, or Europe for a place that is
        not French.
    """
    inside = [_lie_in(keys, code) for code in commune_codes]
    if not inside or None in inside:
        return None
    return sum(bool(answer) for answer in inside) / len(inside)


def _lie_in(keys: Collection[str], commune_code: str) -> bool | None:
    answers = [_lies_in(key, commune_code) for key in keys]
    return True if True in answers else None if None in answers else False


def _lies_in(key: str, commune_code: str) -> bool | None:
    if ":" in commune_code:
        return None if key == "eu" else False
    if key in {"fr", "eu"}:
        return True
    if key in {"mainland", "overseas"}:
        return commune_code.startswith(_OVERSEAS) == (key == "overseas")
    prefix, _colon, code = key.partition(":")
    if prefix == "epci":
        return commune_code in _members_of(code)
    departements = {"dep": frozenset((code,)), "reg": _departements_of(code)}.get(prefix)
    return None if departements is None else find_departement(commune_code) in departements


@cache
def _codes_by_name(kind: TerritoryKind) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, unit in list_units(kind).items():
        name = fold(unit.name)
        found[name] = (*found.get(name, ()), code)
    return found


@cache
def _departements_of(region_code: str) -> frozenset[str]:
    units = list_units(TerritoryKind.DEPARTEMENT).items()
    return frozenset(code for code, unit in units if unit.region_code == region_code)


@cache
def _members_of(epci_code: str) -> frozenset[str]:
    return frozenset(list_members(TerritoryKind.EPCI, epci_code))
