"""What a spending becomes around the chain: its three rounds, or a demand in a region."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from maillon.domain.errors import MaillonError
from maillon.studies.accounting.entraining import measure_input_output
from maillon.studies.accounting.respending import measure_local_spending
from maillon_web.economics.models import InputOutputTable, LocalSpending
from maillon_web.economics.selectors.rows import list_rows
from maillon_web.filieres.selectors import Opened

__all__ = ["Followed", "Observed", "list_followed", "list_spendings"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Observed:
    """
    One spending, and its multiplier.

    Attributes
    ----------
    lm3
        `None` while a round is unknown.
    """

    record: LocalSpending
    lm3: float | None
    respent: float | None
    figure: dict[str, Any] | None


def list_spendings(opened: Opened, *, most: int) -> Sequence[Observed]:
    """Return the spendings, the latest first."""
    return [_observe(record) for record in list_rows(opened, LocalSpending)[:most]]


def _observe(record: LocalSpending) -> Observed:
    if record.spent_locally is None or record.respent_locally is None:
        return Observed(record=record, lm3=None, respent=None, figure=None)
    found = measure_local_spending(record.injected, record.spent_locally, record.respent_locally)
    return Observed(
        record=record, lm3=found["lm3"], respent=found["respent"], figure=found["figure"]
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """
    One table, and what its demand sets in motion.

    Attributes
    ----------
    problems
        Why there is no answer, when there is none.
    """

    record: InputOutputTable
    total: float | None = None
    demand: float | None = None
    sectors: Sequence[tuple[str, float, float, float]] = ()
    figure: dict[str, Any] | None = None
    problems: Sequence[str] = ()

    @property
    def multiplier(self) -> float | None:
        """Production by euro of demand."""
        return self.total / self.demand if self.total is not None and self.demand else None


def list_followed(opened: Opened, *, most: int) -> Sequence[Followed]:
    """Return the tables that the reader may see, each with its answer."""
    return [_follow(record) for record in list_rows(opened, InputOutputTable)[:most]]


def _follow(record: InputOutputTable) -> Followed:
    table = {**record.table, "method": record.method, "delta": record.delta}
    try:
        found = measure_input_output(table)
    except MaillonError as error:
        return Followed(record=record, problems=tuple(error.details) or (error.for_user(),))
    figure = found["figures"]["input_output.output"]
    demand = dict(zip(table["sectors"], table["demand"], strict=True))
    return Followed(
        record=record,
        total=figure["value"],
        demand=sum(demand.values()),
        sectors=[
            (name, demand[name], output, found["multipliers"][name])
            for name, output in found["output"].items()
        ],
        figure=figure,
    )
