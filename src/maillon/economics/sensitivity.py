"""What changes the result of a chain: one cause at a time, by scenario, or all by chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import OUTSIDE
from maillon.domain.language import translate as _
from maillon.economics.correlation import FactorGroup, draw_together
from maillon.economics.model import ChainEconomy, CostKind, StockPrice

__all__ = [
    "Factor",
    "Outcome",
    "TornadoBar",
    "draw_tornado",
    "evaluate_chain",
    "list_factors",
    "list_spreads",
    "run_scenario",
    "simulate_chain",
]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Factor:
    """
    One thing that may be higher or lower than said.

    Attributes
    ----------
    key
        `volume`, `yield:<stage>`, `price:<exchange>` or `cost:<stage>:<label>`.
    spread
        Half-width of its own uncertainty; `None` for the one of the study.
    """

    key: str
    spread: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Value added and result of each stage, in euros: a row each draw, a column each stage."""

    stages: tuple[str, ...]
    value_added: Array
    result: Array


@dataclass(frozen=True, kw_only=True, slots=True)
class TornadoBar:
    """What a result becomes when one factor goes down, then up, in euros."""

    factor: Factor
    spread: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """Return how much the factor weighs."""
        return abs(self.high - self.low)


def list_factors(chain: ChainEconomy) -> list[Factor]:
    """Return what may vary, in the order of the columns of `evaluate_chain`."""
    factors = [Factor(key="volume")]
    factors += [Factor(key=f"yield:{stage.key}") for stage in chain.stages]
    factors += [Factor(key=f"price:{one.key}", spread=one.spread) for one in chain.exchanges]
    factors += [
        Factor(key=f"cost:{stage.key}:{line.label}", spread=line.spread)
        for stage in chain.stages
        for line in stage.costs or ()
    ]
    return factors


def evaluate_chain(chain: ChainEconomy, multipliers: Array) -> Outcome:
    """
    Return the accounts of the chain under many variants at once.

    Parameters
    ----------
    chain
        A complete chain: every quantity, price and cost is known.
    multipliers
        A row each variant, a column each factor of `list_factors`; one leaves it unchanged.

    Notes
    -----
    A yield changes what a stage gives, and so everything downstream, but is not fed back inside a
    loop. What a stage takes from several suppliers counts for its share. Outer purchases follow
    what the stage receives.
    """
    sizes = np.cumsum([1, len(chain.stages), len(chain.exchanges)])
    volume, yields, prices, costs = np.split(multipliers, sizes, axis=1)
    received = _spread_quantities(chain, volume[:, 0], yields)
    given = received * yields
    added = np.zeros((len(multipliers), len(chain.stages)))
    rank = {stage.key: place for place, stage in enumerate(chain.stages)}
    for place, one in enumerate(chain.exchanges):
        scale = given[:, rank[one.source]] if one.source in rank else received[:, rank[one.target]]
        amount = abs(one.value_eur or 0.0) * scale * prices[:, place]
        if one.seller in rank:
            added[:, rank[one.seller]] += amount
        if one.buyer in rank:
            added[:, rank[one.buyer]] -= amount
    _add_stocks(chain, prices, (received, given), added)
    result = added.copy()
    _spend(chain, costs, given, (added, result))
    return Outcome(
        stages=tuple(stage.key for stage in chain.stages), value_added=added, result=result
    )


def _add_stocks(
    chain: ChainEconomy, prices: Array, quantities: tuple[Array, Array], added: Array
) -> None:
    """Add what is stocked: it follows the quantities, and the prices that it is counted at."""
    received, given = quantities
    rank = {stage.key: place for place, stage in enumerate(chain.stages)}
    column = {one.key: place for place, one in enumerate(chain.exchanges)}
    for move in chain.stock_moves:
        place = rank[move.stage]
        scale = (received if move.is_bought else given)[:, place]
        if move.price_source is not StockPrice.GIVEN and move.basis:
            columns = [column[key] for key in move.basis]
            weights = np.array([chain.exchanges[one].quantity or 0.0 for one in columns])
            weights *= [chain.exchanges[one].price_eur or 0.0 for one in columns]
            if weights.sum() > 0:
                scale = scale * (prices[:, columns] @ (weights / weights.sum()))
        added[:, place] += (move.value_eur or 0.0) * scale


def _spend(chain: ChainEconomy, costs: Array, given: Array, totals: tuple[Array, Array]) -> None:
    added, result = totals
    column = 0
    for place, stage in enumerate(chain.stages):
        for line in stage.costs or ():
            amount = (line.amount_eur or 0.0) * costs[:, column]
            if line.is_variable:
                amount *= given[:, place]
            result[:, place] += amount if line.kind is CostKind.SUBSIDY else -amount
            if line.kind is CostKind.PURCHASE:
                added[:, place] -= amount
            column += 1


def _spread_quantities(chain: ChainEconomy, volume: Array, yields: Array) -> Array:
    """Return what each stage receives, relative to what it was, in each variant."""
    inner, outer = _weigh_supplies(chain)
    received = np.zeros_like(yields)
    for group in _order_groups(inner):
        # Inside a loop of reuse a yield is not fed back: it would grow without end.
        loop = inner[np.ix_(group, group)]
        before = inner[group].copy()
        before[:, group] = 0.0
        arriving = np.outer(volume, outer[group]) + (received * yields) @ before.T
        received[:, group] = arriving @ np.linalg.inv(np.eye(len(group)) - loop).T
    return received


def _order_groups(inner: Array) -> list[list[int]]:
    """Return the stages, those of a same loop together, each after all that supplies it."""
    count = len(inner)
    feeds = (inner > 0) | np.eye(count, dtype=bool)
    for _step in range(count.bit_length()):
        feeds = (feeds.astype(np.int64) @ feeds.astype(np.int64)) > 0
    groups: dict[tuple[int, ...], list[int]] = {}
    for place in sorted(range(count), key=lambda one: int(feeds[one].sum())):
        groups.setdefault(tuple(np.flatnonzero(feeds[place] & feeds[:, place])), []).append(place)
    return list(groups.values())


def _weigh_supplies(chain: ChainEconomy) -> tuple[Array, Array]:
    """Return the weight of each stage, and of the outside, in what a stage receives."""
    count = len(chain.stages)
    rank = {stage.key: place for place, stage in enumerate(chain.stages)}
    inner, outer = np.zeros((count, count)), np.zeros(count)
    for stage in chain.stages:
        inflows = [one for one in chain.exchanges if one.target == stage.key]
        is_one_unit = len({one.unit for one in inflows}) == 1
        for one in inflows:
            weight = abs((one.quantity if is_one_unit else one.value_eur) or 0.0)
            if one.source == OUTSIDE:
                outer[rank[stage.key]] += weight
            else:
                inner[rank[stage.key], rank[one.source]] += weight
    fed = _find_fed_stages(inner)
    # Behind a head, what comes from outside follows the matter; without one, it drives the loop.
    outer = np.where(fed & (inner.sum(axis=1) > 0), 0.0, outer)
    total = inner.sum(axis=1) + outer
    idle = total == 0
    inner[~idle] /= total[~idle, None]
    outer = np.where(idle, 1.0, np.divide(outer, total, where=~idle, out=np.ones(count)))
    return _open_closed_loops(inner, outer)


def _find_fed_stages(inner: Array) -> npt.NDArray[np.bool_]:
    """Say which stages a head (a stage without supplier in the chain) reaches."""
    fed = np.asarray(inner.sum(axis=1) == 0)
    for _step in range(len(inner)):
        fed = fed | ((inner > 0) & fed[None, :]).any(axis=1)
    return fed


def _open_closed_loops(inner: Array, outer: Array) -> tuple[Array, Array]:
    """Let the volume drive the stages that nothing from outside ever reaches."""
    reached = outer > 0
    for _step in range(len(inner)):
        reached = reached | ((inner > 0) & reached[None, :]).any(axis=1)
    inner[~reached] = 0.0
    return inner, np.where(reached, outer, 1.0)


def run_scenario(chain: ChainEconomy, changes: Mapping[str, float]) -> Outcome:
    """
    Return the chain under a scenario: relative changes by key of factor, 0.3 for +30 %.

    Raises
    ------
    InvalidInput
        If a key names no factor.
    """
    keys = [factor.key for factor in list_factors(chain)]
    unknown = sorted(set(changes) - set(keys))
    if unknown:
        raise InvalidInput(
            f"unknown factors {unknown}",
            user=_(
                "Ce scénario change ce que le modèle ne contient pas : {names}. Les noms possibles "
                "sont volume, yield:maillon, price:échange et cost:maillon:libellé."
            ).format(names=", ".join(unknown)),
        )
    multipliers = np.ones((1, len(keys)))
    for place, key in enumerate(keys):
        multipliers[0, place] += changes.get(key, 0.0)
    return evaluate_chain(chain, multipliers)


def draw_tornado(chain: ChainEconomy, *, spread: float = 0.2) -> dict[str, list[TornadoBar]]:
    """
    Move each factor alone, down then up, and return the bars, the widest first.

    Parameters
    ----------
    spread
        Half-width for the factors that have none of their own: 0.2 for ±20 %.

    Returns
    -------
    dict
        Bars of the result of each stage by its key, and of the whole chain under an empty key. A
        price between two stages moves nothing in the chain and much in each of them.
    """
    factors = list_factors(chain)
    widths = list_spreads(factors, spread)
    multipliers = np.ones((2 * len(factors), len(factors)))
    for place, width in enumerate(widths):
        multipliers[2 * place, place] -= width
        multipliers[2 * place + 1, place] += width
    outcome = evaluate_chain(chain, multipliers)
    totals = {"": outcome.result.sum(axis=1)}
    totals |= {key: outcome.result[:, place] for place, key in enumerate(outcome.stages)}
    return {key: _sort_bars(factors, widths, total) for key, total in totals.items()}


def _sort_bars(factors: Sequence[Factor], widths: Array, totals: Array) -> list[TornadoBar]:
    bars = [
        TornadoBar(
            factor=factor,
            spread=float(widths[place]),
            low=float(totals[2 * place]),
            high=float(totals[2 * place + 1]),
        )
        for place, factor in enumerate(factors)
    ]
    return sorted(bars, key=lambda bar: -bar.width)


def simulate_chain(
    chain: ChainEconomy,
    *,
    draws: int,
    seed: int,
    spread: float = 0.2,
    groups: Sequence[FactorGroup] = (),
) -> Outcome:
    """
    Draw every factor at random and return the accounts of each draw.

    Parameters
    ----------
    draws, seed
        The same seed gives the same draws.
    spread
        As in `draw_tornado`. Each factor is uniform between its two ends.
    groups
        Factors that move together. The others are independent, which makes too narrow a spread
        when they are not.
    """
    if draws < 1:
        raise InvalidInput(f"{draws} draws", user=_("Il faut au moins un tirage."))
    factors = list_factors(chain)
    widths = list_spreads(factors, spread)
    generator = np.random.default_rng(seed)
    chance = generator.uniform(-1.0, 1.0, size=(draws, len(widths)))
    column = {factor.key: place for place, factor in enumerate(factors)}
    for group in groups:
        columns = [column[key] for key in group.factors]
        chance[:, columns] = draw_together(group, draws, generator)
    return evaluate_chain(chain, 1.0 + chance * widths)


def list_spreads(factors: Sequence[Factor], spread: float) -> Array:
    """Return the half-width of each factor: its own, or the one of the study."""
    widths = np.array([spread if one.spread is None else one.spread for one in factors])
    if not ((widths >= 0) & (widths < 1)).all():
        raise InvalidInput(
            f"spread {spread}",
            user=_(
                "L’incertitude (« spread ») est une part entre 0 et 1, 1 exclu : 0,2 pour 20 %."
            ),
        )
    return widths
