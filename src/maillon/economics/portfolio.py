"""All the commitments at once: one market by matter, the risk of each party over its contracts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from zlib import crc32

import numpy as np

from maillon.economics.commitment_reading import ReadCommitment
from maillon.economics.commitments import Commitment
from maillon.economics.corridors import expect_corridor_price
from maillon.economics.markets import Market, MarketDraws, PriceLaw, draw_market
from maillon.economics.risk import Margins, compute_margins, measure_risk, pay_price

__all__ = ["describe_parties", "describe_risk", "draw_for", "simulate_commitments", "write_pair"]

_CLOSED_FORM_SEED = 1


def simulate_commitments(
    read: Sequence[ReadCommitment], *, draws: int, seed: int
) -> dict[int, Margins]:
    """
    Return the margins of each commitment whose market is known, by its place.

    Parameters
    ----------
    draws, seed
        The same seed gives the same draws.

    Notes
    -----
    Commitments on one matter share one market: their prices rise and fall together. Volumes are
    drawn apart.
    """
    return {
        place: compute_margins(
            one.commitment, one.market, draw_for(one.commitment, one.market, place, draws, seed)
        )
        for place, one in enumerate(read)
        if one.market is not None
    }


def draw_for(
    commitment: Commitment, market: Market, place: int, draws: int, seed: int
) -> MarketDraws:
    """Return the draws of one commitment of a model, the same wherever they are asked."""
    matter = crc32(f"{commitment.matter}|{commitment.unit}".encode())
    return draw_market(
        market,
        draws,
        prices=np.random.default_rng([seed, 0, matter]),
        volumes=np.random.default_rng([seed, 1, place]),
    )


def describe_risk(
    one: ReadCommitment, margins: Margins | None, *, draws: int, seed: int
) -> dict[str, Any] | None:
    """Return the expected price and the risk of each party, or `None` without a market."""
    if one.market is None:
        return None
    described: dict[str, Any] = {
        "expected_price": _expect_price(one, one.market),
        "years": one.market.years,
        "seller": None,
        "buyer": None,
    }
    if margins is None:
        return described
    return described | {
        "draws": draws,
        "seed": seed,
        "seller": write_pair(margins.seller_without, margins.seller_with),
        "buyer": write_pair(margins.buyer_without, margins.buyer_with),
    }


def write_pair(
    free: np.ndarray[Any, np.dtype[np.float64]], bound: np.ndarray[Any, np.dtype[np.float64]]
) -> dict[str, Any]:
    """Return the risk of a party without and with a contract, as JSON values."""
    return {"without": asdict(measure_risk(free)), "with": asdict(measure_risk(bound))}


def _expect_price(one: ReadCommitment, market: Market) -> dict[str, float]:
    """Return mean and spread of the price paid: a closed form when the market price is normal."""
    held = one.commitment
    if held.base_price_eur is not None:
        price = pay_price(held, np.array([held.base_price_eur]))
        return {"mean": float(price[0]), "standard_deviation": 0.0}
    if market.law is PriceLaw.NORMAL:
        expected = expect_corridor_price(
            market.mean, market.standard_deviation, floor=held.floor_eur, ceiling=held.ceiling_eur
        )
        return asdict(expected)
    generator = np.random.default_rng(_CLOSED_FORM_SEED)
    drawn = draw_market(market, 20_000, prices=generator, volumes=generator)
    paid = pay_price(held, drawn.price[:, 0])
    return {"mean": float(paid.mean()), "standard_deviation": float(paid.std())}


def describe_parties(
    read: Sequence[ReadCommitment], margins: Mapping[int, Margins]
) -> list[dict[str, Any]]:
    """Return the risk of each party over all its commitments together."""
    names = dict.fromkeys(
        name
        for place in margins
        for name in (read[place].commitment.seller, read[place].commitment.buyer)
    )
    return [_describe_party(name, read, margins) for name in names]


def _describe_party(
    name: str, read: Sequence[ReadCommitment], margins: Mapping[int, Margins]
) -> dict[str, Any]:
    sold = [place for place in margins if read[place].commitment.seller == name]
    bought = [place for place in margins if read[place].commitment.buyer == name]
    free = [margins[place].seller_without for place in sold]
    bound = [margins[place].seller_with for place in sold]
    free += [margins[place].buyer_without for place in bought]
    bound += [margins[place].buyer_with for place in bought]
    return {
        "name": name,
        "sells": sold,
        "buys": bought,
        **write_pair(np.sum(free, axis=0), np.sum(bound, axis=0)),
    }
