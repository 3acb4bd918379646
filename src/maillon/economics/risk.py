"""Who bears the risk of a commitment: the margin of each party, without and with the contract."""

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from maillon.economics.commitments import Commitment, hold_price
from maillon.economics.markets import Market, MarketDraws

__all__ = ["Margins", "RiskOfParty", "compute_margins", "measure_risk", "pay_price"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskOfParty:
    """
    How uncertain the margin of a party is over the years of a contract, in euros.

    Attributes
    ----------
    worst_mean
        Mean margin of the worst cases (CVaR).
    loss_probability
        Share of the draws where the margin is negative.
    """

    mean: float
    standard_deviation: float
    worst_mean: float
    loss_probability: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Margins:
    """
    Margin of each party over all the years, one value each draw, in euros.

    The two margins add up to the same without and with the contract: it moves the risk from one
    to the other, it does not remove it.
    """

    seller_without: Array
    seller_with: Array
    buyer_without: Array
    buyer_with: Array


def pay_price(commitment: Commitment, market_price: Array) -> Array:
    """Return the price paid: the one agreed or the one of the market, held between the bounds."""
    agreed = commitment.base_price_eur
    price = market_price if agreed is None else np.full_like(market_price, agreed)
    return hold_price(price, commitment.floor_eur, commitment.ceiling_eur)


def compute_margins(commitment: Commitment, market: Market, drawn: MarketDraws) -> Margins:
    """
    Return what each party earns, without and with the contract.

    Notes
    -----
    What changes hands is the smaller of what is offered and what is wanted, contract or not. The
    contract sets its price, and has the firm share of the volume paid when it was offered. What
    the seller offers has a cost, sold or not. Amounts of different years are added as they are.
    """
    taken = np.minimum(drawn.offered, drawn.wanted)
    firm = np.minimum(commitment.firm_volume_share * market.volume, drawn.offered)
    free = (taken * drawn.price).sum(axis=1)
    bound = (np.maximum(taken, firm) * pay_price(commitment, drawn.price)).sum(axis=1)
    made = market.seller_cost * drawn.offered.sum(axis=1)
    worth = market.buyer_value * taken.sum(axis=1)
    return Margins(
        seller_without=free - made,
        seller_with=bound - made,
        buyer_without=worth - free,
        buyer_with=worth - bound,
    )


def measure_risk(margin: Array, *, worst_share: float = 0.05) -> RiskOfParty:
    """Return the mean, the spread and the worst cases of a margin, one value each draw."""
    count = max(1, ceil(worst_share * len(margin)))
    worst = np.partition(margin, count - 1)[:count]
    return RiskOfParty(
        mean=float(margin.mean()),
        standard_deviation=float(margin.std()),
        worst_mean=float(worst.mean()),
        loss_probability=float((margin < 0).mean()),
    )
