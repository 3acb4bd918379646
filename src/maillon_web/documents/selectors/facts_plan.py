"""What the documents say of the plan: the totals are those of its pages."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from maillon_web.documents.selectors.plain import to_day, to_number
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import Action, Funding, FundingState
from maillon_web.plan.selectors.actions import list_objectives
from maillon_web.plan.selectors.money import Total
from maillon_web.plan.selectors.summaries import (
    ActionLine,
    IndicatorLine,
    ObjectiveLine,
    PlanSummary,
    list_indicator_lines,
    summarize_plan,
)

__all__ = ["describe_plan"]

_SEPARATORS = re.compile(r"[;,\n]")
_Amounts = Mapping[str, Decimal]


def describe_plan(
    opened: Opened, today: date, words: Container[str] | None = None
) -> dict[str, Any]:
    """Return the fields `plan`, `priorities`, `indicators` and `funding`, or those of `words`."""
    # The whole plan is long to read: only for a document that quotes it.
    summary = summarize_plan(opened, today) if words is None or "plan" in words else None
    makers: dict[str, Callable[[], Any]] = {
        "plan": lambda: _describe_actions(summary) if summary else None,
        "priorities": lambda: [
            {"title": objective.title, "reason": objective.description}
            for objective in (summary.objectives if summary else list_objectives(opened))
            if objective.pk is not None
        ],
        "indicators": lambda: [
            _describe_indicator(line)
            for line in (summary.indicators if summary else list_indicator_lines(opened))
        ],
        "funding": lambda: [_describe_funding(row) for row in _list_fundings(opened)],
    }
    return {word: make() for word, make in makers.items() if words is None or word in words}


def _describe_actions(summary: PlanSummary) -> dict[str, Any]:
    lines = [line for objective in summary.objectives for line in _iter_lines(objective)]
    starts = [line.starts_on for _title, line in lines if line.starts_on]
    ends = [line.ends_on for _title, line in lines if line.ends_on]
    planned = _sum_by_action(summary.money.planned_by_year)
    spent = _sum_by_action(summary.money.spent_by_year)
    return {
        "starts": to_day(min(starts, default=None)),
        "ends": to_day(max(ends, default=None)),
        "action_count": summary.counts.total,
        "planned_eur": _add_up(summary.money.planned_by_year),
        "spent_eur": _add_up(summary.money.spent_by_year),
        "objectives": [
            {
                "title": objective.title or _("Actions sans objectif"),
                "reason": objective.description,
                "actions": [
                    _describe_action(title, line, planned, spent)
                    for title, line in _iter_lines(objective)
                ],
            }
            for objective in summary.objectives
        ],
    }


def _iter_lines(objective: ObjectiveLine) -> Iterator[tuple[str, ActionLine]]:
    """Yield each action, then its parts under its name: as many as the pages count."""
    for action in objective.actions:
        yield action.title, action
        for part in action.parts:
            yield f"{action.title} – {part.title}", part


def _describe_action(
    title: str, line: ActionLine, planned: _Amounts, spent: _Amounts
) -> dict[str, Any]:
    return {
        "title": title,
        "owner": line.owner,
        "referent": line.referent,
        "departments": _split(line.departments),
        "partners": _split(line.partners),
        "starts": to_day(line.starts_on),
        "ends": to_day(line.ends_on),
        "status": line.status,
        "priority": line.priority,
        "planned_eur": to_number(planned.get(line.url)),
        "spent_eur": to_number(spent.get(line.url)),
    }


def _split(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def _add_up(totals: Iterable[Total]) -> int | float | None:
    known = [total.value for total in totals if total.value is not None]
    return to_number(sum(known, Decimal(0))) if known else None


def _sum_by_action(totals: Iterable[Total]) -> dict[str, Decimal]:
    """Return the sum of each action, known by the address of its page, over the years."""
    sums: dict[str, Decimal] = {}
    for total in totals:
        for row in total.rows:
            if row.value is not None:
                sums[row.url] = sums.get(row.url, Decimal(0)) + row.value
    return sums


def _describe_indicator(line: IndicatorLine) -> dict[str, Any]:
    return {
        "label": line.label,
        "unit": line.unit,
        "baseline": to_number(line.baseline),
        "target": to_number(line.target),
        "value": to_number(line.last),
        "year": str(line.last_on.year) if line.last_on else None,
    }


def _list_fundings(opened: Opened) -> Iterable[Funding]:
    return (
        Funding.objects.filter(action__in=list_records(opened, Action))
        .select_related("action")
        .order_by("year", "pk")
    )


def _describe_funding(row: Funding) -> dict[str, Any]:
    is_obtained = row.state == FundingState.OBTAINED
    return {
        "name": f"{row.get_instrument_display()} – {row.action.title}",
        "funder": row.funder,
        "amount_eur": to_number(row.obtained_eur if is_obtained else row.asked_eur),
        "status": str(row.get_state_display()),
        "deadline": to_day(row.due_on),
    }
