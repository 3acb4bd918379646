"""What the pages of the weighings share: who may open them, and the way to them."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import trail

__all__ = ["ACTIVE", "lead_to", "open_log"]

ACTIVE = "weighings"


def open_log(request: HttpRequest, filiere_id: int, *, writes: bool = False) -> Opened:
    """Open the filière of a page, to read as a member or to write."""
    needs = Capability.CONTRIBUTE if writes else Capability.TAKE_PART
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=needs)


def lead_to(opened: Opened, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of the weighings."""
    home = reverse("weighings:list", args=[opened.filiere.pk])
    return trail(opened, (_("Pesées"), home if steps else ""), *steps)
