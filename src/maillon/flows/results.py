"""What a reconciliation answers, in the units of the person who asked."""

from dataclasses import dataclass
from enum import StrEnum

from maillon.domain.flows import Flow, StockChange, TransferShare

__all__ = [
    "BalanceTest",
    "ConsistencyTest",
    "FlowClass",
    "NextMeasure",
    "ReconciledFlow",
    "ReconciledShare",
    "ReconciledStock",
    "Reconciliation",
]


class FlowClass(StrEnum):
    """What the balances say of a flow."""

    REDUNDANT = "redundant"
    MEASURED = "measured"
    DETERMINED = "determined"
    FREE = "free"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReconciledFlow:
    """
    A flow once the account closes; quantities in the unit of `flow`.

    Attributes
    ----------
    flow
        As it was given.
    reconciled
        Value that closes the balances. Of a free flow, one value among those of the interval.
    standard_error
        After reconciliation. `None` for a free flow, and for one that stands on its bound, where
        an error on both sides means nothing.
    class_
        What the balances say of it.
    low, high
        Of a free flow: all that it can be while the others keep their value. Otherwise the
        interval at 95 %. `None` for an end without limit.
    widest_low, widest_high
        Of a free flow: the same interval, each end moved away by 1.96 of its standard error, as
        the others may be wrong. Otherwise `low` and `high`.
    correction
        Reconciled minus given, in given standard errors; `None` without a value.
    contribution
        Share of the whole disagreement (chi2) that it bears; 0 without a value.
    is_at_bound
        Whether its minimum or maximum holds it.
    given_standard_error
        The one that was used: as given, or from the quality score.
    """

    flow: Flow
    reconciled: float
    standard_error: float | None
    class_: FlowClass
    low: float | None
    high: float | None
    widest_low: float | None
    widest_high: float | None
    correction: float | None
    contribution: float
    is_at_bound: bool
    given_standard_error: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReconciledStock:
    """A change of stock once the account closes, in the unit of `stock_change`."""

    stock_change: StockChange
    reconciled: float
    standard_error: float | None
    class_: FlowClass


@dataclass(frozen=True, kw_only=True, slots=True)
class ReconciledShare:
    """An uncertain yield once the account closes."""

    share: TransferShare
    year: int | None
    reconciled: float
    standard_error: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BalanceTest:
    """
    How far the measures alone are from closing one balance, all its flows being measured.

    Attributes
    ----------
    residual
        What enters minus what leaves, base unit of the matter.
    statistic
        The same in standard errors.
    """

    stage: str
    matters: tuple[str, ...]
    year: int | None
    residual: float
    statistic: float
    is_suspect: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsistencyTest:
    """
    Do the measures contradict each other more than their uncertainties allow?

    Attributes
    ----------
    chi2, dof, p_value
        Global test; `dof` is the rank of the balances that bind measures; `p_value` is `None`
        when nothing can be checked.
    is_consistent
        Whether `p_value` is at least `level`; true when nothing can be checked.
    suspects
        Places in the flows of the model of the measures that stand out, worst first.
    statistics
        Measurement test of each flow, in the order of the model; `None` when it cannot be tested.
    balances
        Balances whose flows are all measured, worst first.
    """

    chi2: float
    dof: int
    p_value: float | None
    level: float
    is_consistent: bool
    suspects: tuple[int, ...]
    statistics: tuple[float | None, ...]
    balances: tuple[BalanceTest, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NextMeasure:
    """
    A measure that would teach the most.

    Attributes
    ----------
    place
        Place of the flow in the model.
    settled_count
        Of a free flow: how many free flows, itself included, would become known.
    reduction
        Of another: share of the total variance of its network that a new measure, twice as
        precise as what is known now, would remove.
    """

    place: int
    settled_count: int = 0
    reduction: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reconciliation:
    """
    The account of a model, closed.

    Attributes
    ----------
    flows
        In the order of the model.
    next_measures
        Best first: free flows, then those to measure again.
    largest_residual
        Largest relative gap left in a balance.
    warnings
        Sentences about what is doubtful.
    """

    flows: tuple[ReconciledFlow, ...]
    stock_changes: tuple[ReconciledStock, ...]
    shares: tuple[ReconciledShare, ...]
    test: ConsistencyTest
    next_measures: tuple[NextMeasure, ...]
    largest_residual: float
    warnings: tuple[str, ...]
