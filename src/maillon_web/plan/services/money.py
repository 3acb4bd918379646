"""Write the money of an action: budgets by year, requests to funders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.filieres.services.records import record_change
from maillon_web.plan.models import Action, ActionBudget, Funding

__all__ = ["BudgetRow", "add_funding", "edit_funding", "remove_funding", "write_budgets"]


@dataclass(frozen=True, kw_only=True, slots=True)
class BudgetRow:
    """Money of one year; a row without any amount is no row."""

    year: int
    planned_eur: Decimal | None = None
    spent_eur: Decimal | None = None


def write_budgets(action: Action, rows: Iterable[BudgetRow], *, author: User) -> bool:
    """
    Make these the budgets of an action; return whether anything differs.

    Raises
    ------
    InvalidInput
        If a year comes twice.
    """
    wanted = [row for row in rows if row.planned_eur is not None or row.spent_eur is not None]
    by_year = {row.year: row for row in wanted}
    if len(by_year) < len(wanted):
        raise InvalidInput(
            "a year comes twice",
            user=_("Une année revient deux fois : gardez une ligne par année."),
        )
    held = {budget.year: budget for budget in action.budgets.all()}
    if {year: (row.planned_eur, row.spent_eur) for year, row in by_year.items()} == {
        year: (row.planned_eur, row.spent_eur) for year, row in held.items()
    }:
        return False
    with record_change(action, "budget", author) as recorder:
        recorder.delete_many([row for year, row in held.items() if year not in by_year])
        for year, row in sorted(by_year.items()):
            sums = {"planned_eur": row.planned_eur, "spent_eur": row.spent_eur}
            if year in held:
                recorder.update(held[year], sums)
            else:
                recorder.create(ActionBudget(action=action, year=year, **sums))
    return True


def add_funding(made: Funding, *, action: Action, author: User) -> None:
    """Write a request for money."""
    made.action = action
    with record_change(action, "funding", author) as recorder:
        recorder.create(made)


def edit_funding(kept: Funding, changes: Mapping[str, Any], *, author: User) -> None:
    """Change a request for money."""
    with record_change(kept.action, "funding", author) as recorder:
        recorder.update(kept, changes)


def remove_funding(kept: Funding, *, author: User) -> None:
    """Remove a request for money."""
    with record_change(kept.action, "funding", author) as recorder:
        recorder.delete(kept)
