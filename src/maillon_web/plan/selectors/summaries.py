"""The whole plan in words, for the documents, the method and the overview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from maillon_web.filieres.selectors import Opened
from maillon_web.plan.models import Action, ActionStatus, Objective, Priority
from maillon_web.plan.selectors.actions import (
    ActionRow,
    PlanCounts,
    count_plan,
    list_actions,
    list_objectives,
    read_rows,
)
from maillon_web.plan.selectors.indicators import list_indicators, read_gaps
from maillon_web.plan.selectors.money import MoneyTotals, total_money
from maillon_web.plan.selectors.sharing import list_received
from maillon_web.plan.selectors.standing import OVER, find_standing

__all__ = [
    "ActionLine",
    "IndicatorLine",
    "ObjectiveLine",
    "PlanSummary",
    "list_indicator_lines",
    "list_next",
    "summarize_plan",
]

_NEXT = 3
# `get_status_display` makes its table of names at each call.
_STATUSES, _PRIORITIES = dict(ActionStatus.choices), dict(Priority.choices)


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionLine:
    """An action in words; an empty word means that nobody wrote it."""

    pk: int
    title: str
    description: str
    status: str
    status_key: str
    priority: str
    owner: str
    referent: str
    departments: str
    partners: str
    starts_on: date | None
    ends_on: date | None
    late_word: str
    stage: str
    levers: tuple[tuple[str, str], ...]
    next_step: str
    outcome: str
    fte: Decimal | None
    url: str
    parts: tuple["ActionLine", ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectiveLine:
    """An objective and its actions; `pk` is `None` for those that serve none."""

    pk: int | None
    title: str
    description: str
    due_on: date | None
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class IndicatorLine:
    """An indicator in words."""

    pk: int
    label: str
    unit: str
    baseline: Decimal | None
    baseline_on: date | None
    last: Decimal | None
    last_on: date | None
    last_source: str
    target: Decimal | None
    target_on: date | None
    gap_word: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanSummary:
    """The plan as its reader may know it."""

    objectives: tuple[ObjectiveLine, ...]
    counts: PlanCounts
    next_dates: tuple[ActionLine, ...]
    money: MoneyTotals
    indicators: tuple[IndicatorLine, ...]
    received: tuple[ActionLine, ...]


def summarize_plan(opened: Opened, today: date) -> PlanSummary:
    """Return the plan in words, in a constant number of queries."""
    rows = _nest(read_rows(opened, list_actions(opened), today))
    lines = [_read_line(row) for row in rows]
    flat = [line for head in lines for line in (head, *head.parts)]
    return PlanSummary(
        objectives=tuple(_group(list(list_objectives(opened)), rows, lines)),
        counts=count_plan(opened, today),
        next_dates=tuple(_choose_next(flat, today)),
        money=total_money(opened),
        indicators=tuple(list_indicator_lines(opened)),
        received=tuple(_read_received(opened, today)),
    )


def list_indicator_lines(opened: Opened) -> list[IndicatorLine]:
    """Return the indicators in words, with their last measure."""
    return [
        IndicatorLine(
            pk=indicator.pk,
            label=indicator.label,
            unit=indicator.unit,
            baseline=indicator.baseline,
            baseline_on=indicator.baseline_on,
            last=gap.last,
            last_on=gap.last_on,
            last_source=gap.last_source,
            target=indicator.target,
            target_on=indicator.target_on,
            gap_word=gap.sentence,
            url=reverse("plan:indicator", args=[opened.filiere.pk, indicator.pk]),
        )
        for indicator, gap in read_gaps(list(list_indicators(opened)))
    ]


def list_next(opened: Opened, today: date) -> list[Action]:
    """Return the next actions that have an end."""
    found = list_actions(opened).exclude(status__in=OVER).filter(ends_on__gte=today)
    return list(found.order_by("ends_on", "pk")[:_NEXT])


def _nest(rows: Sequence[ActionRow]) -> list[tuple[ActionRow, list[ActionRow]]]:
    parts: dict[int, list[ActionRow]] = {}
    for row in rows:
        if row.parent is not None:
            parts.setdefault(row.parent.pk, []).append(row)
    return [(row, parts.get(row.action.pk, [])) for row in rows if row.parent is None]


def _group(
    objectives: Sequence[Objective],
    rows: Sequence[tuple[ActionRow, list[ActionRow]]],
    lines: Sequence[ActionLine],
) -> list[ObjectiveLine]:
    under: dict[int | None, list[ActionLine]] = {}
    for (head, _parts), line in zip(rows, lines, strict=True):
        key = head.objective.pk if head.objective else None
        under.setdefault(key, []).append(line)
    grouped = [
        ObjectiveLine(
            pk=objective.pk,
            title=objective.title,
            description=objective.description,
            due_on=objective.due_on,
            actions=tuple(under.get(objective.pk, ())),
        )
        for objective in objectives
    ]
    if None in under:
        loose = tuple(under[None])
        grouped.append(ObjectiveLine(pk=None, title="", description="", due_on=None, actions=loose))
    return grouped


def _choose_next(lines: Sequence[ActionLine], today: date) -> list[ActionLine]:
    dated = [
        (line.ends_on, line.pk, line)
        for line in lines
        if line.ends_on and line.ends_on >= today and line.status_key not in OVER
    ]
    return [line for _day, _pk, line in sorted(dated, key=lambda entry: entry[:2])[:_NEXT]]


def _read_line(nested: tuple[ActionRow, Sequence[ActionRow]]) -> ActionLine:
    row, parts = nested
    action = row.action
    url = reverse("plan:action", args=[action.filiere_id, action.pk])
    return _write_line(
        action,
        url=url,
        owner=row.owner,
        late_word=row.standing.word,
        stage=row.stage,
        levers=row.levers,
        parts=tuple(_read_line((part, ())) for part in parts),
    )


def _read_received(opened: Opened, today: date) -> list[ActionLine]:
    return [
        _write_line(
            share.action,
            url=reverse("plan:shared", args=[opened.filiere.pk, share.pk]),
            owner=share.action.owner_name,
            late_word=find_standing(share.action, today).word,
            stage="",
            levers=(),
            parts=(),
        )
        for share in list_received(opened)
    ]


def _write_line(  # noqa: PLR0913 - what an action does not say by itself
    action: Action,
    *,
    url: str,
    owner: str,
    late_word: str,
    stage: str,
    levers: tuple[tuple[str, str], ...],
    parts: tuple[ActionLine, ...],
) -> ActionLine:
    return ActionLine(
        pk=action.pk,
        title=action.title,
        description=action.description,
        status=str(_STATUSES.get(action.status, action.status)),
        status_key=action.status,
        priority=str(_PRIORITIES.get(action.priority, action.priority)),
        owner=owner,
        referent=action.referent,
        departments=action.departments,
        partners=action.partners,
        starts_on=action.starts_on,
        ends_on=action.ends_on,
        late_word=late_word,
        stage=stage,
        levers=levers,
        next_step=action.next_step,
        outcome=action.outcome,
        fte=action.fte,
        url=url,
        parts=parts,
    )
