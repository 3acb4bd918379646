"""The economy of a filière as the model that the library reads: one truth with its flows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.http import Http404

from maillon.domain.flows import OUTSIDE
from maillon_web.economics.models import CauseGroup, FlowPrice, StageAccount, StageRole
from maillon_web.economics.selectors.exchanges import Ends, Exchange, Values, list_exchanges
from maillon_web.economics.selectors.rows import list_rows
from maillon_web.economics.selectors.values import Node, write_values
from maillon_web.filieres.selectors import Opened
from maillon_web.flows.selectors.balance import Balance, find_balance
from maillon_web.flows.selectors.document import list_years
from maillon_web.flows.selectors.nodes import Nodes, read_nodes

__all__ = ["Chain", "read_chain"]

T = TypeVar("T", StageAccount, FlowPrice)


@dataclass(frozen=True, kw_only=True, slots=True)
class Chain:
    """
    The economy of a filière in a year, as one reader sees it.

    Attributes
    ----------
    accounts
        The one that holds that year, by key of node.
    unused_prices
        Prices of that year that no flow carries.
    stock_prices
        What somebody wrote of the price of each matter that is kept in stock.
    mixed
        Ends of flows that cannot be added up, for they are not of one unit.
    held
        Names of the exchanges that others give in detail: only the detail is counted.
    balance
        Where the quantities come from.
    groups
        Causes that people said to move together.
    """

    year: int | None
    years: Sequence[int]
    nodes: Nodes
    exchanges: Sequence[Exchange]
    accounts: Mapping[str, StageAccount]
    unused_prices: Sequence[FlowPrice]
    stock_prices: Mapping[Ends, FlowPrice | None]
    mixed: Sequence[Ends]
    held: frozenset[str]
    balance: Balance
    groups: Sequence[CauseGroup]
    labels: Mapping[str, str]
    values: Values = field(default_factory=dict)

    def name(self, key: str) -> str:
        """Return the name of a node."""
        return self.labels.get(key) or key

    def list_outer_keys(self) -> frozenset[str]:
        """Return the nodes that have no account: the world outside, and who only buys."""
        buying = {key for key, one in self.accounts.items() if one.role == StageRole.CONSUMER}
        return self.nodes.list_outside() | buying

    def list_stage_keys(self) -> list[str]:
        """Return the nodes that have an account, in the order of the chain."""
        outer = self.list_outer_keys()
        return [key for key in _list_used(self) if key not in outer]


def read_chain(opened: Opened, asked_year: str = "") -> Chain:
    """
    Return the economy of a filière, in a constant number of queries.

    Parameters
    ----------
    asked_year
        As the address says it; the latest year of the flows when it is empty.

    Raises
    ------
    Http404
        If that is no year of the flows.
    """
    years = list_years(opened)
    year = _choose_year(asked_year, years)
    nodes = read_nodes(opened)
    balance = find_balance(opened, year)
    prices = _hold(list_rows(opened, FlowPrice), year, _ends_of)
    accounts = _hold(
        list_rows(opened, StageAccount).prefetch_related("lines"), year, lambda one: one.node_key
    )
    exchanges, mixed = list_exchanges(balance, prices)
    stocked = {(one["stage"], "", one["matter"]) for one in balance.document["stock_changes"]}
    carried = {one.ends for one in exchanges} | stocked
    parents = {one["key"]: one.get("parent", "") for one in nodes.describe()}
    chain = Chain(
        year=year,
        years=years,
        nodes=nodes,
        exchanges=exchanges,
        accounts=accounts,
        unused_prices=[one for ends, one in prices.items() if ends not in carried],
        stock_prices={ends: prices.get(ends) for ends in sorted(stocked)},
        mixed=mixed,
        held=_list_held(exchanges, parents),
        balance=balance,
        groups=list(list_rows(opened, CauseGroup)),
        labels=nodes.list_labels() | {key: one.label for key, one in accounts.items() if one.label},
    )
    used = [
        Node(
            key=key,
            label=chain.name(key),
            account=accounts.get(key),
            is_outside=key in nodes.list_outside(),
            parent=parents.get(key, ""),
        )
        for key in _list_used(chain)
    ]
    chain.values.update(
        write_values(opened.filiere.name, year, used, exchanges, chain.stock_prices, balance)
    )
    return chain


def _list_held(exchanges: Sequence[Exchange], parents: Mapping[str, str]) -> frozenset[str]:
    """Return the names of the exchanges that hold others in detail: only the detail counts."""
    names = {one.ends: one.name for one in exchanges}
    above = {
        (source, target, one.flow["matter"])
        for one in exchanges
        for source in _climb(one.source, parents)
        for target in _climb(one.target, parents)
        if (source, target) != (one.source, one.target)
    }
    return frozenset(name for ends, name in names.items() if ends in above)


def _climb(key: str, parents: Mapping[str, str]) -> list[str]:
    """Return a node and what holds it, up to the top."""
    way = [key]
    while (above := parents.get(way[-1], "")) and above not in way:
        way.append(above)
    return way


def _choose_year(asked: str, years: Sequence[int]) -> int | None:
    if not asked:
        return years[0] if years else None
    if not asked.isdecimal() or len(asked) > 4 or int(asked) not in years:
        raise Http404
    return int(asked)


def _ends_of(price: FlowPrice) -> Ends:
    return (price.source_key, price.target_key, price.matter)


def _hold(rows: Iterable[T], year: int | None, name: Any) -> dict[Any, T]:  # noqa: ANN401 - of a row
    """Return the row that holds for a year, by name: its own first, else that of every year."""
    held: dict[Any, T] = {}
    for row in sorted(rows, key=lambda one: (one.year is not None, one.pk)):
        if row.year in {None, year}:
            held[name(row)] = row
    return held


def _list_used(chain: Chain) -> list[str]:
    """Return the nodes that a flow or an account names: the stages in order, then the places."""
    named = dict.fromkeys(
        [end for one in chain.exchanges for end in (one.source, one.target)] + [*chain.accounts]
    )
    ranks = _rank(chain)
    stages = [key for key in chain.nodes.stages if key in named]
    others = [key for key in named if key not in chain.nodes.stages and key != OUTSIDE]
    return [*stages, *sorted(others, key=lambda key: (ranks.get(key, len(ranks)), key))]


def _rank(chain: Chain) -> dict[str, int]:
    """Return how many flows lead to a node from outside, at the least."""
    ranks = dict.fromkeys(chain.nodes.list_outside(), 0)
    reached = True
    while reached:
        found = {
            one.target: ranks[one.source] + 1
            for one in chain.exchanges
            if one.source in ranks and one.target not in ranks
        }
        ranks |= found
        reached = bool(found)
    return ranks
