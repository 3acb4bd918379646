"""What the pages of the flows share: their trail, their places, the filière opened."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import trail

__all__ = ["ACTIVE", "lead_to", "list_views", "open_flows", "read_number"]

ACTIVE = "flows"
_LONGEST_NUMBER = 9


def open_flows(request: HttpRequest, filiere_id: int, *, writes: bool = False) -> Opened:
    """Open the filière of a page, to read or to write."""
    needs = Capability.CONTRIBUTE if writes else Capability.TAKE_PART
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=needs)


def lead_to(opened: Opened, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of the flows; without steps, to the list."""
    address = reverse("flows:list", args=[opened.filiere.pk]) if steps else ""
    return trail(opened, (_("Flux"), address), *steps)


def list_views(opened: Opened, current: str) -> list[dict[str, object]]:
    """Return the ways of seeing the flows, and which one this is."""
    names = (
        ("list", _("Les flux")),
        ("balance", _("Le compte")),
        ("sankey", _("Le dessin")),
        ("places", _("Les lieux")),
        ("yields", _("Rendements et stocks")),
    )
    return [
        {
            "url": reverse(f"flows:{name}", args=[opened.filiere.pk]),
            "label": label,
            "is_current": name == current,
        }
        for name, label in names
    ]


def read_number(text: str) -> int | None:
    """Return the number that an address holds, `None` when it is none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else None
