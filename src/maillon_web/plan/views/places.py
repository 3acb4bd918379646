"""What the pages of a plan share: their trail, the people of the filters, one action found."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.pages import trail
from maillon_web.plan.models import Action

__all__ = ["ACTIVE", "find_action_url", "lead_to", "open_action", "open_plan", "read_number"]

ACTIVE = "plan"


def open_plan(request: HttpRequest, filiere_id: int, *, writes: bool = False) -> Opened:
    """Open the filière of a page, to read or to write."""
    needs = Capability.CONTRIBUTE if writes else Capability.READ
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=needs)


def open_action(
    request: HttpRequest, filiere_id: int, action_id: int, *, writes: bool = True
) -> tuple[Opened, Action]:
    """Open an action with its filière."""
    opened = open_plan(request, filiere_id, writes=writes)
    return opened, get_record(opened, Action, action_id)


def lead_to(opened: Opened, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of the plan."""
    return trail(
        opened, (_("Plan d’action"), reverse("plan:list", args=[opened.filiere.pk])), *steps
    )


def find_action_url(action: Any) -> str:  # noqa: ANN401 - an action
    """Return the page of an action."""
    return reverse("plan:action", args=[action.filiere_id, action.pk])


def read_number(text: str) -> int:
    """Return a number of an address; what is none names nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
