"""Write the economy of a filière as the library reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillon_web.economics.models import (
    CostLine,
    FlowPrice,
    PriceCommitment,
    StageAccount,
    StageRole,
)
from maillon_web.economics.selectors.exchanges import Ends, Exchange, Values
from maillon_web.flows.selectors.balance import Balance

__all__ = ["Node", "write_commitment", "write_values"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A stage or a place of the chain, what holds it, and its account if somebody wrote one."""

    key: str
    label: str
    account: StageAccount | None
    is_outside: bool
    parent: str


def write_values(
    title: str,
    year: int | None,
    nodes: Sequence[Node],
    exchanges: Sequence[Exchange],
    stock_prices: Mapping[Ends, FlowPrice | None],
    balance: Balance,
) -> Values:
    """Return the model: quantities of the balance where there is one, as written otherwise."""
    quantities = balance.answer or balance.document
    values: Values = {
        "title": title,
        "year": year,
        "stages": [_write_node(node, exchanges) for node in nodes],
        "flows": [{"from": one.source, "to": one.target, **one.flow} for one in exchanges],
        "prices": [
            _write_price(one)
            for one in [*(one.price for one in exchanges), *stock_prices.values()]
            if one is not None
        ],
        "stock_changes": [
            {name: value for name, value in one.items() if name not in {"id", "standard_error"}}
            for one in quantities["stock_changes"]
        ],
    }
    if balance.answer is None:
        values["yields"] = [
            {name: value for name, value in one.items() if name != "id"}
            for one in quantities["yields"]
        ]
    return values


def _write_node(node: Node, exchanges: Sequence[Exchange]) -> Values:
    written = _write_stage(node, exchanges)
    return {**written, "parent": node.parent} if node.parent and not node.is_outside else written


def _write_stage(node: Node, exchanges: Sequence[Exchange]) -> Values:
    account = node.account
    if node.is_outside:
        # Each place outside keeps its name, so that two suppliers are two exchanges.
        return {"key": node.key, "label": node.label, "role": "consumer", "place": "elsewhere"}
    if account is None:
        return {"key": node.key, "label": node.label}
    sold = [one for one in exchanges if one.source == node.key]
    lines = [_write_line(line, sold) for line in account.lines.all()]
    written: Values = {
        "key": node.key,
        "label": node.label,
        "role": account.role,
        "place": account.place,
        "family": account.family or None,
        "ess_share": account.ess_share,
        "result_place": account.result_place or None,
        "source": account.reference,
    }
    if account.role == StageRole.STAGE:
        written["costs"] = lines if lines or account.is_without_costs else None
    return written


def _write_line(line: CostLine, sold: Sequence[Exchange]) -> Values:
    written = {
        "kind": line.kind,
        "label": line.label,
        "amount": line.amount,
        "per_unit": line.per_unit,
        "behaviour": line.behaviour or None,
        "matter": line.matter or None,
        "place": line.place or None,
        "value_added_share": line.value_added_share,
        "spread": line.spread,
        "source": line.source,
    }
    counted = [one for one in sold if line.matter in {"", one.flow["matter"]}]
    if len({one.flow["unit"] for one in counted}) != 1:
        # Nothing sold, or not of one unit: the amount is asked for, as if it were not written.
        written["per_unit"] = written["matter"] = None
    return {name: value for name, value in written.items() if value is not None}


def _write_price(price: FlowPrice) -> Values:
    if not price.target_key:
        return {"stage": price.source_key, "matter": price.matter, "price": price.price}
    return {
        "from": price.source_key,
        "to": price.target_key,
        "matter": price.matter,
        "price": price.price,
        "place": price.place or None,
        "value_added_share": price.value_added_share,
        "spread": price.spread,
        "source": price.reference,
    }


def write_commitment(kept: PriceCommitment) -> Values:
    """Return a promise as the library reads it; its years must have been read."""
    market = {
        "mean": kept.market_mean,
        "standard_deviation": kept.market_sd,
        "volume": kept.market_volume,
        "seller_cost": kept.seller_cost,
        "buyer_value": kept.buyer_value,
    }
    written: Values = {
        "seller": kept.seller_name,
        "buyer": kept.buyer_name,
        "matter": kept.matter,
        "unit": kept.unit,
        "base_price": kept.base_price,
        "floor": kept.floor,
        "ceiling": kept.ceiling,
        "firm_volume_share": kept.firm_volume_share,
        "index_weights": kept.index_weights,
        "years": [
            {
                "year": one.year,
                "promised": one.promised,
                "offered": one.offered,
                "taken": one.taken,
                "market_price": one.market_price,
                "indices": one.indices,
            }
            for one in kept.years.all()
        ],
    }
    if kept.source_key and kept.target_key:
        written |= {"from": kept.source_key, "to": kept.target_key}
    if all(value is not None for value in market.values()):
        written["market"] = market
    return written
