"""The communes of today, their groupings, and where the codes of yesterday lead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from maillon.domain.territory import Place, TerritoryKind
from maillon.reference.territories.files import read_columns, read_table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Arrondissement",
    "CommuneIndex",
    "Unit",
    "get_index",
    "list_members",
    "list_units",
    "load_arrondissements",
    "load_commune_codes_map",
    "load_communes",
    "resolve_commune_code",
]

_MEMBERSHIP = {
    TerritoryKind.EPCI: "epci_code",
    TerritoryKind.EPT: "ept_code",
    TerritoryKind.DEPARTEMENT: "departement_code",
    TerritoryKind.REGION: "region_code",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """
    An EPCI, an EPT, a département or a région.

    Attributes
    ----------
    kind, code, name
        What it is, its code, its official name.
    type
        `CC`, `CA`, `CU`, `METRO`, `MET69`, `EPT`, `departement`, `region`, or `collectivite` for
        an overseas collectivity, which stands among the départements.
    region_code
        Région of a département.
    """

    kind: TerritoryKind
    code: str
    name: str
    type: str
    region_code: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrondissement:
    """A municipal arrondissement of Paris, Lyon or Marseille, and the commune it is in."""

    place: Place
    commune_code: str
    post_codes: Sequence[str]


class CommuneIndex:
    """The table of communes by code and by grouping."""

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self.columns = columns
        self.codes: list[str] = columns["code"]
        self.names: list[str] = columns["name"]
        self.row_of = {code: row for row, code in enumerate(self.codes)}
        self._members: dict[TerritoryKind, dict[str, list[str]]] = {}

    def get_value(self, code: str, column: str) -> Any:  # noqa: ANN401 - as the column
        """Return one value of a commune of today."""
        return self.columns[column][self.row_of[code]]

    def members(self, kind: TerritoryKind) -> dict[str, list[str]]:
        """Return the commune codes of every grouping of a kind, in code order."""
        if kind not in self._members:
            groups: dict[str, list[str]] = {}
            for code, group in zip(self.codes, self.columns[_MEMBERSHIP[kind]], strict=True):
                if group is not None:
                    groups.setdefault(group, []).append(code)
            self._members[kind] = groups
        return self._members[kind]

    def list_places(self, codes: Iterable[str]) -> list[Place]:
        """Return communes of today in code order."""
        kept = sorted(set(codes))
        areas = self._areas(kept)
        columns = self.columns
        places = []
        for code in kept:
            row = self.row_of[code]
            places.append(
                Place(
                    code=code,
                    name=self.names[row],
                    population=columns["population"][row] or 0,
                    area_km2=areas[code],
                    lat=columns["lat"][row],
                    lon=columns["lon"][row],
                )
            )
        return places

    def _areas(self, codes: Sequence[str]) -> dict[str, float | None]:
        # Communes drawn as one have an area together, and one drawn in part only counts among
        # others: alone, neither is known.
        areas = {code: self.get_value(code, "area_km2") for code in codes}
        holders = {code: self.get_value(code, "area_shared_with") for code in codes}
        for holder in {holder for holder in holders.values() if holder is not None}:
            group = self._group(holder)
            is_whole = len(areas) > 1 and group <= areas.keys()
            for code in group & areas.keys():
                if not is_whole:
                    areas[code] = None
                elif code != holder:
                    areas[code] = 0.0
        return areas

    def _group(self, holder: str) -> set[str]:
        shared = self.columns["area_shared_with"]
        return {code for code, with_ in zip(self.codes, shared, strict=True) if with_ == holder}


@cache
def get_index() -> CommuneIndex:
    """Return the index of communes, made once."""
    return CommuneIndex(read_columns("communes", leave_out=("post_codes",)))


@cache
def list_units(kind: TerritoryKind) -> dict[str, Unit]:
    """Return the groupings of a kind by code."""
    columns = read_columns("units")
    rows = zip(*columns.values(), strict=True)
    units = [dict(zip(columns, row, strict=True)) for row in rows]
    return {
        unit["code"]: Unit(**{**unit, "kind": kind}) for unit in units if unit["kind"] == str(kind)
    }


@cache
def load_arrondissements() -> dict[str, Arrondissement]:
    """Return the municipal arrondissements by code."""
    columns = read_columns("arrondissements")
    found = {}
    for row in zip(*columns.values(), strict=True):
        entry = dict(zip(columns, row, strict=True))
        commune_code, post_codes = entry.pop("commune_code"), entry.pop("post_codes")
        found[entry["code"]] = Arrondissement(
            place=Place(**entry), commune_code=commune_code, post_codes=post_codes
        )
    return found


def load_communes() -> "pa.Table":
    """
    Return the communes of today.

    Returns
    -------
    pyarrow.Table
        `code`, `name`, `departement_code`, `region_code`, `epci_code`, `ept_code`, `population`
        (null where nobody lives), `area_km2`, `area_shared_with` (communes drawn as one: the code
        that holds their area; a commune drawn in part: itself), `lat`, `lon`, `post_codes` (list).
    """
    return read_table("communes")


@cache
def _commune_codes_map() -> dict[str, str]:
    former = read_columns("former_communes")
    codes = dict(zip(former["code"], former["commune_code"], strict=True))
    codes |= {code: entry.commune_code for code, entry in load_arrondissements().items()}
    return codes | {code: code for code in get_index().codes}


def load_commune_codes_map() -> dict[str, str]:
    """Return the commune of today for every known code, former ones and arrondissements too."""
    return dict(_commune_codes_map())


def resolve_commune_code(code: str) -> str | None:
    """Return the commune of today for a code of any vintage that we hold, or `None`."""
    return _commune_codes_map().get(code.strip().upper())


def list_members(kind: TerritoryKind | str, code: str) -> list[str]:
    """Return the commune codes of a grouping, in order; none when it has no such code."""
    return list(get_index().members(TerritoryKind(kind)).get(code, []))
