"""What circulates: the list, the quick line, one flow, and its form."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services.records import add_record
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page, remove_page
from maillon_web.flows.forms.flows import FlowForm, QuickFlowForm
from maillon_web.flows.models import MatterFlow
from maillon_web.flows.selectors.document import list_years
from maillon_web.flows.selectors.listing import (
    FlowFilters,
    count_flows,
    filter_flows,
    list_matters,
    read_rows,
)
from maillon_web.flows.selectors.nodes import read_nodes
from maillon_web.flows.selectors.quality import split_quality
from maillon_web.flows.selectors.rows import get_row, list_flows
from maillon_web.flows.selectors.sheet import read_sheet
from maillon_web.flows.views.pages import ACTIVE, lead_to, list_views, open_flows, read_number

__all__ = ["add", "edit", "listing", "page", "quick_add", "remove"]

_PAGE = 50
_BOTH = ["GET", "HEAD", "POST"]
_PREFILLED = {
    "source": "source_key",
    "target": "target_key",
    "matter": "matter",
    "unit": "unit",
    "year": "year",
    "value": "value",
    "standard_error": "standard_error",
    "reference": "reference",
}
_LONGEST = 400
_KEPT_ON = ("matter", "unit", "year")


@require_safe
def listing(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the flows."""
    opened = open_flows(request, filiere_id)
    form = _quick_form(opened, None, _go_on(opened, request.GET)) if opened.can_contribute else None
    return _show_list(request, opened, form)


@require_POST
def quick_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Add a flow from the line above the list, and offer the next one."""
    opened = open_flows(request, filiere_id, writes=True)
    form = _quick_form(opened, request.POST, {})
    if not form.is_valid():
        return _show_list(request, opened, form)
    made: Any = form.save(commit=False)
    add_record(made, filiere=opened.filiere, author=get_user(request))
    messages.success(request, _("Flux ajouté : {flow}.").format(flow=_name(opened, made)))
    return redirect(f"{reverse('flows:list', args=[filiere_id])}?after={made.pk}#quick")


def _name(opened: Opened, flow: MatterFlow) -> str:
    row = read_rows(opened, [flow], read_nodes(opened))[0]
    return _("{matter}, {source} → {target}").format(
        matter=flow.matter, source=row.source, target=row.target
    )


def _quick_form(opened: Opened, data: QueryDict | None, initial: dict[str, Any]) -> QuickFlowForm:
    blank = MatterFlow(filiere=opened.filiere)
    return QuickFlowForm(data, opened=opened, instance=blank, initial=initial, prefix="quick")


def _go_on(opened: Opened, query: QueryDict) -> dict[str, Any]:
    """Return what the next flow begins with: it leaves from where the last one arrived."""
    number = read_number(query.get("after", "")) or 0
    before = list_flows(opened).filter(pk=number).first()
    if before is None:
        return {"year": timezone.localdate().year - 1, "unit": "t"}
    kept = {name: getattr(before, name) for name in _KEPT_ON}
    origin = split_quality(before.quality)["origin"]
    return kept | {"source_key": before.target_key, "origin": origin}


def _show_list(request: HttpRequest, opened: Opened, form: QuickFlowForm | None) -> HttpResponse:
    filters = FlowFilters.from_query(request.GET)
    nodes = read_nodes(opened)
    counts = count_flows(opened)
    found = Paginator(filter_flows(opened, filters), _PAGE).get_page(request.GET.get("page"))
    context = {
        "views": list_views(opened, "list"),
        "counts": counts,
        "page": found,
        "rows": read_rows(opened, found.object_list, nodes),
        "filters": filters,
        "matters": list_matters(opened) if counts.total else [],
        "years": [str(year) for year in list_years(opened)] if counts.total else [],
        "nodes": nodes.list_choices(),
        "form": form,
        "goes_on": "after" in request.GET,
        "breadcrumb": lead_to(opened),
    }
    status = INVALID if form is not None and form.is_bound else 200
    return show(request, "flows/list.html", opened, active=ACTIVE, context=context, status=status)


@require_safe
def page(request: HttpRequest, filiere_id: int, flow_id: int) -> HttpResponse:
    """Show a flow: what is given, what the account says of it, who holds it."""
    opened = open_flows(request, filiere_id)
    flow = get_row(opened, MatterFlow, flow_id)
    sheet = read_sheet(opened, flow)
    context = {
        "flow": flow,
        "sheet": sheet,
        "breadcrumb": lead_to(opened, (sheet.name, "")),
    }
    return show(request, "flows/flow.html", opened, active=ACTIVE, context=context)


@require_http_methods(_BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write a flow; the address may say what it begins with."""
    opened = open_flows(request, filiere_id, writes=True)
    blank = MatterFlow(filiere=opened.filiere)
    form = FlowForm(
        request.POST or None, opened=opened, instance=blank, initial=_read_prefill(request.GET)
    )
    return add_page(request, opened, form, _make_page(opened, _("Ajouter un flux")))


def _read_prefill(query: QueryDict) -> dict[str, Any]:
    return {
        field: query.get(name, "").strip()[:_LONGEST]
        for name, field in _PREFILLED.items()
        if query.get(name)
    }


@require_http_methods(_BOTH)
def edit(request: HttpRequest, filiere_id: int, flow_id: int) -> HttpResponse:
    """Change a flow."""
    opened = open_flows(request, filiere_id, writes=True)
    kept = get_row(opened, MatterFlow, flow_id)
    form = FlowForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _make_page(opened, _("Modifier un flux")))


@require_http_methods(_BOTH)
def remove(request: HttpRequest, filiere_id: int, flow_id: int) -> HttpResponse:
    """Remove a flow, after asking."""
    opened = open_flows(request, filiere_id, writes=True)
    kept = get_row(opened, MatterFlow, flow_id)
    return remove_page(request, opened, kept, _make_page(opened, _("Supprimer ce flux ?")))


def _make_page(opened: Opened, title: str) -> RecordPage:
    number = opened.filiere.pk
    return RecordPage(
        title=title,
        active=ACTIVE,
        template="flows/form.html",
        back=reverse("flows:list", args=[number]),
        find_address=lambda flow: reverse("flows:flow", args=[number, flow.pk]),
        breadcrumb=lead_to(opened, (title, "")),
    )
