"""One of each thing that the addresses of the plan may name, made up."""

from datetime import date
from typing import Any

from django.utils import timezone

from maillon_web.plan.models import (
    Action,
    ActionShare,
    Dependency,
    Funding,
    Indicator,
    IndicatorValue,
    Objective,
)

__all__ = ["make_plan"]

_DAY = date(2027, 3, 1)


def make_plan(shared: dict[str, Any]) -> dict[str, Any]:
    """
    Return the numbers of a made-up plan.

    The share goes from the filière to itself, so that one object stands for both of its sides.
    """
    objective = Objective.objects.create(title="Objectif fictif", **shared)
    dated = {"starts_on": _DAY, "ends_on": _DAY, "objective": objective}
    before = Action.objects.create(title="Action fictive à faire avant", **dated, **shared)
    action = Action.objects.create(title="Action fictive", **dated, **shared)
    action.budgets.create(year=2027, planned_eur=1000)
    indicator = Indicator.objects.create(
        label="Indicateur fictif",
        unit="t",
        baseline=1,
        baseline_on=date(2026, 1, 1),
        target=2,
        target_on=_DAY,
        **shared,
    )
    return {
        "plan_objective": objective.pk,
        "plan_action": action.pk,
        "plan_funding": Funding.objects.create(action=action, funder="Fonds fictif").pk,
        "plan_tie": Dependency.objects.create(before=before, after=action).pk,
        "plan_indicator": indicator.pk,
        "plan_value": IndicatorValue.objects.create(
            indicator=indicator, measured_on=date(2026, 6, 1), value=1, source="Exemple fictif"
        ).pk,
        "plan_share": ActionShare.objects.create(
            action=action, filiere=shared["filiere"], accepted_at=timezone.now()
        ).pk,
    }
