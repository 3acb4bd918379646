"""What the pages of this application share."""

from io import BytesIO

from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.documents.services.files import MadeFile
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import trail

__all__ = ["ACTIVE", "lead_to", "open_to_read", "open_to_write", "send"]

ACTIVE = "documents"


def open_to_read(request: HttpRequest, filiere_id: int) -> Opened:
    """Open for a member."""
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)


def open_to_write(request: HttpRequest, filiere_id: int) -> Opened:
    """Open for who brings templates."""
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)


def lead_to(opened: Opened, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of this application."""
    home = reverse("documents:list", args=[opened.filiere.pk])
    return trail(opened, (_("Documents"), home), *steps)


def send(made: MadeFile) -> FileResponse:
    """Send a file to be kept by the person, by nobody on the way."""
    response = FileResponse(
        BytesIO(made.content),
        as_attachment=True,
        filename=made.name,
        content_type=made.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    return response
