"""What the pages of this application share."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import trail
from maillon_web.filieres.views.record_pages import RecordPage
from maillon_web.gatherings.models import Group

__all__ = ["ACTIVE", "BOTH", "make_page", "make_trail", "open_to_write"]

ACTIVE = "gatherings"
BOTH = ["GET", "HEAD", "POST"]


def open_to_write(request: HttpRequest, filiere_id: int) -> Opened:
    """Open a filière for somebody who writes."""
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)


def make_trail(opened: Opened, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of this application."""
    home = reverse("gatherings:list", args=[opened.filiere.pk])
    return trail(opened, (_("Rencontres"), home), *steps)


def make_page(opened: Opened, title: str, whole: Any) -> RecordPage:  # noqa: ANN401 - a meeting, a group or none yet
    """Return what the page of a form needs: it leads to the meeting or the group itself."""
    number = opened.filiere.pk
    name = "group" if isinstance(whole, Group) else "meeting"

    def find(kept: Any) -> str:  # noqa: ANN401 - see `RecordPage`
        return reverse(f"gatherings:{name}", args=[number, kept.pk])

    if whole.pk is None:
        home = reverse("gatherings:list", args=[number])
        return RecordPage(
            title=title,
            active=ACTIVE,
            back=home,
            find_address=find,
            breadcrumb=make_trail(opened, (title, "")),
        )
    back = find(whole)
    steps = (str(whole), back), (title, "")
    return RecordPage(title=title, active=ACTIVE, back=back, breadcrumb=make_trail(opened, *steps))
