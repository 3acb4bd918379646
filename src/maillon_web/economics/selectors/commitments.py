"""Promises of price and volume: what was kept, what is paid, what circulates beside."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import get_language

import maillon
from maillon.domain.errors import MaillonError
from maillon.studies.accounting.contracting import account_for_commitments, propose_terms
from maillon_web.economics.models import PriceCommitment
from maillon_web.economics.selectors.rows import list_rows
from maillon_web.economics.selectors.values import write_commitment
from maillon_web.filieres.selectors import Opened
from maillon_web.flows.selectors.balance import find_balance

__all__ = [
    "Corridor",
    "Kept",
    "draw_corridor",
    "has_market",
    "list_commitments",
    "search_terms",
    "settle",
    "sum_up",
]

Values = Mapping[str, Any]
DRAWS = 10_000
_KEPT_S = 7 * 24 * 3600
WIDTH, HEIGHT = 640, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 80, 20, 40
_FEWEST = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What was promised and what was taken, all years together; `None` when none took place."""

    promised: float
    taken: float
    paid_eur: float

    @property
    def share(self) -> float | None:
        """Share of the promise that was kept."""
        return self.taken / self.promised if self.promised else None


def list_commitments(opened: Opened) -> QuerySet[PriceCommitment]:
    """Return the promises that the reader may see, with their years."""
    return list_rows(opened, PriceCommitment).prefetch_related("years")


def settle(
    opened: Opened, commitments: Sequence[PriceCommitment], *, with_risk: bool = False
) -> tuple[Values | None, Sequence[str]]:
    """
    Return the account of some promises in their order, or why there is none.

    What circulates is read in the flows of every year that the reader sees. A computation with
    the risk is kept as long as nothing in it changes.
    """
    values = {
        "flows": _list_flows(opened),
        "commitments": [write_commitment(one) for one in commitments],
    }
    draws = DRAWS if with_risk else 0
    made_of = json.dumps([values, draws, get_language(), maillon.__version__], sort_keys=True)
    name = f"economics.commitments:{hashlib.sha256(made_of.encode()).hexdigest()}"
    found: Values | None = cache.get(name) if with_risk else None
    if found is None:
        try:
            found = account_for_commitments(values, draws=draws)
        except MaillonError as error:
            return None, tuple(error.details) or (error.for_user(),)
        if with_risk:
            cache.set(name, found, _KEPT_S)
    return found, ()


def has_market(commitment: PriceCommitment) -> bool:
    """Tell whether enough is known of the market to measure the risk."""
    return "market" in write_commitment(commitment)


def search_terms(commitment: PriceCommitment) -> tuple[Values | None, Sequence[str]]:
    """Return terms that protect both parties as much, or why there are none; kept likewise."""
    values = {"commitments": [write_commitment(commitment)]}
    made_of = json.dumps([values, get_language(), maillon.__version__], sort_keys=True)
    name = f"economics.terms:{hashlib.sha256(made_of.encode()).hexdigest()}"
    found: Values | None = cache.get(name)
    if found is None:
        try:
            found = propose_terms(values, 0)
        except MaillonError as error:
            return None, tuple(error.details) or (error.for_user(),)
        cache.set(name, found, _KEPT_S)
    return found, ()


def sum_up(settled: Values) -> Kept | None:
    """Return a promise all years together, of those that took place."""
    years = settled["years"]
    if not years:
        return None
    return Kept(
        promised=sum(one["promised"] for one in years),
        taken=sum(one["taken"] for one in years),
        paid_eur=sum(one["paid_eur"] or 0.0 for one in years),
    )


def _list_flows(opened: Opened) -> list[dict[str, Any]]:
    balance = find_balance(opened)
    flows = (balance.answer or balance.document)["flows"]
    names = ("matter", "unit", "year", "value", "reconciled", "class", "interval", "source")
    return [
        {
            "from": flow["from_key"],
            "to": flow["to_key"],
            **{name: flow[name] for name in names if name in flow},
        }
        for flow in flows
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One price on the drawing."""

    x: float
    y: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Corridor:
    """The price of the promise beside that of the market, between its bounds, year after year."""

    promised: Sequence[Point]
    market: Sequence[Point]
    floor: float | None
    ceiling: float | None
    marks: Sequence[tuple[float, float]]
    years: Sequence[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM

    @property
    def room(self) -> int:
        """How wide the drawing is between its two sides."""
        return self.right - self.left

    @property
    def promised_line(self) -> str:
        """The price paid, in the order of time."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.promised)

    @property
    def market_line(self) -> str:
        """The price of the market, likewise."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.market)

    @property
    def band(self) -> tuple[float, float] | None:
        """Top and height of what lies between the bounds."""
        if self.floor is None or self.ceiling is None:
            return None
        return self.ceiling, self.floor - self.ceiling


def draw_corridor(commitment: PriceCommitment, settled: Values) -> Corridor | None:
    """Place the prices; `None` when there are not two years to place."""
    paid: dict[int, float] = {
        one["year"]: one["price_eur"] for one in settled["years"] if one["price_eur"] is not None
    }
    market = {
        one.year: one.market_price for one in commitment.years.all() if one.market_price is not None
    }
    years = sorted({*paid, *market})
    if len(years) < _FEWEST:
        return None
    bounds = [one for one in (commitment.floor, commitment.ceiling) if one is not None]
    prices: list[float] = [*paid.values(), *market.values(), *bounds]
    low, high = min(0.0, *prices), max(prices) * 1.05 or 1.0

    def x(year: int) -> float:
        share = (year - years[0]) / (years[-1] - years[0])
        return round(_LEFT + 20 + share * (WIDTH - _LEFT - _RIGHT - 40), 1)

    def y(price: float) -> float:
        share: float = (price - low) / (high - low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)

    return Corridor(
        promised=[Point(x=x(year), y=y(paid[year])) for year in years if year in paid],
        market=[Point(x=x(year), y=y(market[year])) for year in years if year in market],
        floor=None if commitment.floor is None else y(commitment.floor),
        ceiling=None if commitment.ceiling is None else y(commitment.ceiling),
        marks=[(y(price), price) for price in (low, (low + high) / 2, high)],
        years=[(x(year), year) for year in years],
    )
