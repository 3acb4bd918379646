"""Which territories share a border."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from maillon.domain.territory import Territory, TerritoryKind
from maillon.reference.territories.files import read_table
from maillon.reference.territories.index import get_index, load_arrondissements
from maillon.reference.territories.keys import make_commune, make_grouping

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["list_neighbouring_communes", "list_neighbours"]

_GROUP_COLUMN = {
    TerritoryKind.EPCI: "epci_code",
    TerritoryKind.EPT: "ept_code",
    TerritoryKind.DEPARTEMENT: "departement_code",
    TerritoryKind.REGION: "region_code",
    # Around a list of communes, what one can name is the groupings.
    TerritoryKind.LIST: "epci_code",
}


@cache
def _read_borders() -> "pa.Table":
    return read_table("borders")


def _cross_borders(inside: set[str]) -> set[str]:
    """Return what the borders of these communes touch, some of them included."""
    import pyarrow as pa
    import pyarrow.compute as pc

    borders = _read_borders()
    wanted = pa.array(sorted(inside), pa.string())
    here, there = borders.column("code"), borders.column("neighbour_code")
    return {
        *there.filter(pc.is_in(here, value_set=wanted)).to_pylist(),
        *here.filter(pc.is_in(there, value_set=wanted)).to_pylist(),
    }


def list_neighbouring_communes(codes: Iterable[str]) -> list[str]:
    """
    Return the communes that share a border with one of those, without them, in code order.

    An arrondissement has the arrondissements and the communes around it for neighbours; a commune
    has communes only.
    """
    inside = set(codes)
    arrondissements = load_arrondissements()
    parents = {arrondissements[code].commune_code for code in inside if code in arrondissements}
    around = _cross_borders(inside) - inside
    if not parents:
        around -= arrondissements.keys()
    else:
        around -= {entry.commune_code for entry in arrondissements.values()}
    return sorted(around - parents)


def list_neighbours(territory: Territory) -> list[Territory]:
    """
    Return the territories of the same kind that share a border, in code order.

    Around a list of communes: the EPCI of the neighbouring communes. A town outside France has
    none: its borders are not known.
    """
    around = list_neighbouring_communes(territory.commune_codes)
    if territory.kind is TerritoryKind.COMMUNE:
        return [found for code in around if (found := make_commune(code)) is not None]
    column = _GROUP_COLUMN.get(territory.kind)
    if column is None:
        return []
    index = get_index()
    groups = {index.get_value(code, column) for code in around} - {None, territory.code}
    kind = TerritoryKind.EPCI if territory.kind is TerritoryKind.LIST else territory.kind
    return [make_grouping(kind, code) for code in sorted(groups)]
