"""The map of the actors, what it draws, and what says the same without it."""

from dataclasses import replace
from gzip import compress
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from maillon.domain.errors import MaillonError
from maillon.reference.territories.provenances import list_provenances
from maillon.reports.figure_text import explain_in_words
from maillon.reports.page_view import typeset_all
from maillon_web.directory.forms.filters import make_filter_form
from maillon_web.directory.models import Presence
from maillon_web.directory.selectors.catchment import (
    RADII_KM,
    Catchment,
    find_centre,
    measure,
    read_radius,
)
from maillon_web.directory.selectors.catchment_figures import explain
from maillon_web.directory.selectors.chips import list_chips
from maillon_web.directory.selectors.commune_table import list_communes
from maillon_web.directory.selectors.communes import list_proposed
from maillon_web.directory.selectors.filters import FilterValues, has_bad_zone
from maillon_web.directory.selectors.listing import filter_presences, order
from maillon_web.directory.selectors.maps import draw_points
from maillon_web.directory.selectors.outlines import encode_outline, find_territory
from maillon_web.directory.selectors.rows import ActorRow, read_rows
from maillon_web.directory.selectors.words import StageName
from maillon_web.directory.views.addresses import write_address
from maillon_web.filieres.selectors import Opened, open_filiere

__all__ = ["catchment", "catchment_figure", "map_actors", "map_page", "outline", "points"]

_MOST_IN_POPUP = 4
_A_PAGE = 50
_MOST_COMMUNES = 100
_COMMUNES = "map-communes"
_OUTLINE_SECONDS = 3600
_QUICK = 1


@require_safe
def map_page(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show where the actors of a set are: drawn, then by commune."""
    opened, filters, presences = _open(request, filiere_id)
    communes = list_communes(opened, presences)
    page = Paginator(communes, _A_PAGE).get_page(request.GET.get("communes"))
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "map",
        "filters": filters,
        "form": make_filter_form(opened, filters),
        "chips": list_chips(opened, filters),
        "has_bad_zone": has_bad_zone(request.GET),
        "total": sum(row.actors for row in communes),
        "communes": page,
        "commune_query": replace(filters, commune=()).to_query(),
        "kept": parse_qsl(filters.to_query()),
        "places": list_proposed(opened.filiere),
        **_look_around(request, opened, presences),
    }
    answer = render(request, "directory/map.html", context)
    if request.headers.get("HX-Target") == _COMMUNES:
        kept = {name: request.GET[name] for name in ("autour", "rayon") if name in request.GET}
        pages = {"communes": page.number} if page.number > 1 else {}
        answer["HX-Push-Url"] = write_address(request, filters, **kept, **pages)
    patch_vary_headers(answer, ["HX-Target"])
    return answer


@require_safe
def points(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give the points of the set, by column."""
    opened, _filters, presences = _open(request, filiere_id)
    stage_keys = list(opened.filiere.stages.values_list("key", flat=True))
    return _answer(request, draw_points(opened, presences, stage_keys), "application/json")


@require_safe
def outline(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give the ground: the territory, its communes, its neighbours."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    territory = find_territory(opened.filiere)
    body = encode_outline(territory) if territory else b'{"type":"FeatureCollection","features":[]}'
    return _answer(request, body, "application/geo+json", max_age=_OUTLINE_SECONDS)


@require_safe
def map_actors(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Name actors of the set: those of a popup (`ids`), or all of those in the view (`zone`)."""
    opened, filters, presences = _open(request, filiere_id)
    ids = _read_ids(request.GET.get("ids", ""))
    is_zone = bool(filters.zone) and not ids
    if not is_zone:
        presences = presences.filter(actor_id__in=ids)
    found = order(opened, presences, filters.sort)
    numbers = Paginator(found.values_list("pk", flat=True), _A_PAGE)
    page = numbers.get_page(request.GET.get("page"))
    rows = [(row, _find_main(row)) for row in read_rows(opened, list(page))]
    context = {"opened": opened, "filiere": opened.filiere, "page": page, "rows": rows}
    is_list = is_zone or len(ids) > _MOST_IN_POPUP
    context |= {"is_zone": is_zone, "is_list": is_list, "query": filters.to_query()}
    return render(request, "directory/map_actors.html", context)


@require_safe
def catchment(request: HttpRequest, filiere_id: int) -> JsonResponse:
    """Give what lies around a point: where it is, and the panel that says it."""
    opened, _filters, presences = _open(request, filiere_id)
    found = _look_around(request, opened, presences)
    around: Catchment | None = found["around"]
    if not found["wanted"]:
        raise Http404
    context = {"opened": opened, "filiere": opened.filiere, **found}
    html = render_to_string("directory/map_around.html", context, request)
    if around is None:
        return JsonResponse({"html": html}, status=422)
    centre = around.centre
    return JsonResponse(
        {
            "centre": {"reference": centre.reference, "label": centre.label}
            | {"lon": centre.lon, "lat": centre.lat},
            "radius_km": around.radius_km,
            "actors": around.actor_count,
            "population": around.population,
            "communes": [commune.code for commune in around.communes],
            "html": html,
        }
    )


@require_safe
def catchment_figure(request: HttpRequest, filiere_id: int, figure_key: str) -> HttpResponse:
    """Say where a number of a catchment comes from."""
    opened, _filters, presences = _open(request, filiere_id)
    found = _look_around(request, opened, presences)
    if found["around"] is None or figure_key not in found["figures"]:
        raise Http404
    is_fragment = "HX-Request" in request.headers
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "map",
        "words": _explain_in_words(found["figures"][figure_key]),
        "back": request.GET.urlencode(),
    }
    template = "directory/map_figure.html" if is_fragment else "directory/map_figure_page.html"
    response = render(request, template, context | {"is_fragment": is_fragment})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _open(request: HttpRequest, filiere_id: int) -> tuple[Opened, FilterValues, QuerySet[Presence]]:
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    filters = FilterValues.from_query(request.GET)
    return opened, filters, filter_presences(opened, filters)


def _look_around(
    request: HttpRequest, opened: Opened, presences: QuerySet[Presence]
) -> dict[str, Any]:
    """Return the catchment that the address asks for and its figures, or what is wrong."""
    wanted = request.GET.get("autour", "").replace("\x00", "")
    radius_km = read_radius(request.GET.get("rayon", ""))
    query = FilterValues.from_query(request.GET).to_query()
    found: dict[str, Any] = {
        "around": None,
        "wanted": wanted,
        "query": query,
        "radii": RADII_KM,
        "radius_km": radius_km,
    }
    if not wanted:
        return found
    territory = find_territory(opened.filiere)
    try:
        everybody = filter_presences(opened, FilterValues())
        centre = find_centre(opened, everybody, territory, wanted)
    except MaillonError as error:
        return found | {"problem": error.for_user()}
    around = measure(opened, presences, territory, centre, radius_km)
    asked = urlencode({"autour": centre.reference, "rayon": radius_km})
    return found | {
        "around": around,
        "around_query": f"?{query}&{asked}" if query else f"?{asked}",
        "figures": {key: figure.to_dict() for key, figure in explain(around).items()},
        "most_communes": _MOST_COMMUNES,
        "most_slice": f":{_MOST_COMMUNES}",
    }


def _find_main(row: ActorRow) -> StageName | None:
    """Return the stage whose symbol the actor bears on the map."""
    stages = [line.stage for line in row.stages]
    return next((stage for stage in stages if stage.key == row.presence.main_stage), None)


def _explain_in_words(figure: dict[str, Any]) -> dict[str, Any]:
    vintages = [
        {"key": source.key, "label": source.label, "vintage": source.vintage}
        for source in list_provenances()
    ]
    return typeset_all(explain_in_words({"figures": {"": figure}, "vintages": vintages}, ""))


def _read_ids(text: str) -> list[int]:
    parts = text.split(",")[:_A_PAGE]
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19]


def _answer(
    request: HttpRequest, body: bytes, content_type: str, *, max_age: int = 0
) -> HttpResponse:
    """Answer with the body, or say that the browser has it already; compress it lightly."""
    etag = f'W/"{sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(content_type=content_type, headers={"ETag": etag})
    patch_cache_control(response, private=True, max_age=max_age)
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    known = get_conditional_response(request, etag=etag, response=response)
    if known is not None and known is not response:
        return known
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        # The usual level takes eight times as long, for a seventh less.
        body = compress(body, _QUICK, mtime=0)
        response["Content-Encoding"] = "gzip"
    response.content = body
    return response
