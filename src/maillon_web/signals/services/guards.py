"""What may keep a project from changing state: applications above say so."""

from collections.abc import Callable
from dataclasses import dataclass

from maillon.domain.errors import InvalidInput
from maillon_web.signals.models import Project

__all__ = ["Guard", "ProjectRefused", "Refusal", "check_state", "register_guard"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why a project may not take a state, and the page (`address`, `label`) that settles it."""

    sentence: str
    address: str = ""
    label: str = ""


class ProjectRefused(InvalidInput):
    """A project may not take the state asked for."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__("the project may not take this state", user=refusal.sentence)
        self.refusal = refusal


Guard = Callable[[Project, str], Refusal | None]
"""Says why a project may not take a state, `None` when it may; asked only when it changes."""

_guards: dict[str, Guard] = {}


def register_guard(name: str, guard: Guard) -> None:
    """Declare a rule on the states of projects."""
    _guards[name] = guard


def check_state(project: Project, state: str) -> None:
    """
    Ask every guard whether a project may take a state.

    Raises
    ------
    ProjectRefused
        If one of them refuses.
    """
    for _name, guard in sorted(_guards.items()):
        refusal = guard(project, state)
        if refusal is not None:
            raise ProjectRefused(refusal)
