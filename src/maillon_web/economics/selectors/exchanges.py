"""What changes hands between the nodes of a filière, with the price that somebody wrote of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maillon_web.economics.models import FlowPrice
from maillon_web.flows.selectors.balance import Balance

__all__ = ["Ends", "Exchange", "Values", "list_exchanges"]

Values = dict[str, Any]
Ends = tuple[str, str, str]
"""Keys of where an exchange starts and ends, and its matter."""

_MEASURES = ("value", "reconciled", "standard_error", "class", "interval")


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """
    A matter that goes from one node to another, and the price that somebody wrote of it.

    Attributes
    ----------
    flow
        What the library reads of it.
    flow_ids
        Numbers of the records of flows: several ones of the same ends are added up.
    """

    source: str
    target: str
    flow: Values
    flow_ids: tuple[int, ...]
    price: FlowPrice | None = None

    @property
    def ends(self) -> Ends:
        """What tells it from the others."""
        return (self.source, self.target, self.flow["matter"])

    @property
    def name(self) -> str:
        """Its name for the library."""
        return f"{self.source}>{self.target}:{self.flow['matter']}"

    @property
    def quantity(self) -> float | None:
        """What goes there in a year: reconciled if it could be."""
        if self.flow.get("class") == "free":
            return None
        found = self.flow.get("reconciled")
        return self.flow.get("value") if found is None else found


def list_exchanges(
    balance: Balance, prices: Mapping[Ends, FlowPrice]
) -> tuple[list[Exchange], list[Ends]]:
    """Return the exchanges, and the ends of those that cannot be added up for want of one unit."""
    flows = (balance.answer or balance.document)["flows"]
    grouped: dict[Ends, list[Values]] = {}
    for flow in flows:
        ends = (flow["from_key"], flow["to_key"], flow["matter"])
        if ends[0] != ends[1]:
            grouped.setdefault(ends, []).append(flow)
    exchanges, mixed = [], []
    for ends, group in grouped.items():
        if len({flow["unit"] for flow in group}) > 1:
            mixed.append(ends)
            continue
        exchanges.append(
            Exchange(
                source=ends[0],
                target=ends[1],
                flow=_add_up(group),
                flow_ids=tuple(flow["id"] for flow in group),
                price=prices.get(ends),
            )
        )
    return exchanges, mixed


def _add_up(group: Sequence[Values]) -> Values:
    """Return one flow for several of the same ends; unknown as soon as one of them is."""
    first = group[0]
    shared = {"matter": first["matter"], "unit": first["unit"], "source": first.get("source", "")}
    if len(group) == 1:
        read = {name: first[name] for name in _MEASURES if name in first}
        if read.get("reconciled") is not None:
            # A solver may leave a flow a hair below the zero that it may not cross.
            read["reconciled"] = max(0.0, read["reconciled"])
        return shared | read
    quantities = [
        None
        if flow.get("class") == "free"
        else flow["value"]
        if flow.get("reconciled") is None
        else flow["reconciled"]
        for flow in group
    ]
    known = [one for one in quantities if one is not None]
    sources = dict.fromkeys(flow["source"] for flow in group if flow.get("source"))
    return shared | {
        "value": sum(known) if len(known) == len(group) else None,
        "source": " ; ".join(sources),
    }
