"""Where an action stands on a day: late, waiting; computed from dates, never written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon_web.plan.models import Action, ActionStatus
from maillon_web.ui.formatting import format_day

__all__ = ["OVER", "Standing", "find_standing", "is_late_on"]

OVER = (ActionStatus.DONE, ActionStatus.DROPPED)
_NOT_BEGUN = (ActionStatus.DISCUSSED, ActionStatus.PLANNED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """
    What the dates of an action say on a day.

    Attributes
    ----------
    waits_for
        The actions that must be done before it and are not.
    """

    days_late: int = 0
    is_start_late: bool = False
    is_blocked: bool = False
    waits_for: tuple[Action, ...] = ()
    starts_on: date | None = None

    @property
    def is_late(self) -> bool:
        """Whether its end is past and it is not over."""
        return self.days_late > 0

    @property
    def is_waiting(self) -> bool:
        """Whether another action must be done first."""
        return bool(self.waits_for)

    @property
    def word(self) -> str:
        """What to say of it; empty when there is nothing to say."""
        if self.is_late:
            return ngettext(
                "En retard d’un jour", "En retard de {count} jours", self.days_late
            ).format(count=self.days_late)
        if self.is_start_late and self.starts_on:
            return _("Devait commencer le {day}").format(day=format_day(self.starts_on))
        return ""

    @property
    def waiting_word(self) -> str:
        """What it waits for; empty when nothing."""
        if not self.waits_for:
            return ""
        return ngettext("Attend une action", "Attend {count} actions", len(self.waits_for)).format(
            count=len(self.waits_for)
        )


def find_standing(action: Action, today: date, waits_for: Iterable[Action] = ()) -> Standing:
    """
    Return where an action stands.

    Parameters
    ----------
    waits_for
        Every action that must be done before it; those that are over no longer count.
    """
    if action.status in OVER:
        return Standing()
    undone = tuple(other for other in waits_for if other.status not in OVER)
    has_begun = action.status not in _NOT_BEGUN
    return Standing(
        days_late=max(0, (today - action.ends_on).days) if action.ends_on else 0,
        is_start_late=not has_begun and action.starts_on is not None and action.starts_on < today,
        is_blocked=action.status == ActionStatus.BLOCKED or bool(undone),
        waits_for=undone,
        starts_on=action.starts_on,
    )


def is_late_on(today: date) -> Q:
    """Return the condition under which `find_standing` says that an action is late."""
    return Q(ends_on__lt=today) & ~Q(status__in=OVER)
