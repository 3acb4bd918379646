"""From the producer to the consumer: what one euro of the final price is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from maillon.domain.flows import OUTSIDE
from maillon.economics.accounts import ChainAccount
from maillon.economics.input_output import leontief_inverse
from maillon.economics.model import ChainEconomy, Exchange
from maillon.economics.stocks import share_bought_stocks

__all__ = ["FinalPrice", "PriceStep", "explain_final_prices"]

_CENT = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceStep:
    """
    What one stage puts into a final price.

    Attributes
    ----------
    value_added, bought_outside
        In euros per unit of the product sold: what the stage adds, what it buys outside the chain.
    price_out
        What the stage itself sells to the next, per unit of the final product, when the stage is
        on the way; it includes what comes before.
    """

    stage: str
    value_added: float
    bought_outside: float
    price_out: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FinalPrice:
    """
    One product as the consumer buys it.

    The value added and the outer purchases of the steps add up to `price_eur`.
    """

    exchange: str
    stage: str
    matter: str
    unit: str
    quantity: float
    price_eur: float
    steps: tuple[PriceStep, ...]


def explain_final_prices(chain: ChainEconomy, account: ChainAccount) -> list[FinalPrice]:
    """
    Return what each final price is made of, stage by stage in the order of the chain.

    Parameters
    ----------
    chain, account
        A complete account; nothing is said of an incomplete one.

    Notes
    -----
    A stage that sells several products shares its costs between them by value (economic
    allocation), as the Leontief inverse does: loops of reuse are followed to the end.
    """
    final = [one for one in chain.exchanges if one.buyer == OUTSIDE and one.seller != OUTSIDE]
    if not account.is_complete or any(one.product < _CENT for one in account.stages):
        return []
    rank = {one.key: place for place, one in enumerate(account.stages)}
    product = np.array([one.product for one in account.stages])
    used = np.zeros((len(rank), len(rank)))
    stocked = share_bought_stocks(chain)
    for one in chain.exchanges:
        if OUTSIDE not in {one.seller, one.buyer}:
            amount = abs(one.value_eur or 0.0) - stocked.get(one.key, 0.0)
            used[rank[one.seller], rank[one.buyer]] += amount
    if (used < 0).any():
        return []  # more was stocked than bought: the year does not show what the price is made of
    content = leontief_inverse(used / product)
    outer = {
        one.key: one.intermediate_consumption - float(used[:, rank[one.key]].sum())
        for one in account.stages
    }
    return [
        _explain(one, account, content[:, rank[one.seller]], outer) for one in final if one.quantity
    ]


def _explain(
    exchange: Exchange,
    account: ChainAccount,
    content: np.ndarray[tuple[int], np.dtype[np.float64]],
    outer: Mapping[str, float],
) -> FinalPrice:
    price = abs(exchange.price_eur or 0.0)
    steps = tuple(
        PriceStep(
            stage=one.key,
            value_added=price * float(weight) * one.value_added / one.product,
            bought_outside=price * float(weight) * outer[one.key] / one.product,
            price_out=price * float(weight),
        )
        for one, weight in zip(account.stages, content, strict=True)
        if weight > 0
    )
    return FinalPrice(
        exchange=exchange.key,
        stage=exchange.seller,
        matter=exchange.matter,
        unit=exchange.unit,
        quantity=exchange.quantity or 0.0,
        price_eur=price,
        steps=steps,
    )
