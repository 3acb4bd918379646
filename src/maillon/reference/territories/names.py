"""Every name that a territory can be called by, folded once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from maillon.domain.territory import TerritoryKind
from maillon.reference.territories.files import read_columns
from maillon.reference.territories.folding import fold_column
from maillon.reference.territories.foreign import get_country_name
from maillon.reference.territories.index import (
    get_index,
    list_units,
    load_arrondissements,
)
from maillon.reference.territories.keys import make_key

__all__ = ["NameTable", "load_foreign_names", "load_french_names"]

GROUPINGS = (
    TerritoryKind.EPCI,
    TerritoryKind.EPT,
    TerritoryKind.DEPARTEMENT,
    TerritoryKind.REGION,
)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class NameTable:
    """
    Names in columns, one row a name; a territory may have several.

    Attributes
    ----------
    keys, names, kinds, populations
        Territory, name to show, its kind and its inhabitants.
    contexts
        Where it is: département, région or country.
    called
        The name of the row, when it is not the one to show (former commune, other language).
    folded, folded_contexts
        Arrow arrays of the name of the row and of the context.
    """

    keys: Sequence[str]
    names: Sequence[str]
    kinds: Sequence[TerritoryKind]
    populations: Sequence[int]
    contexts: Sequence[str]
    called: Sequence[str]
    folded: Any
    folded_contexts: Any


class _Rows:
    def __init__(self) -> None:
        self._rows: list[tuple[str, str, TerritoryKind, int, str, str]] = []

    def add(
        self,
        key: str,
        name: str,
        kind: TerritoryKind,
        *,
        population: int,
        context: str,
        called: str = "",
    ) -> None:
        self._rows.append((key, name, kind, population, context, called))

    def freeze(self) -> NameTable:
        keys, names, kinds, populations, contexts, called = zip(*self._rows, strict=True)
        return _freeze(
            keys=keys,
            names=names,
            kinds=kinds,
            populations=populations,
            contexts=contexts,
            called=called,
        )


def _freeze(
    *,
    keys: Sequence[str],
    names: Sequence[str],
    kinds: Sequence[TerritoryKind],
    populations: Sequence[int],
    contexts: Sequence[str],
    called: Sequence[str],
) -> NameTable:
    import pyarrow as pa

    distinct = sorted(set(contexts))
    folded = dict(zip(distinct, fold_column(pa.array(distinct)).to_pylist(), strict=True))
    own = [other or name for name, other in zip(names, called, strict=True)]
    return NameTable(
        keys=keys,
        names=names,
        kinds=kinds,
        populations=populations,
        contexts=contexts,
        called=called,
        folded=fold_column(pa.array(own)),
        folded_contexts=pa.array([folded[context] for context in contexts]),
    )


@cache
def load_french_names() -> NameTable:
    """Return the names of the territories of France, former communes included."""
    index = get_index()
    departements = list_units(TerritoryKind.DEPARTEMENT)
    rows = _Rows()
    place: dict[str, tuple[str, int, str]] = {}
    columns = zip(
        index.codes,
        index.names,
        index.columns["population"],
        index.columns["departement_code"],
        strict=True,
    )
    for code, name, population, departement in columns:
        place[code] = (name, population or 0, departements[departement].name)
        rows.add(
            f"commune:{code}",
            name,
            TerritoryKind.COMMUNE,
            population=population or 0,
            context=departements[departement].name,
        )
    for entry in load_arrondissements().values():
        rows.add(
            f"commune:{entry.place.code}",
            entry.place.name,
            TerritoryKind.COMMUNE,
            population=entry.place.population,
            context=place[entry.commune_code][2],
        )
    _add_groupings(rows, place)
    _add_former(rows, place)
    return rows.freeze()


def _add_groupings(rows: _Rows, place: dict[str, tuple[str, int, str]]) -> None:
    regions = list_units(TerritoryKind.REGION)
    for kind in GROUPINGS:
        members = get_index().members(kind)
        for code, unit in list_units(kind).items():
            weights: dict[str, int] = {}
            for member in members.get(code, []):
                _, population, departement = place[member]
                weights[departement] = weights.get(departement, 0) + population
            context = max(weights, key=lambda name: weights[name], default="")
            if kind is TerritoryKind.DEPARTEMENT:
                region = regions.get(unit.region_code or "")
                context = region.name if region else ""
            rows.add(
                make_key(kind, code),
                unit.name,
                kind,
                population=sum(weights.values()),
                context="" if kind is TerritoryKind.REGION else context,
            )


def _add_former(rows: _Rows, place: dict[str, tuple[str, int, str]]) -> None:
    former = read_columns("former_communes")
    for called, current in zip(former["name"], former["commune_code"], strict=True):
        name, population, context = place[current]
        if called and called != name:
            rows.add(
                f"commune:{current}",
                name,
                TerritoryKind.COMMUNE,
                population=population,
                context=context,
                called=called,
            )


@cache
def load_foreign_names() -> NameTable:
    """Return the names of the towns outside France, other names of the large ones included."""
    towns, others = read_columns("places"), read_columns("place_names")
    row_of = {geonames_id: row for row, geonames_id in enumerate(towns["geonames_id"])}
    # One row a town under the name to show, then one for each other name.
    english = [(row, name) for row, name in enumerate(towns["geonames_name"]) if name]
    called = [("", row) for row in row_of.values()]
    called += [(name, row) for row, name in english]
    called += [
        (name, row_of[geonames_id])
        for geonames_id, name in zip(others["geonames_id"], others["name"], strict=True)
    ]
    rows = [row for _name, row in called]
    keys = [f"geonames:{geonames_id}" for geonames_id in towns["geonames_id"]]
    contexts = [get_country_name(code) for code in towns["country_code"]]
    return _freeze(
        keys=[keys[row] for row in rows],
        names=[towns["name"][row] for row in rows],
        kinds=[TerritoryKind.PLACES] * len(rows),
        populations=[towns["population"][row] for row in rows],
        contexts=[contexts[row] for row in rows],
        called=[name for name, _row in called],
    )
