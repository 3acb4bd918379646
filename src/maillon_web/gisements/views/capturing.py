"""Who captures what, and who is after the same gisement."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon_web.filieres.views.pages import show
from maillon_web.gisements.selectors.overlaps import list_overlap_views
from maillon_web.gisements.selectors.problems import attempt
from maillon_web.gisements.selectors.shares import list_captured_matters, share_all
from maillon_web.gisements.views.places import ACTIVE, lead_to, open_gisements

__all__ = ["overlaps", "shares"]

_MATTERS = 3
_OVERLAPS = 20


@require_safe
def shares(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the share of each destination, by matter and year."""
    opened = open_gisements(request, filiere_id)
    page = Paginator(list_captured_matters(opened), _MATTERS).get_page(request.GET.get("page"))
    found, problems = attempt(lambda: share_all(opened, list(page.object_list)), ())
    context = {
        "page": page,
        "matters": found,
        "problems": problems,
        "view": "captures",
        "breadcrumb": lead_to(opened, (_("Qui capte quoi ?"), "")),
    }
    return show(request, "gisements/captures.html", opened, active=ACTIVE, context=context)


@require_safe
def overlaps(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show who is after the same gisement, and the split that is proposed."""
    opened = open_gisements(request, filiere_id)
    found, problems = attempt(lambda: list_overlap_views(opened), ())
    page = Paginator(found, _OVERLAPS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "problems": problems,
        "view": "overlaps",
        "breadcrumb": lead_to(opened, (_("Qui vise la même chose ?"), "")),
    }
    return show(request, "gisements/overlaps.html", opened, active=ACTIVE, context=context)
