"""From the producer to the consumer: what one euro of the final price is made of."""

from dataclasses import dataclass
from math import fsum

import numpy as np

from maillon.domain.flows import OUTSIDE
from maillon.economics.accounts import ChainAccount
from maillon.economics.input_output import leontief_inverse
from maillon.economics.model import ChainEconomy, Exchange

__all__ = ["FinalPrice", "PriceStep", "explain_final_prices"]


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
    if not account.is_complete or any(one.product <= 0 for one in account.stages):
        return []
    rank = {one.key: place for place, one in enumerate(account.stages)}
    product = np.array([one.product for one in account.stages])
    sold = np.zeros((len(rank), len(rank)))
    for one in chain.exchanges:
        if OUTSIDE not in {one.seller, one.buyer}:
            sold[rank[one.seller], rank[one.buyer]] += abs(one.value_eur or 0.0)
    content = leontief_inverse(sold / product)
    return [_explain(one, account, content[:, rank[one.seller]]) for one in final if one.quantity]


def _explain(
    exchange: Exchange, account: ChainAccount, content: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> FinalPrice:
    price = abs(exchange.price_eur or 0.0)
    steps = tuple(
        PriceStep(
            stage=one.key,
            value_added=price * float(weight) * one.value_added / one.product,
            bought_outside=price
            * float(weight)
            * fsum((one.bought_on_territory, one.bought_elsewhere))
            / one.product,
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
