"""Draws of what nobody knows when a contract is signed: prices, harvests, needs, by year."""

from dataclasses import dataclass
from enum import StrEnum
from math import log, sqrt

import numpy as np
import numpy.typing as npt

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["Market", "MarketDraws", "PriceLaw", "draw_market"]

Array = npt.NDArray[np.float64]


class PriceLaw(StrEnum):
    """How the market price is spread around its mean."""

    NORMAL = "normal"
    LOGNORMAL = "lognormal"


@dataclass(frozen=True, kw_only=True, slots=True)
class Market:
    """
    What surrounds a commitment.

    Attributes
    ----------
    mean, standard_deviation
        Of the market price in any year, in euros per unit.
    volume
        What is promised, and on average offered and wanted, each year.
    seller_cost
        What a unit costs the seller, sold or not.
    buyer_value
        What a unit brings the buyer, before its price.
    years
        Length of the commitment.
    persistence
        Share of the gap to the mean that is left a year later, from 0 to 1, 1 excluded.
    offer_spread, demand_spread
        Half-width of what is offered, and of what is wanted, relative to the volume: uniform.
    """

    mean: float
    standard_deviation: float
    volume: float
    seller_cost: float
    buyer_value: float
    years: int = 1
    persistence: float = 0.0
    law: PriceLaw = PriceLaw.NORMAL
    offer_spread: float = 0.0
    demand_spread: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class MarketDraws:
    """Prices and volumes: a row each draw, a column each year."""

    price: Array
    offered: Array
    wanted: Array


def draw_market(
    market: Market, draws: int, *, prices: np.random.Generator, volumes: np.random.Generator
) -> MarketDraws:
    """
    Draw the prices and the volumes of every year of a commitment.

    Parameters
    ----------
    prices, volumes
        Generators: two commitments on one matter share the first, and so the same market.

    Notes
    -----
    The gap of the price to its mean is an autoregressive process of order one, started in its
    steady state: its mean and its spread are the same every year. A lognormal price has the same
    mean and spread as a normal one, and is never negative.
    """
    if market.law is PriceLaw.LOGNORMAL and not market.mean > 0:
        raise InvalidInput(
            f"lognormal price of mean {market.mean}",
            user=_("Un prix de loi lognormale a une moyenne strictement positive."),
        )
    gap = _draw_gaps(market, draws, prices)
    if market.law is PriceLaw.LOGNORMAL:
        variance = log(1 + (market.standard_deviation / market.mean) ** 2)
        price = market.mean * np.exp(sqrt(variance) * gap - variance / 2)
    else:
        price = market.mean + market.standard_deviation * gap
    return MarketDraws(
        price=price,
        offered=_draw_volumes(market, market.offer_spread, gap.shape, volumes),
        wanted=_draw_volumes(market, market.demand_spread, gap.shape, volumes),
    )


def _draw_gaps(market: Market, draws: int, generator: np.random.Generator) -> Array:
    gap = generator.standard_normal((market.years, draws))
    kept, fresh = market.persistence, sqrt(1 - market.persistence**2)
    if kept:
        for year in range(1, market.years):
            gap[year] = kept * gap[year - 1] + fresh * gap[year]
    return gap.T


def _draw_volumes(
    market: Market, spread: float, shape: tuple[int, ...], generator: np.random.Generator
) -> Array:
    if not spread:
        return np.full(shape, market.volume)
    return np.asarray(market.volume * (1 + spread * generator.uniform(-1.0, 1.0, size=shape)))
