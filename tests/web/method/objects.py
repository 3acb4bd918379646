"""One of each record of `method`, for the tests that visit every address."""

from datetime import date
from typing import Any

from maillon_web.method.models import (
    Evidence,
    ExitCondition,
    LeverProgress,
    Means,
    Scenario,
)

LEVER = "diagnostic.potentiel"


def make_method(shared: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of made-up records, and the keys that addresses name."""
    filiere = shared["filiere"]
    LeverProgress.objects.create(
        filiere=filiere,
        lever_key=LEVER,
        state="in_progress",
        note="Exemple fictif.",
        method_version="1",
        set_by=shared["created_by"],
    )
    Scenario.objects.create(
        filiere=filiere,
        kind="initiator",
        carrier_name="Exemple fictif",
        hand_over_on=date(2028, 1, 1),
    )
    return {
        "lever_key": LEVER,
        "factor_key": "strategie",
        "method_figure": "method.done",
        "evidence": Evidence.objects.create(
            filiere=filiere, lever_key=LEVER, text="Preuve fictive"
        ).pk,
        "exit_condition": ExitCondition.objects.create(
            filiere=filiere, text="Condition fictive"
        ).pk,
        "means": Means.objects.create(filiere=filiere, year=2026, fte="0.5", budget_eur=12000).pk,
    }
