"""Put the account back in the words and the units of the person."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from maillon.domain.flows import FlowModel
from maillon.domain.language import translate as _
from maillon.flows.balances import FlowSystem
from maillon.flows.checking import CheckedModel
from maillon.flows.gross_errors import Adjustment, check_consistency, compute_squares
from maillon.flows.results import (
    FlowClass,
    NextMeasure,
    ReconciledFlow,
    ReconciledShare,
    ReconciledStock,
    Reconciliation,
)

__all__ = ["Account", "write_reconciliation"]

Array = NDArray[np.float64]
_QUANTILE = 1.959963984540054
_MOST_MEASURES = 10


@dataclass(kw_only=True, slots=True)
class Account:
    """What is found of each variable of a system, in base units, part after part."""

    point: Array
    variance: Array
    removed: Array
    lows: Array
    highs: Array
    low_errors: Array
    high_errors: Array
    is_at_bound: NDArray[np.bool_]
    classes: list[FlowClass]
    rank: int = 0
    residuals: list[float] = field(default_factory=list)
    missing: list[tuple[int, float]] = field(default_factory=list)
    repeated: list[tuple[int, float]] = field(default_factory=list)

    @classmethod
    def start(cls, system: FlowSystem) -> "Account":
        """Return an account in which nothing is known yet."""
        count = len(system.value)
        return cls(
            point=np.zeros(count),
            variance=np.full(count, np.nan),
            removed=np.full(count, np.nan),
            lows=np.full(count, np.nan),
            highs=np.full(count, np.nan),
            low_errors=np.zeros(count),
            high_errors=np.zeros(count),
            is_at_bound=np.zeros(count, dtype=bool),
            classes=[FlowClass.DETERMINED] * count,
        )


def write_reconciliation(
    model: FlowModel, system: FlowSystem, account: Account, checked: CheckedModel
) -> Reconciliation:
    """Return the answer, every quantity in the unit in which it was given."""
    test = check_consistency(
        system, Adjustment(point=account.point, removed=account.removed, rank=account.rank)
    )
    squares = np.nan_to_num(compute_squares(system, account.point))
    shares = squares / test.chi2 if test.chi2 > 0 else np.zeros(len(squares))
    errors = np.sqrt(account.variance) / system.factor
    flows = tuple(
        _write_flow(model, system, account, checked, place, float(shares[place]))
        for place in range(system.flow_count)
    )
    stocks = tuple(
        ReconciledStock(
            stock_change=change,
            reconciled=float(account.point[place] / system.factor[place]),
            standard_error=_say_known(errors[place]),
            class_=account.classes[place],
        )
        for place, change in enumerate(model.stock_changes, start=system.flow_count)
    )
    return Reconciliation(
        flows=flows,
        stock_changes=stocks,
        shares=_write_shares(system, account, errors),
        test=test,
        next_measures=_write_measures(system, account),
        largest_residual=max(account.residuals, default=0.0),
        warnings=(*checked.warnings, *_warn(account, system)),
    )


def _write_flow(
    model: FlowModel,
    system: FlowSystem,
    account: Account,
    checked: CheckedModel,
    place: int,
    contribution: float,
) -> ReconciledFlow:
    flow, factor = model.flows[place], system.factor[place]
    point = account.point[place]
    is_held = bool(account.is_at_bound[place])
    error = None if is_held else _say_known(np.sqrt(account.variance[place]) / factor)
    low, high = _find_ends(system, account, place)
    widest = _widen(system, account, place, (low, high))
    has_value = not np.isnan(system.value[place])
    correction = (point - system.value[place]) / system.sigma[place] if has_value else None
    return ReconciledFlow(
        flow=flow,
        reconciled=float(point / factor),
        standard_error=error,
        class_=account.classes[place],
        low=None if np.isinf(low) else float(low / factor),
        high=None if np.isinf(high) else float(high / factor),
        widest_low=None if np.isinf(widest[0]) else float(widest[0] / factor),
        widest_high=None if np.isinf(widest[1]) else float(widest[1] / factor),
        correction=None if correction is None else float(correction),
        contribution=contribution,
        is_at_bound=is_held,
        given_standard_error=checked.errors[place],
    )


def _find_ends(system: FlowSystem, account: Account, place: int) -> tuple[float, float]:
    """Return the interval: what is possible for a free flow, 95 % for another."""
    if account.classes[place] is FlowClass.FREE:
        return account.lows[place], account.highs[place]
    point, lower, upper = account.point[place], system.lower[place], system.upper[place]
    if account.is_at_bound[place]:
        # Its own measure says how far it may be from the bound that holds it.
        reach = _QUANTILE * np.nan_to_num(system.sigma[place])
        value = system.value[place] if not np.isnan(system.value[place]) else point
        return min(point, max(lower, value - reach)), max(point, min(upper, value + reach))
    reach = _QUANTILE * np.sqrt(account.variance[place])
    return max(lower, point - reach), min(upper, point + reach)


def _widen(
    system: FlowSystem, account: Account, place: int, ends: tuple[float, float]
) -> tuple[float, float]:
    """Return the interval of a free flow once the others may be wrong too; others have it yet."""
    if account.classes[place] is not FlowClass.FREE:
        return ends
    low = ends[0] - _QUANTILE * account.low_errors[place]
    high = ends[1] + _QUANTILE * account.high_errors[place]
    return max(low, system.lower[place]), min(high, system.upper[place])


def _say_known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _write_shares(
    system: FlowSystem, account: Account, errors: Array
) -> tuple[ReconciledShare, ...]:
    use_of_row = dict(enumerate(system.yields, start=len(system.balances)))
    return tuple(
        ReconciledShare(
            share=use_of_row[product.row].share,
            year=use_of_row[product.row].year,
            reconciled=float(account.point[product.variable]),
            standard_error=_say_known(errors[product.variable]),
        )
        for product in system.products
    )


def _write_measures(system: FlowSystem, account: Account) -> tuple[NextMeasure, ...]:
    missing = sorted(account.missing, key=lambda entry: -entry[1])
    repeated = sorted(account.repeated, key=lambda entry: -entry[1])
    found = [
        NextMeasure(place=place, settled_count=int(count))
        for place, count in missing
        if place < system.flow_count
    ][:_MOST_MEASURES]
    found += [
        NextMeasure(place=place, reduction=gain)
        for place, gain in repeated
        if place < system.flow_count
    ][:_MOST_MEASURES]
    return tuple(found)


def _warn(account: Account, system: FlowSystem) -> list[str]:
    held = int(account.is_at_bound[: system.flow_count].sum())
    if not held:
        return []
    return [
        _(
            "{count} flux tiennent sur leur minimum ou leur maximum : sans cette borne, leurs "
            "mesures les emmèneraient au-delà."
        ).format(count=held)
    ]
