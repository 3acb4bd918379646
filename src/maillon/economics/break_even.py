"""Break-even: the turnover from which a stage stops losing money."""

from dataclasses import dataclass

__all__ = ["BreakEven", "find_break_even"]

_CENT = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class BreakEven:
    """
    Where a stage starts to earn.

    Attributes
    ----------
    margin_rate
        Share of the turnover left when the variable costs are paid.
    turnover_eur
        Turnover that just pays the fixed costs.
    days
        Days of the year after which it is reached; beyond the year, the stage loses money.
    safety_share
        Share of the turnover that may be lost before losing money; negative below break-even.
    """

    margin_rate: float
    turnover_eur: float
    days: float
    safety_share: float


def find_break_even(
    turnover: float, variable_costs: float, fixed_costs: float, *, days_in_year: int = 360
) -> BreakEven | None:
    """
    Return the break-even of a stage, or `None` when no turnover pays its fixed costs.

    Parameters
    ----------
    turnover, variable_costs, fixed_costs
        In euros over a year. The caller decides whether a subsidy lowers the fixed costs.
    days_in_year
        360 by the habit of the trade.
    """
    if turnover < _CENT or variable_costs >= turnover:
        return None
    rate = (turnover - variable_costs) / turnover
    needed = max(0.0, fixed_costs) / rate
    return BreakEven(
        margin_rate=rate,
        turnover_eur=needed,
        days=needed / turnover * days_in_year,
        safety_share=1 - needed / turnover,
    )
