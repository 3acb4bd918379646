"""The flows drawn, on the page and as files."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.domain.errors import MaillonError
from maillon.reports.pictures import render_picture
from maillon.reports.sankey_drawing import draw_sankey
from maillon.studies.flowing.drawing import SankeyFlow
from maillon_web.filieres.views.pages import show
from maillon_web.flows.selectors.balance import Balance, find_balance
from maillon_web.flows.selectors.document import list_years
from maillon_web.flows.selectors.drawing import DrawingQuery, draw, find_sankey
from maillon_web.flows.views.balance import choose_year
from maillon_web.flows.views.pages import ACTIVE, lead_to, list_views, open_flows

__all__ = ["picture", "sankey"]

_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
_WIDTH_PX = 2000


@require_safe
def sankey(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Draw the flows of a year."""
    opened = open_flows(request, filiere_id)
    asked = DrawingQuery.from_query(request.GET)
    years = list_years(opened)
    year = choose_year(asked.year, years)
    asked = replace(asked, year=str(year or ""))
    balance = find_balance(opened, year)

    def link(numbers: list[int], flow: SankeyFlow) -> str:
        if len(numbers) == 1:
            return reverse("flows:flow", args=[filiere_id, numbers[0]])
        query = urlencode({"matter": flow.matter, "node": flow.source})
        return f"{reverse('flows:list', args=[filiere_id])}?{query}"

    context = {
        "views": list_views(opened, "sankey"),
        "balance": balance,
        "years": years,
        "asked": asked,
        "breadcrumb": lead_to(opened, (_("Le dessin"), "")),
    }
    if balance.document["flows"]:
        drawing = draw(balance, asked, link=link)
        # The library writes this drawing: every text in it is escaped there.
        svg = mark_safe(drawing.svg)  # noqa: S308 - said above
        narrow_svg = mark_safe(drawing.narrow_svg)  # noqa: S308 - said above
        context |= {"drawing": drawing, "svg": svg, "narrow_svg": narrow_svg}
    return show(request, "flows/sankey.html", opened, active=ACTIVE, context=context)


@require_safe
def picture(request: HttpRequest, filiere_id: int, format: str) -> HttpResponse:
    """Give the drawing as a file."""
    opened = open_flows(request, filiere_id)
    if format not in _TYPES:
        raise Http404
    asked = DrawingQuery.from_query(request.GET)
    year = choose_year(asked.year, list_years(opened))
    asked = replace(asked, year=str(year or ""))
    balance = find_balance(opened, year)
    try:
        content = _render(balance, asked, format)
    except MaillonError as error:
        messages.error(request, error.for_user())
        return redirect("flows:sankey", filiere_id)
    answer = HttpResponse(content, content_type=_TYPES[format])
    name = slugify(opened.filiere.name)[:60] or str(filiere_id)
    answer["Content-Disposition"] = f'attachment; filename="flux-{name}.{format}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _render(balance: Balance, asked: DrawingQuery, format: str) -> bytes:
    svg = draw_sankey(find_sankey(balance, asked))
    return svg.encode() if format == "svg" else render_picture(svg, width_px=_WIDTH_PX)
