"""Where the pages of gisements stand: navigation, trail, who may write."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import trail
from maillon_web.filieres.views.record_pages import RecordPage

__all__ = ["ACTIVE", "BOTH", "lead_to", "make_page", "open_gisements"]

ACTIVE = "gisements"
BOTH = ["GET", "HEAD", "POST"]


def open_gisements(request: HttpRequest, filiere_id: int, *, writes: bool = False) -> Opened:
    """Return the filière for a member; for somebody who may write when `writes`."""
    needs = Capability.CONTRIBUTE if writes else Capability.TAKE_PART
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=needs)


def lead_to(opened: Opened, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of gisements."""
    home = reverse("gisements:list", args=[opened.filiere.pk])
    return trail(opened, (_("Gisements"), home), *steps)


def make_page(
    opened: Opened,
    title: str,
    *,
    back: str = "",
    find_address: Callable[[Any], str] | None = None,
    under: tuple[tuple[str, str], ...] = (),
    submit: str = "",
) -> RecordPage:
    """Return the page of a form; `under` holds the steps between the list and it."""
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=back or reverse("gisements:list", args=[opened.filiere.pk]),
        find_address=find_address,
        breadcrumb=lead_to(opened, *under, (title, "")),
        submit=submit,
    )
