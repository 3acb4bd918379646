"""What the documents say of the method, the part that the local authority plays, its means."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from maillon.studies.advancing import NextLever
from maillon_web.documents.selectors.plain import to_number
from maillon_web.filieres.selectors import Opened
from maillon_web.method.models import Scenario, ScenarioKind
from maillon_web.method.selectors.means import list_means
from maillon_web.method.selectors.progress import read_standing
from maillon_web.method.selectors.scenario import find_scenario, list_conditions, name_carrier
from maillon_web.ui.formatting import format_day

__all__ = ["describe_method"]


def describe_method(opened: Opened, today: date) -> dict[str, Any]:
    """
    Return the fields `method`, `scenario` and `means`.

    How a team works is for the members: a document for everybody holds none of it.
    """
    if not opened.can_take_part:
        return {}
    advice = read_standing(opened, today).advice
    return {
        "method": {
            "steps": [
                {
                    "title": entry.step.title,
                    "done": entry.counts.done,
                    "total": entry.counts.total,
                }
                for entry in advice.steps
            ],
            "next": [_describe_next(entry) for entry in advice.next_levers],
        },
        "scenario": _describe_scenario(opened),
        "means": {
            "years": [
                {
                    "year": str(means.year),
                    "fte": to_number(means.fte),
                    "budget_eur": to_number(means.budget_eur),
                }
                for means in list_means(opened)
            ]
        },
    }


def _describe_next(entry: NextLever) -> dict[str, str]:
    return {"label": entry.lever.label, "why": entry.reasons[0] if entry.reasons else ""}


def _describe_scenario(opened: Opened) -> dict[str, Any]:
    conditions = [
        _("{text} (remplie le {day})").format(text=entry.text, day=format_day(entry.met_on))
        if entry.met_on
        else entry.text
        for entry in list_conditions(opened)
    ]
    kept = find_scenario(opened)
    if kept is None:
        return {"exit_conditions": conditions}
    return {
        "name": _name_part(kept),
        "reason": kept.reason,
        "handover": "\n".join(_iter_handover(opened, kept)),
        "exit_conditions": conditions,
    }


def _name_part(kept: Scenario) -> str:
    """Return the part, so that « La collectivité se voit … » reads well."""
    if kept.kind == ScenarioKind.INITIATOR:
        return _("initiatrice de la filière, avant de passer la main")
    return _("en soutien d’un projet que des acteurs portent déjà")


def _iter_handover(opened: Opened, kept: Scenario) -> Iterator[str]:
    carrier = name_carrier(opened, kept)
    if carrier and kept.hand_over_on:
        yield _("{carrier}, visé pour le {day}.").format(
            carrier=carrier, day=format_day(kept.hand_over_on)
        )
    elif carrier:
        yield _("{carrier}, sans date encore.").format(carrier=carrier)
    elif kept.hand_over_on:
        yield _("visé pour le {day}, vers un porteur à trouver.").format(
            day=format_day(kept.hand_over_on)
        )
    if kept.handed_over:
        yield _("Ce qui est transmis : {text}").format(text=kept.handed_over)
    if kept.what_remains:
        yield _("Ce que la collectivité garde : {text}").format(text=kept.what_remains)
