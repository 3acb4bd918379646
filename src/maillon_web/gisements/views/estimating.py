"""Estimate a gisement by a published ratio: choose it, see the formula, keep the result."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon.domain.gisements import ActivityKind, Ratio
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.gisements.forms.ratios import EstimateForm
from maillon_web.gisements.selectors.estimating import (
    EstimateView,
    count_inhabitants,
    estimate_by_count,
    estimate_by_territory,
    list_siblings,
    read_steps,
)
from maillon_web.gisements.selectors.ratios import (
    ChosenTable,
    find_ratio,
    get_table,
    list_tables,
    view_ratio,
)
from maillon_web.gisements.selectors.suggesting import list_suggestions
from maillon_web.gisements.services.estimating import keep_estimate
from maillon_web.gisements.views.places import ACTIVE, lead_to, open_gisements

__all__ = ["choose", "keep"]

_PAGE = 50
_TERRITORY = "territory"
_COUNTED = (ActivityKind.EMPLOYEE, ActivityKind.INHABITANT)


@require_safe
def choose(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Choose a table, then a ratio, then by what it is multiplied."""
    opened = open_gisements(request, filiere_id)
    word = request.GET.get("table", "")
    if not word:
        context: dict[str, Any] = {
            "tables": list_tables(opened),
            "suggestions": list_suggestions(opened),
        }
        return _show(request, opened, "gisements/estimate.html", context)
    table = get_table(opened, word)
    key = request.GET.get("ratio", "")
    if not key:
        page = Paginator(table.ratios, _PAGE).get_page(request.GET.get("page"))
        rows = [view_ratio(ratio) for ratio in page.object_list]
        context = {"table": table, "page": page, "rows": rows}
        return _show(request, opened, "gisements/estimate_ratio.html", context, table.label)
    return _show_estimate(request, opened, table, find_ratio(table, key), request.GET)


@require_POST
def keep(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Keep an estimate as a gisement; it is computed again from what the form says."""
    opened = open_gisements(request, filiere_id, writes=True)
    table = get_table(opened, request.POST.get("table", ""))
    ratio = find_ratio(table, request.POST.get("ratio", ""))
    form, view, _problems = _estimate(opened, table, ratio, request.POST)
    if view is None:
        return _show_estimate(request, opened, table, ratio, request.POST, status=INVALID)
    made = keep_estimate(
        view,
        ratio,
        table=table.word,
        count=view.found.activity_count,
        shares={name: form.cleaned_data[name] for name in EstimateForm.SHARES},
        filiere=opened.filiere,
        author=get_user(request),
    )
    messages.success(request, _("Gisement gardé, avec le ratio et le calcul de ce jour."))
    return redirect("gisements:gisement", filiere_id, made.pk)


def _show_estimate(
    request: HttpRequest,
    opened: Opened,
    table: ChosenTable,
    ratio: Ratio,
    given: QueryDict,
    status: int = 200,
) -> HttpResponse:
    form, view, problems = _estimate(opened, table, ratio, given)
    context = {
        "table": table,
        "row": view_ratio(ratio),
        "form": form,
        "estimate": view,
        "problems": problems,
        "by_territory": _TERRITORY in given,
        "can_count": ratio.activity in _COUNTED,
        "is_by_employee": ratio.activity is ActivityKind.EMPLOYEE,
        "sibling_count": len(list_siblings(table, ratio)),
        "given": [(name, given[name]) for name in ("count", *EstimateForm.SHARES) if name in given],
    }
    return _show(
        request, opened, "gisements/estimate_result.html", context, ratio.matter, status=status
    )


def _estimate(
    opened: Opened, table: ChosenTable, ratio: Ratio, given: QueryDict
) -> tuple[EstimateForm, EstimateView | None, Sequence[str]]:
    """Return the form, the estimate that it asks for, and what keeps it from being made."""
    is_counted = _TERRITORY in given
    if not is_counted and "count" not in given:
        is_known = ratio.activity is ActivityKind.INHABITANT
        count = count_inhabitants(opened) if is_known else None
        return EstimateForm(ratio=ratio, initial={"count": count}), None, ()
    form = EstimateForm(given, ratio=ratio, needs_count=not is_counted)
    if not form.is_valid():
        return form, None, ()
    steps = read_steps(form.cleaned_data)
    try:
        if is_counted:
            return form, *estimate_by_territory(opened, table, ratio, steps)
        return form, estimate_by_count(ratio, form.cleaned_data["count"], steps), ()
    except MaillonError as error:
        return form, None, (error.for_user(),)


def _show(
    request: HttpRequest,
    opened: Opened,
    template: str,
    context: dict[str, Any],
    step: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    home = reverse("gisements:estimate", args=[opened.filiere.pk])
    steps = [(_("Estimer par un ratio"), home if step else "")]
    if step:
        steps.append((step, ""))
    shown = {"view": "estimate", "breadcrumb": lead_to(opened, *steps)}
    return show(request, template, opened, active=ACTIVE, context=shown | context, status=status)
