"""The best value known of each flow: measured, reconciled, or added up."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from maillon.domain.flows import Flow
from maillon.flows.results import FlowClass, ReconciledFlow, Reconciliation

__all__ = [
    "FlowEstimate",
    "add_estimates",
    "as_measured",
    "as_reconciled",
    "list_estimates",
    "scale_estimate",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowEstimate:
    """
    The best value known of a flow.

    Attributes
    ----------
    value, standard_error
        In the unit of the flow; `None` when nobody knows.
    low, high
        Where it lies, when that is all that can be said.
    is_free
        True when the data do not determine it.
    """

    value: float | None
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None
    is_free: bool = False


def list_estimates(reconciliation: Reconciliation) -> tuple[FlowEstimate, ...]:
    """Return the reconciled value of every flow, in the order of the model."""
    return tuple(map(as_reconciled, reconciliation.flows))


def as_reconciled(entry: ReconciledFlow) -> FlowEstimate:
    """Return what the account says of a flow."""
    is_free = entry.class_ is FlowClass.FREE
    return FlowEstimate(
        value=entry.reconciled,
        standard_error=entry.standard_error,
        low=entry.low if is_free else None,
        high=entry.high if is_free else None,
        is_free=is_free,
    )


def as_measured(flow: Flow) -> FlowEstimate:
    """Return what is known of a flow before any reconciliation."""
    return FlowEstimate(
        value=flow.value,
        standard_error=flow.standard_error,
        low=flow.minimum if flow.value is None else None,
        high=flow.maximum if flow.value is None else None,
        is_free=flow.value is None,
    )


def add_estimates(parts: Sequence[FlowEstimate]) -> FlowEstimate:
    """
    Return the estimate of a sum, as if the errors were independent.

    A sum of which a part is free is free: it lies between the sums of what the parts may be.
    """
    if len(parts) == 1:
        return parts[0]
    values = [part.value for part in parts]
    errors = [part.standard_error for part in parts]
    is_free = any(part.is_free for part in parts)
    lows = [part.low if part.is_free else part.value for part in parts]
    highs = [part.high if part.is_free else part.value for part in parts]
    value = None if None in values else sum(filter(None, values))
    return FlowEstimate(
        value=value,
        standard_error=None
        if is_free or None in errors
        else math.hypot(*(error for error in errors if error is not None)),
        low=sum(low or 0.0 for low in lows) if is_free else None,
        high=None if not is_free or None in highs else sum(filter(None, highs)),
        is_free=is_free,
    )


def scale_estimate(estimate: FlowEstimate, factor: float) -> FlowEstimate:
    """Return an estimate in another unit."""
    if factor == 1:
        return estimate
    value, error, low, high = (
        None if number is None else number * factor
        for number in (estimate.value, estimate.standard_error, estimate.low, estimate.high)
    )
    return FlowEstimate(
        value=value, standard_error=error, low=low, high=high, is_free=estimate.is_free
    )
