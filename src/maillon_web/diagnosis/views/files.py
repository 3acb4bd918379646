"""The result as files: made from what the reader may see."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from maillon_web.diagnosis.selectors import get_text
from maillon_web.diagnosis.services import (
    DOCUMENTS,
    PICTURES,
    Rendered,
    render_document,
    render_drawing,
)
from maillon_web.filieres.selectors import open_filiere

__all__ = ["download", "picture"]

_DRAWINGS = ("chain", "map")


@require_safe
def download(request: HttpRequest, filiere_id: int, format: str) -> FileResponse:
    """Send the result as a file of that format."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    if format not in DOCUMENTS:
        raise Http404
    text = get_text(opened, "whole")
    return _send(render_document(opened.filiere, text, format))


@require_safe
def picture(request: HttpRequest, filiere_id: int, name: str, format: str) -> FileResponse:
    """Send a drawing of the result as an image."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    if name not in _DRAWINGS or format not in PICTURES:
        raise Http404
    text = get_text(opened, "whole")
    return _send(render_drawing(opened.filiere, text, name, format))


def _send(rendered: Rendered) -> FileResponse:
    response = FileResponse(
        BytesIO(rendered.content),
        as_attachment=True,
        filename=rendered.name,
        content_type=rendered.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    return response
