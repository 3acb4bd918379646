"""Look for the terms that protect both parties alike: floor, ceiling, firm volume."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from maillon.economics.commitments import Commitment
from maillon.economics.markets import Market, MarketDraws
from maillon.economics.risk import Margins, compute_margins, measure_risk

__all__ = ["FairTerms", "choose_terms", "find_fair_terms", "list_widths"]

_WIDTHS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
_GRID = 9
_TURNS = 20
_REACH = 3.0
_CLOSE = 1e-4


@dataclass(frozen=True, kw_only=True, slots=True)
class FairTerms:
    """
    Terms under which the worst cases of both parties improve by as much.

    Attributes
    ----------
    width
        Ceiling minus floor, in euros per unit.
    seller_reduction, buyer_reduction
        What the contract adds to the mean margin of the worst cases, in euros.
    mean_transfer
        What the seller gets on average beyond the market, in euros.
    """

    commitment: Commitment
    width: float
    seller_reduction: float
    buyer_reduction: float
    mean_transfer: float
    margins: Margins

    @property
    def gap(self) -> float:
        """Return how much more the seller is protected than the buyer."""
        return self.seller_reduction - self.buyer_reduction

    @property
    def shared_reduction(self) -> float:
        """Return the protection that both parties are sure to get."""
        return min(self.seller_reduction, self.buyer_reduction)


def list_widths(market: Market) -> tuple[float, ...]:
    """Return the widths of corridor to try: from a constant price to three standard deviations."""
    return tuple(width * market.standard_deviation for width in _WIDTHS)


def find_fair_terms(
    commitment: Commitment,
    market: Market,
    drawn: MarketDraws,
    *,
    widths: Sequence[float],
    firm_shares: Sequence[float],
) -> list[FairTerms]:
    """
    Return, for each width of corridor and firm share, the terms that protect both parties alike.

    Parameters
    ----------
    widths
        Ceiling minus floor, in euros per unit; zero is a constant price.
    firm_shares
        Shares of the volume that are paid even when not taken.

    Returns
    -------
    list
        In the order of the widths, then of the shares. Terms that no corridor around the market
        price balances are left out.

    Notes
    -----
    A corridor of a given width is moved up and down. Higher, it is better for the seller in every
    draw and worse for the buyer: the gap between what their worst cases gain only grows. A grid
    finds where it changes sign; the point is then refined by false position.
    """
    found = []
    for width in widths:
        for share in firm_shares:
            search = _Search(
                commitment=commitment, market=market, drawn=drawn, width=width, firm=share
            )
            terms = search.balance()
            if terms is not None:
                found.append(terms)
    return found


def choose_terms(found: Sequence[FairTerms]) -> int | None:
    """Return the place of the terms that protect both parties most; `None` if none does."""
    best = max(range(len(found)), key=lambda one: found[one].shared_reduction, default=None)
    return best if best is not None and found[best].shared_reduction > 0 else None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Search:
    """One width and one firm share: only the place of the corridor is looked for."""

    commitment: Commitment
    market: Market
    drawn: MarketDraws
    width: float
    firm: float

    def weigh(self, centre: float) -> FairTerms:
        """Return what a corridor around a price gives to each party."""
        low = max(0.0, centre - self.width / 2)
        moved = replace(
            self.commitment,
            base_price_eur=None,
            index_weights={},
            floor_eur=low,
            ceiling_eur=low + self.width,
            firm_volume_share=self.firm,
        )
        margins = compute_margins(moved, self.market, self.drawn)
        seller, buyer = (
            measure_risk(bound).worst_mean - measure_risk(free).worst_mean
            for free, bound in (
                (margins.seller_without, margins.seller_with),
                (margins.buyer_without, margins.buyer_with),
            )
        )
        return FairTerms(
            commitment=moved,
            width=self.width,
            seller_reduction=seller,
            buyer_reduction=buyer,
            mean_transfer=float((margins.seller_with - margins.seller_without).mean()),
            margins=margins,
        )

    def balance(self) -> FairTerms | None:
        """Return the corridor that protects both alike, or `None` when none does."""
        mean, reach = self.market.mean, _REACH * self.market.standard_deviation
        centres = np.linspace(max(0.0, mean - reach), mean + reach, _GRID)
        tried = [self.weigh(float(centre)) for centre in centres]
        after = next((place for place, one in enumerate(tried) if one.gap >= 0), 0)
        if after == 0:
            return None
        ends = [float(centres[after - 1]), float(centres[after])]
        return self._refine(ends, [tried[after - 1], tried[after]])

    def _refine(self, ends: list[float], tried: list[FairTerms]) -> FairTerms:
        gaps = [one.gap for one in tried]
        best = min(tried, key=lambda one: abs(one.gap))
        for _turn in range(_TURNS):
            scale = max(abs(best.seller_reduction), abs(best.buyer_reduction))
            if abs(best.gap) <= _CLOSE * scale or gaps[0] == gaps[1]:
                break
            centre = (ends[0] * gaps[1] - ends[1] * gaps[0]) / (gaps[1] - gaps[0])
            found = self.weigh(centre)
            side = 1 if found.gap >= 0 else 0
            ends[side], gaps[side] = centre, found.gap
            best = min(best, found, key=lambda one: abs(one.gap))
        return best
