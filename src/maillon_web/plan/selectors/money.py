"""The money and the time of a plan: every total comes with the rows that make it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import (
    Action,
    ActionBudget,
    ActionStatus,
    Funding,
    FundingState,
)
from maillon_web.plan.selectors.standing import OVER

__all__ = ["MoneyTotals", "Total", "TotalRow", "list_doubles", "list_money_warnings", "total_money"]

EUROS = "€"


@dataclass(frozen=True, kw_only=True, slots=True)
class TotalRow:
    """One row of a total; `value` is `None` when nobody wrote it."""

    label: str
    value: Decimal | None
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """A sum that opens: its sentence and its rows."""

    label: str
    unit: str
    formula: str
    rows: tuple[TotalRow, ...]

    @property
    def value(self) -> Decimal | None:
        """The sum of the rows that have a value; `None` when none has."""
        known = [row.value for row in self.rows if row.value is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def unknown(self) -> int:
        """How many rows have no value."""
        return sum(row.value is None for row in self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyTotals:
    """
    What a plan costs and brings.

    What is asked and what is obtained are two lists: they are never added together.
    """

    planned_by_year: tuple[Total, ...]
    spent_by_year: tuple[Total, ...]
    obtained_by_funder: tuple[Total, ...]
    asked_by_funder: tuple[Total, ...]
    refused_by_funder: tuple[Total, ...]
    fte: Total
    warnings: tuple[str, ...]

    @property
    def years(self) -> list[tuple[str, Total | None, Total | None]]:
        """Each year with what is planned and what is spent."""
        planned = {total.label: total for total in self.planned_by_year}
        spent = {total.label: total for total in self.spent_by_year}
        return [(year, planned.get(year), spent.get(year)) for year in sorted({*planned, *spent})]

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote any sum."""
        sums = (self.planned_by_year, self.spent_by_year, self.obtained_by_funder)
        return not any((*sums, self.asked_by_funder, self.refused_by_funder, self.fte.rows))


def total_money(opened: Opened, *, url_name: str = "plan:action") -> MoneyTotals:
    """Return the totals of the actions that the reader sees, in four queries."""
    budgets = list(_list_budgets(opened))
    fundings = list(
        Funding.objects.filter(**_see(opened)).select_related("action").order_by("funder", "pk")
    )
    live = (
        list_records(opened, Action).exclude(status__in=OVER).exclude(fte=None).only("title", "fte")
    )

    @cache
    def find_address(action_id: int) -> str:
        # An action stands in several totals, and an address takes long to make.
        return reverse(url_name, args=[opened.filiere.pk, action_id])

    return MoneyTotals(
        planned_by_year=_total_years(
            (row for row in budgets if row.action.status != ActionStatus.DROPPED),
            "planned_eur",
            find_address,
        ),
        spent_by_year=_total_years(budgets, "spent_eur", find_address),
        obtained_by_funder=_total_funders(fundings, FundingState.OBTAINED, find_address),
        asked_by_funder=_total_funders(fundings, FundingState.ASKED, find_address),
        refused_by_funder=_total_funders(fundings, FundingState.REFUSED, find_address),
        fte=Total(
            label=_("Temps de travail des actions en cours ou à venir"),
            unit=_("ETP"),
            formula=_(
                "Somme des temps de travail (en équivalents temps plein) écrits sur les actions "
                "qui ne sont ni réalisées ni abandonnées."
            ),
            rows=tuple(
                TotalRow(label=action.title, value=action.fte, url=find_address(action.pk))
                for action in live.order_by("pk")
            ),
        ),
        warnings=tuple(list_doubles(budgets)),
    )


def list_money_warnings(opened: Opened) -> list[str]:
    """Return the warnings of `total_money`, in two queries."""
    return list_doubles(_list_budgets(opened))


def _list_budgets(opened: Opened) -> QuerySet[ActionBudget]:
    # There are several rows an action: it is read once, without its long texts.
    actions = Action.objects.only("title", "status", "parent_id")
    found = ActionBudget.objects.filter(**_see(opened))
    return found.prefetch_related(Prefetch("action", actions)).order_by("year", "action_id")


def _see(opened: Opened) -> dict[str, Any]:
    return {"action__filiere": opened.filiere, "action__visibility__in": list(opened.levels)}


def list_doubles(budgets: Iterable[ActionBudget]) -> list[str]:
    """Say where an action and one of its parts both have money in a year: is it the same?"""
    held = list(budgets)
    by_action = {(row.action_id, row.year): row for row in held}
    return [
        _(
            "« {head} » et sa partie « {part} » ont toutes deux un budget en {year} : les totaux "
            "additionnent les deux. Si c’est le même argent, gardez-le à un seul endroit."
        ).format(head=above.action, part=row.action, year=row.year)
        for row in held
        if (above := by_action.get((row.action.parent_id or 0, row.year)))
    ]


def _total_years(
    budgets: Iterable[ActionBudget], field: str, find_address: Callable[[int], str]
) -> tuple[Total, ...]:
    by_year: dict[int, list[ActionBudget]] = {}
    for row in budgets:
        if getattr(row, field) is not None:
            by_year.setdefault(row.year, []).append(row)
    formulas = {
        "planned_eur": _("Somme des budgets prévus en {year}, actions abandonnées exceptées."),
        "spent_eur": _("Somme des dépenses écrites pour {year}, actions abandonnées comprises."),
    }
    return tuple(
        Total(
            label=str(year),
            unit=EUROS,
            formula=formulas[field].format(year=year),
            rows=tuple(
                TotalRow(
                    label=row.action.title,
                    value=getattr(row, field),
                    url=find_address(row.action_id),
                )
                for row in rows
            ),
        )
        for year, rows in sorted(by_year.items())
    )


def _total_funders(
    fundings: Sequence[Funding], state: FundingState, find_address: Callable[[int], str]
) -> tuple[Total, ...]:
    by_funder: dict[str, list[Funding]] = {}
    for row in fundings:
        if row.state == state:
            by_funder.setdefault(row.funder.strip(), []).append(row)
    formula = {
        FundingState.OBTAINED: _("Somme des montants obtenus de « {funder} »."),
        FundingState.ASKED: _(
            "Somme des montants demandés à « {funder} », qui n’a pas encore répondu."
        ),
        FundingState.REFUSED: _("Somme des montants demandés à « {funder} » et refusés."),
    }[state]
    return tuple(
        Total(
            label=funder,
            unit=EUROS,
            formula=formula.format(funder=funder),
            rows=tuple(
                TotalRow(
                    label=_name_funding(row),
                    value=row.obtained_eur if state == FundingState.OBTAINED else row.asked_eur,
                    url=find_address(row.action_id),
                )
                for row in rows
            ),
        )
        for funder, rows in sorted(by_funder.items())
    )


def _name_funding(row: Funding) -> str:
    parts = [row.action.title, str(row.get_instrument_display())]
    return ", ".join([*parts, str(row.year)] if row.year else parts)
