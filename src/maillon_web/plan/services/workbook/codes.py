"""The words and references that a workbook carries for the records of a plan."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import override

from maillon_web.filieres.models import Visibility
from maillon_web.plan.models import (
    Action,
    ActionStatus,
    Funding,
    FundingInstrument,
    FundingState,
    Indicator,
    Objective,
    Priority,
    Wanted,
)
from maillon_web.plan.services.workbook.columns import fold

__all__ = [
    "CHOICES",
    "find_ref",
    "list_labels",
    "list_words",
    "make_ref",
    "name_choice",
    "point_to",
]

_LETTERS: Mapping[type[models.Model], str] = {
    Objective: "O",
    Action: "A",
    Funding: "F",
    Indicator: "I",
}
_REF = re.compile(r"([OAFI]\d{1,10}-[0-9a-f]{6})(?=\s|$)")
CHOICES: Mapping[str, Any] = {
    "status": ActionStatus,
    "priority": Priority,
    "visibility": Visibility,
    "instrument": FundingInstrument,
    "state": FundingState,
    "wanted": Wanted,
}
_OTHER_WORDS: Mapping[str, Mapping[str, Any]] = {
    "status": {
        "idee": "discussed",
        "a l etude": "discussed",
        "a faire": "planned",
        "non demarre": "planned",
        "non demarree": "planned",
        "pas commence": "planned",
        "pas commencee": "planned",
        "prevu": "planned",
        "prevue": "planned",
        "a lancer": "planned",
        "demarre": "running",
        "demarree": "running",
        "lance": "running",
        "lancee": "running",
        "engagee": "running",
        "termine": "done",
        "terminee": "done",
        "fait": "done",
        "faite": "done",
        "fini": "done",
        "finie": "done",
        "realise": "done",
        "clos": "done",
        "close": "done",
        "bloque": "blocked",
        "suspendu": "paused",
        "suspendue": "paused",
        "reporte": "paused",
        "reportee": "paused",
        "abandonne": "dropped",
        "annule": "dropped",
        "annulee": "dropped",
    },
    "priority": {"1": 1, "2": 2, "3": 3, "forte": 1, "elevee": 1, "moyenne": 2, "faible": 3},
    "visibility": {"membres": "members", "equipe": "private", "prive": "private"},
}


def make_ref(record: Any) -> str:  # noqa: ANN401 - one of four kinds of record
    """
    Return the reference of a record.

    Its end tells it from a record of the same number on another server, or once removed.
    """
    born = record.action.created_at if isinstance(record, Funding) else record.created_at
    letter = _LETTERS[type(record)]
    seal = hashlib.sha256(f"{letter}{record.pk}|{born.isoformat()}".encode()).hexdigest()
    return f"{letter}{record.pk}-{seal[:6]}"


def point_to(record: Any) -> str:  # noqa: ANN401 - one of four kinds of record
    """Return how a cell names another row: its reference, then its name for people."""
    return f"{make_ref(record)} {record}"


def find_ref(text: str) -> str:
    """Return the reference that a cell begins with, empty when there is none."""
    found = _REF.match(text)
    return found[1] if found else ""


@cache
def list_labels(name: str) -> Mapping[Any, str]:
    """Return the word of each choice, in the language of the file."""
    with override("fr"):
        return {key: str(label) for key, label in CHOICES[name].choices}


def name_choice(name: str, key: Any) -> str:  # noqa: ANN401 - a text or a number
    """Return the word of a choice."""
    return list_labels(name).get(key, str(key))


@cache
def list_words(name: str) -> Mapping[str, Any]:
    """Return the choice that each word means, folded."""
    own = {fold(label): key for key, label in list_labels(name).items()}
    return {**_OTHER_WORDS.get(name, {}), **own}
