"""The list of the actors of a filière: filtered, searched, downloaded."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from maillon_web.directory.forms.filters import make_filter_form
from maillon_web.directory.models import Presence
from maillon_web.directory.selectors.chips import list_chips
from maillon_web.directory.selectors.filters import FilterValues, has_bad_zone
from maillon_web.directory.selectors.listing import filter_presences, order
from maillon_web.directory.selectors.rows import iter_rows, read_rows
from maillon_web.directory.selectors.search import search_actors
from maillon_web.directory.selectors.sheets import list_kept
from maillon_web.directory.services import exports
from maillon_web.directory.views.addresses import write_address
from maillon_web.directory.views.workbooks import give_workbook
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import show

__all__ = ["export", "listing", "search"]

_A_PAGE = 50
_RESULTS = "results"
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json; charset=utf-8",
}


@require_safe
def listing(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the actors that the filters keep; the whole page, or the results alone."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    filters = FilterValues.from_query(request.GET)
    context = _list(request, opened, filters)
    if request.headers.get("HX-Target") == _RESULTS:
        answer = show(
            request, "directory/results.html", opened, active="directory", context=context
        )
        number = context["page"].number
        pages = {"page": number} if number > 1 else {}
        answer["HX-Push-Url"] = write_address(request, filters, **pages)
    else:
        context |= _describe_page(request, opened, filters)
        answer = show(request, "directory/list.html", opened, active="directory", context=context)
    patch_vary_headers(answer, ["HX-Target"])
    return answer


@require_safe
def search(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Answer what is typed with the first actors, as a list of links."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    typed = FilterValues.from_query(request.GET).q
    found = search_actors(opened, typed) if typed else []
    rows = read_rows(opened, [presence.pk for presence in found])
    context = {"opened": opened, "filiere": opened.filiere, "typed": typed, "rows": rows}
    return render(request, "directory/found.html", context)


@require_safe
def export(request: HttpRequest, filiere_id: int) -> HttpResponseBase:
    """Download the shown set."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    kind = request.GET.get("format", "csv")
    if kind not in _TYPES:
        raise Http404
    filters = FilterValues.from_query(request.GET)
    name = f"{slugify(opened.filiere.name) or 'acteurs'}-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        return give_workbook(request, opened, filters, name=name)
    rows = iter_rows(opened, order(opened, filter_presences(opened, filters), filters.sort))
    write = exports.iter_csv if kind == "csv" else exports.iter_geojson
    answer = StreamingHttpResponse(write(rows), content_type=_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _list(request: HttpRequest, opened: Opened, filters: FilterValues) -> dict[str, Any]:
    found = order(opened, filter_presences(opened, filters), filters.sort)
    numbers = Paginator(found.values_list("pk", flat=True), _A_PAGE)
    page: Page[Any] = numbers.get_page(request.GET.get("page"))
    return {
        "filters": filters,
        "query": filters.to_query(),
        "page": page,
        "rows": read_rows(opened, list(page.object_list)),
        "chips": list_chips(opened, filters),
        "has_bad_zone": has_bad_zone(request.GET),
    }


def _describe_page(request: HttpRequest, opened: Opened, filters: FilterValues) -> dict[str, Any]:
    return {
        "form": make_filter_form(opened, filters),
        "kept": list_kept(opened, request.user),
        "is_empty": not Presence.objects.filter(filiere=opened.filiere).exists(),
    }
