"""The levers of the method, and what the plan does about each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from maillon.reference.method import get_method
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import Action, ActionStatus
from maillon_web.plan.selectors.standing import OVER

__all__ = [
    "LeverCount",
    "count_by_lever",
    "find_unknown_levers",
    "list_actions_of_lever",
    "list_lever_groups",
    "name_levers",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class LeverCount:
    """How many actions bear on a lever."""

    total: int = 0
    done: int = 0
    running: int = 0
    late: int = 0


def list_lever_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the levers (key, label) of each step, in the order of the method."""
    return [
        (step.title, [(lever.key, lever.label) for lever in step.levers])
        for step in get_method().steps
    ]


def name_levers(keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return each key with its label; a key that the method no longer has is its own label."""
    labels = {lever.key: lever.label for lever in get_method().levers}
    return tuple((key, labels.get(key, key)) for key in keys)


def find_unknown_levers(keys: Iterable[str]) -> list[str]:
    """Return the keys that the method does not have."""
    known = {lever.key for lever in get_method().levers}
    return [key for key in keys if key not in known]


def count_by_lever(opened: Opened, today: date) -> dict[str, LeverCount]:
    """Return how many actions that the reader sees bear on each lever; the others are absent."""
    counts: dict[str, LeverCount] = {}
    found = list_records(opened, Action).values_list("lever_keys", "status", "ends_on")
    for keys, status, ends_on in found:
        is_late = ends_on is not None and ends_on < today and status not in OVER
        for key in keys:
            held = counts.get(key, LeverCount())
            counts[key] = LeverCount(
                total=held.total + 1,
                done=held.done + (status == ActionStatus.DONE),
                running=held.running + (status == ActionStatus.RUNNING),
                late=held.late + is_late,
            )
    return counts


def list_actions_of_lever(opened: Opened, key: str) -> Sequence[int]:
    """
    Return the numbers of the actions that bear on a lever.

    A list inside a field is not searched the same way by every base: the keys of a plan are few,
    and are read.
    """
    found = list_records(opened, Action).values_list("pk", "lever_keys")
    return [number for number, keys in found if key in keys]
