"""What waits for what: circles, and beginnings that come too soon."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon_web.filieres.selectors import Opened
from maillon_web.plan.models import Action, Dependency
from maillon_web.plan.selectors.standing import OVER
from maillon_web.ui.formatting import format_day

__all__ = [
    "Tie",
    "Ties",
    "explain_overlap",
    "find_circle",
    "list_ties",
    "read_ties",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """One dependency: the other action, and a sentence when the dates contradict it."""

    dependency: Dependency
    other: Action
    is_over: bool
    warning: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ties:
    """What an action needs, and what it unlocks."""

    needs: Sequence[Tie]
    unlocks: Sequence[Tie]


def list_ties(opened: Opened, actions: Iterable[Action]) -> list[Dependency]:
    """Return the dependencies between these actions."""
    numbers = [action.pk for action in actions]
    found = Dependency.objects.filter(
        before__in=numbers,
        after__in=numbers,
        before__visibility__in=list(opened.levels),
        after__visibility__in=list(opened.levels),
    )
    return list(found.select_related("before", "after").order_by("pk"))


def read_ties(opened: Opened, action: Action) -> Ties:
    """Return what an action needs and unlocks, as far as the reader sees."""
    levels = list(opened.levels)
    needs = action.needs.filter(before__visibility__in=levels).select_related("before", "after")
    unlocks = action.unlocks.filter(after__visibility__in=levels).select_related("before", "after")
    return Ties(
        needs=[_read(tie, tie.before) for tie in needs.order_by("before__ends_on", "pk")],
        unlocks=[_read(tie, tie.after) for tie in unlocks.order_by("after__starts_on", "pk")],
    )


def _read(tie: Dependency, other: Action) -> Tie:
    warning = explain_overlap(tie.before, tie.after)
    return Tie(dependency=tie, other=other, is_over=other.status in OVER, warning=warning)


def explain_overlap(before: Action, after: Action) -> str:
    """Say that an action begins before the one it waits for ends; nothing when it does not."""
    if before.status in OVER or after.status in OVER:
        return ""
    if before.ends_on is None or after.starts_on is None or after.starts_on > before.ends_on:
        return ""
    return _(
        "« {after} » commence le {start}, avant que « {before} » ne se termine (le {end})."
    ).format(
        after=after,
        before=before,
        start=format_day(after.starts_on),
        end=format_day(before.ends_on),
    )


def find_circle(needs: Mapping[int, Iterable[int]], *, before: int, after: int) -> list[int] | None:
    """
    Return the way from `before` back to `after` through what each needs, `None` if there is none.

    Parameters
    ----------
    needs
        Numbers of the actions that each action needs, before the new dependency.
    """
    ways = [[before]]
    seen = {before}
    while ways:
        way = ways.pop()
        if way[-1] == after:
            return way
        for number in needs.get(way[-1], ()):
            if number not in seen:
                seen.add(number)
                ways.append([*way, number])
    return None
