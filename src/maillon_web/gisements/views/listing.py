"""How much there is: the totals by matter, the gisements one by one, the sheet of one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.pages import show
from maillon_web.gisements.models import Gisement, Nature, Origin
from maillon_web.gisements.selectors.records import Filters, list_gisements, list_matters
from maillon_web.gisements.selectors.sheets import view_sheet
from maillon_web.gisements.selectors.totals import view_overview
from maillon_web.gisements.views.places import ACTIVE, lead_to, open_gisements

__all__ = ["gisement", "overview", "rows"]

_PAGE = 50
_MATTERS = 20


@require_safe
def overview(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show how much there is of each matter, and how it is known."""
    opened = open_gisements(request, filiere_id)
    found = view_overview(opened)
    page = Paginator(found.matters, _MATTERS).get_page(request.GET.get("page"))
    context = {"overview": found, "page": page, "view": "list"}
    return show(request, "gisements/list.html", opened, active=ACTIVE, context=context)


@require_safe
def rows(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the gisements, those of a matter or of an origin when asked."""
    opened = open_gisements(request, filiere_id)
    filters = Filters.from_query(request.GET.dict())
    page = Paginator(list_gisements(opened, filters), _PAGE).get_page(request.GET.get("page"))
    stages = list_stage_labels(opened.filiere)
    context: dict[str, Any] = {
        "page": page,
        "rows": [
            {"gisement": kept, "stage": stages.get(kept.stage_key, "")} for kept in page.object_list
        ],
        "filters": filters,
        "matters": list_matters(opened),
        "origins": Origin.choices,
        "natures": Nature.choices,
        "breadcrumb": lead_to(opened, (_("Un par un"), "")),
    }
    return show(request, "gisements/rows.html", opened, active=ACTIVE, context=context)


@require_safe
def gisement(request: HttpRequest, filiere_id: int, gisement_id: int) -> HttpResponse:
    """Show a gisement: how much, how it is known, what can be drawn of it, who takes it."""
    opened = open_gisements(request, filiere_id)
    kept = get_record(opened, Gisement, gisement_id)
    context = {
        "gisement": kept,
        "sheet": view_sheet(opened, kept),
        "breadcrumb": lead_to(opened, (str(kept), "")),
    }
    return show(request, "gisements/gisement.html", opened, active=ACTIVE, context=context)
