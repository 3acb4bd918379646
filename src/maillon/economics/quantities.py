"""Quantities of the flow model: reconciled wins, a yield gives what is not said, free is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maillon.economics.fields import FieldReader
from maillon.economics.model import QuantitySource, UnknownShare

__all__ = [
    "Quantity",
    "Row",
    "choose_rows",
    "list_unknown_shares",
    "read_quantities",
    "read_quantity",
]

Row = tuple[str, Mapping[str, Any]]
_FREE = "free"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """
    What is known of the quantity of a flow or of a stock.

    Attributes
    ----------
    interval
        Of a free flow: what the balance leaves possible.
    """

    value: float | None = None
    source: QuantitySource | None = None
    interval: tuple[float | None, float | None] | None = None


def choose_rows(reader: FieldReader, rows: list[Row], year: float | None) -> list[Row]:
    """Return the rows that hold for a year; those that say none hold for all."""
    return [
        (path, row)
        for path, row in rows
        if year is None or reader.read_number(row, path, "year") in {None, year}
    ]


def read_quantities(reader: FieldReader, flows: list[Row], shares: list[Row]) -> list[Quantity]:
    """
    Return the quantity of each flow.

    Parameters
    ----------
    flows
        Rows of one year.
    shares
        Rows of `yields` for the same year. A flow that nobody measured is the share of what
        enters the stage, when all of it is known in the same unit.

    Notes
    -----
    Of a flow that a reconciliation leaves free, the value given is one among many: it is not
    used.
    """
    found = [read_quantity(reader, row, path, low=0) for path, row in flows]
    leaving = {_name(row): place for place, (_path, row) in enumerate(flows)}
    read = [(row, _read_share(reader, path, row)) for path, row in shares]
    for _turn in range(len(shares)):
        for row, share in read:
            matter = str(row.get("to_matter") or row.get("matter"))
            place = leaving.get((str(row.get("stage")), str(row.get("to")), matter))
            if place is not None and share is not None and found[place].value is None:
                found[place] = _multiply(flows, found, row, share=share, place=place)
    return found


def read_quantity(
    reader: FieldReader, row: Mapping[str, Any], path: str, *, low: float | None = None
) -> Quantity:
    """Return the quantity that a row says: reconciled if it was, unless it stayed free."""
    given = reader.read_number(row, path, "value", low=low)
    if row.get("class") == _FREE:
        if given is not None:
            return Quantity(value=given, source=QuantitySource.GIVEN)
        return Quantity(interval=_read_interval(reader, row, path))
    reconciled = reader.read_number(row, path, "reconciled", low=low)
    if reconciled is not None:
        return Quantity(value=reconciled, source=QuantitySource.RECONCILED)
    return Quantity(value=given, source=None if given is None else QuantitySource.GIVEN)


def list_unknown_shares(
    flows: list[Row], quantities: list[Quantity], shares: list[Row]
) -> tuple[UnknownShare, ...]:
    """Return the yields without a share whose flow has no quantity."""
    unknown = {
        _name(row)
        for (_path, row), quantity in zip(flows, quantities, strict=True)
        if quantity.value is None
    }
    blank = [
        row
        for _path, row in shares
        if all(row.get(name) is None for name in ("share", "reconciled"))
    ]
    found = [
        UnknownShare(
            stage=str(row.get("stage")),
            matter=str(row.get("matter")),
            target=str(row.get("to")),
            target_matter=str(row.get("to_matter") or row.get("matter")),
        )
        for row in blank
    ]
    return tuple(one for one in found if (one.stage, one.target, one.target_matter) in unknown)


def _read_interval(
    reader: FieldReader, row: Mapping[str, Any], path: str
) -> tuple[float | None, float | None] | None:
    ends = row.get("interval")
    if not isinstance(ends, (list, tuple)) or len(ends) != 2:
        return None
    named = dict(zip(("low", "high"), ends, strict=True))
    where = f"{path}.interval"
    return (reader.read_number(named, where, "low"), reader.read_number(named, where, "high"))


def _name(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return (str(row.get("from")), str(row.get("to")), str(row.get("matter")))


def _read_share(reader: FieldReader, path: str, row: Mapping[str, Any]) -> float | None:
    name = "reconciled" if row.get("reconciled") is not None else "share"
    return reader.read_number(row, path, name, low=0, high=1)


def _multiply(
    flows: list[Row],
    found: list[Quantity],
    share_row: Mapping[str, Any],
    *,
    share: float,
    place: int,
) -> Quantity:
    stage, matter, source = (str(share_row.get(name) or "") for name in ("stage", "matter", "from"))
    entering = [
        (found[rank].value, row.get("unit"))
        for rank, (_path, row) in enumerate(flows)
        if str(row.get("to")) == stage
        and str(row.get("matter")) == matter
        and source in {"", str(row.get("from"))}
    ]
    known = [value for value, _unit in entering if value is not None]
    units = {unit for _value, unit in entering} | {flows[place][1].get("unit")}
    if not known or len(known) < len(entering) or len(units) > 1:
        return found[place]
    return Quantity(value=share * sum(known), source=QuantitySource.YIELD)
