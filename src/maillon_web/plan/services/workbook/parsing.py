"""From the cell of a column to the value of a field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.plan.models import Action, Funding, Indicator, IndicatorValue, Objective
from maillon_web.plan.services.workbook.cells import (
    Cell,
    read_choice,
    read_day,
    read_number,
    read_text,
    read_year,
    to_text,
)
from maillon_web.plan.services.workbook.codes import list_labels, list_words
from maillon_web.plan.services.workbook.columns import fold
from maillon_web.plan.services.workbook.context import Stock

__all__ = ["FIELDS", "Given", "parse_cell", "split_names"]

_MODELS: Mapping[str, Any] = {
    "objectives": Objective,
    "actions": Action,
    "fundings": Funding,
    "indicators": Indicator,
    "values": IndicatorValue,
}
_CHOICES = frozenset({"status", "priority", "visibility", "instrument", "state", "wanted"})
_ENDS = ("ends_on", "due_on", "target_on")
_STARTS = ("starts_on", "baseline_on", "measured_on")
_SUMS = ("planned_eur", "spent_eur", "asked_eur", "obtained_eur")
_MEASURES = ("baseline", "target", "value")
_READERS: Mapping[str, Callable[[Cell], Any]] = {
    **dict.fromkeys(_ENDS, partial(read_day, is_end=True)),
    **dict.fromkeys(_STARTS, partial(read_day, is_end=False)),
    **dict.fromkeys(_SUMS, read_number),
    **dict.fromkeys(_MEASURES, partial(read_number, decimals=3, digits=16, signed=True)),
    "fte": partial(read_number, digits=6),
    "year": read_year,
}


@dataclass(frozen=True, slots=True)
class Given:
    """What a cell gives: a value for a field, or records for a many-to-many field."""

    field: str
    value: Any
    is_join: bool = False


def split_names(cell: Cell) -> list[str]:
    """Return the names of a cell: one a line, or separated by semicolons."""
    text = to_text(cell)
    pieces = text.split("\n") if "\n" in text else text.split(";")
    return [name for piece in pieces if (name := piece.strip())]


def parse_cell(stock: Stock, kind: str, key: str, cell: Cell) -> Given:
    """
    Return what a cell gives.

    Raises
    ------
    InvalidInput
        If it cannot be understood; the sentence says why.
    """
    special = FIELDS.get((kind, key))
    if special is not None:
        return special(stock, cell)
    reader = _READERS.get(key)
    if reader is not None:
        return Given(key, reader(cell))
    field = _MODELS[kind]._meta.get_field(key)  # noqa: SLF001 - Django's documented model API
    if key in _CHOICES:
        is_empty = to_text(cell) == ""
        return Given(key, field.get_default() if is_empty else _read_word(key, cell))
    return Given(key, read_text(cell, field.max_length))


def _read_word(name: str, cell: Cell) -> str:
    return read_choice(cell, list_words(name), list_labels(name).values())


def _parse_stage(stock: Stock, cell: Cell) -> Given:
    text = to_text(cell)
    key = stock.stages.get(fold(text), "") if text else ""
    if text and not key:
        raise InvalidInput(
            f"unknown stage {text!r}",
            user=_("La chaîne n’a pas de maillon « {text} ».").format(text=text[:60]),
        )
    return Given("stage_key", key)


def _parse_levers(stock: Stock, cell: Cell) -> Given:
    keys: list[str] = []
    for name in split_names(cell):
        key = stock.levers.get(fold(name))
        if key is None:
            raise InvalidInput(
                f"unknown lever {name!r}",
                user=_("La démarche n’a pas de levier « {key} ».").format(key=name[:80]),
            )
        keys.append(key)
    return Given("lever_keys", list(dict.fromkeys(keys)))


def _parse_owner(stock: Stock, cell: Cell) -> Given:
    text = read_text(cell, 200)
    people = stock.people.get(fold(text), []) if text else []
    if len(people) > 1:
        raise InvalidInput(
            f"two people are named {text!r}",
            user=_(
                "Deux membres s’appellent « {text} » : choisissez-le sur la page de l’action."
            ).format(text=text[:60]),
        )
    if text and not people:
        return Given("owner_name", text)
    return Given("owner_id", people[0].pk if people else None)


def _parse_project(stock: Stock, cell: Cell) -> Given:
    text = to_text(cell)
    return Given("project_id", _get_one(stock.projects, text).pk if text else None)


def _parse_obstacles(stock: Stock, cell: Cell) -> Given:
    records = [_get_one(stock.obstacles, name) for name in split_names(cell)]
    return Given("obstacles", records, is_join=True)


def _parse_actors(stock: Stock, cell: Cell) -> Given:
    names = split_names(cell)
    found = stock.find_actors(names)
    return Given("actors", [_get_one(found, name) for name in names], is_join=True)


def _get_one(known: Mapping[str, list[Any]], name: str) -> Any:  # noqa: ANN401 - any kind of record
    found = known.get(fold(name), [])
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidInput(
            f"several are named {name!r}",
            user=_(
                "« {text} » désigne plusieurs fiches : choisissez sur la page de l’action."
            ).format(text=name[:80]),
        )
    raise InvalidInput(
        f"nothing is named {name!r}",
        user=_("« {text} » n’est pas dans cette filière.").format(text=name[:80]),
    )


def _parse_objective(stock: Stock, cell: Cell) -> Given:
    text = to_text(cell)
    return Given("objective", stock.names["objectives"].get(text) if text else None)


def _parse_parent(stock: Stock, cell: Cell) -> Given:
    text = to_text(cell)
    return Given("parent", stock.names["actions"].get(text) if text else None)


def _parse_indicator_actions(stock: Stock, cell: Cell) -> Given:
    drafts = [stock.names["actions"].get(name) for name in split_names(cell)]
    return Given("actions", drafts, is_join=True)


FIELDS: Mapping[tuple[str, str], Callable[[Stock, Cell], Given]] = {
    ("actions", "stage_key"): _parse_stage,
    ("actions", "lever_keys"): _parse_levers,
    ("actions", "owner"): _parse_owner,
    ("actions", "project"): _parse_project,
    ("actions", "obstacles"): _parse_obstacles,
    ("actions", "actors"): _parse_actors,
    ("actions", "objective"): _parse_objective,
    ("actions", "parent"): _parse_parent,
    ("indicators", "objective"): _parse_objective,
    ("indicators", "actions"): _parse_indicator_actions,
}
