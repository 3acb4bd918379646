"""The gisements to take away."""

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from maillon_web.gisements.services.exports import write_workbook
from maillon_web.gisements.views.answers import XLSX, give_file
from maillon_web.gisements.views.places import open_gisements

__all__ = ["workbook"]


@require_safe
def workbook(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give the gisements and who takes them as a workbook."""
    opened = open_gisements(request, filiere_id)
    name = slugify(opened.filiere.name)[:60] or str(opened.filiere.pk)
    return give_file(write_workbook(opened), f"gisements-{name}.xlsx", XLSX)
