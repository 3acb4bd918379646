"""Where an action comes from: the page that sends here says what it is about."""

from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date

from maillon_web.directory.models import Actor
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import Action, Objective
from maillon_web.plan.selectors.levers import find_unknown_levers, name_levers
from maillon_web.signals.models import Obstacle, Project

__all__ = ["read_prefill"]

_TEXTS = {"title": 200, "next_step": 300, "description": 4000}
_RECORDS = {"objective": Objective, "parent": Action, "project": Project, "obstacle": Obstacle}


def read_prefill(opened: Opened, given: QueryDict) -> dict[str, Any]:
    """Return the first values of the form; what the reader may not see is left out."""
    initial: dict[str, Any] = {
        name: given[name][:most] for name, most in _TEXTS.items() if given.get(name)
    }
    if given.get("stage_key") in list_stage_labels(opened.filiere):
        initial["stage_key"] = given["stage_key"]
    lever = given.get("lever", "")
    if lever and not find_unknown_levers([lever]):
        initial["lever_keys"] = [lever]
        initial.setdefault("title", name_levers([lever])[0][1][:200])
    try:
        day = parse_date(given.get("ends_on", ""))
    except ValueError:
        day = None
    if day:
        initial["ends_on"] = day
    return initial | _read_records(opened, given, initial)


def _read_records(opened: Opened, given: QueryDict, before: dict[str, Any]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for name, model in _RECORDS.items():
        found = _find(opened, model, given.get(name, ""))
        if found is None:
            continue
        if name == "obstacle":
            initial["obstacles"] = [found.pk]
        else:
            initial[name] = found.pk
        if getattr(found, "stage_key", "") and "stage_key" not in before:
            initial.setdefault("stage_key", found.stage_key)
        if name == "parent" and found.objective_id:
            initial.setdefault("objective", found.objective_id)
    number = given.get("actor", "")
    if number.isascii() and number.isdigit():
        actor = Actor.objects.filter(
            pk=number,
            presences__filiere=opened.filiere,
            presences__visibility__in=list(opened.levels),
            visibility__in=list(opened.levels),
        ).first()
        if actor is not None:
            initial["actors"] = [actor.pk]
    return initial


def _find(opened: Opened, model: type[Any], number: str) -> Any:  # noqa: ANN401 - any kind of record
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    return list_records(opened, model).filter(pk=number).first()
