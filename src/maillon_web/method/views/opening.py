"""Open a filière for the pages of the method, and where they come from."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import trail

__all__ = ["BOTH", "open_to_read", "open_to_write", "show_trail"]

BOTH = ["GET", "HEAD", "POST"]


def open_to_read(request: HttpRequest, filiere_id: int) -> Opened:
    """Open for a member: how a team works is not for strangers, even in a public filière."""
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)


def open_to_write(request: HttpRequest, filiere_id: int) -> Opened:
    """Open for who writes."""
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)


def show_trail(opened: Opened, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page, through the method."""
    home = reverse("method:steps", args=[opened.filiere.pk])
    return trail(opened, (_("Démarche"), home), *steps)
