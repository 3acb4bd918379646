"""Objectives and indicators."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon_web.accounts.models import User
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page, remove_page
from maillon_web.plan.forms.records import IndicatorForm, ObjectiveForm, ValueForm
from maillon_web.plan.models import Indicator, Objective
from maillon_web.plan.selectors.actions import list_objectives
from maillon_web.plan.selectors.indicators import find_gap, list_indicators, read_gaps
from maillon_web.plan.selectors.trajectory import draw_trajectory
from maillon_web.plan.services.objectives import (
    add_objective,
    add_value,
    move_objective,
    remove_value,
)
from maillon_web.plan.views.places import ACTIVE, lead_to, open_plan

__all__ = [
    "indicator",
    "indicator_add",
    "indicator_edit",
    "indicator_remove",
    "indicators",
    "objective_add",
    "objective_edit",
    "objective_move",
    "objective_remove",
    "objectives",
    "value_add",
    "value_remove",
]


@require_safe
def objectives(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the objectives, in the order that people gave them."""
    opened = open_plan(request, filiere_id)
    context = {
        "objectives": list(list_objectives(opened)),
        "view": "objectives",
        "breadcrumb": lead_to(opened, (_("Objectifs"), "")),
    }
    return show(request, "plan/objectives.html", opened, active=ACTIVE, context=context)


def _objective_page(opened: Opened, title: str) -> RecordPage:
    back = reverse("plan:objectives", args=[opened.filiere.pk])
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=back,
        breadcrumb=lead_to(opened, (_("Objectifs"), back), (title, "")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def objective_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write a new objective."""
    opened = open_plan(request, filiere_id, writes=True)
    form = ObjectiveForm(
        request.POST or None, opened=opened, instance=Objective(filiere=opened.filiere)
    )

    def save(made: Any, _form: object, author: User) -> None:  # noqa: ANN401 - an objective, as the page knows it
        add_objective(made, filiere=opened.filiere, author=author)

    page = _objective_page(opened, _("Inscrire un objectif"))
    return add_page(request, opened, form, page, save=save)


@require_http_methods(["GET", "HEAD", "POST"])
def objective_edit(request: HttpRequest, filiere_id: int, objective_id: int) -> HttpResponse:
    """Change an objective."""
    opened = open_plan(request, filiere_id, writes=True)
    kept = get_record(opened, Objective, objective_id)
    form = ObjectiveForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _objective_page(opened, _("Modifier un objectif")))


@require_http_methods(["GET", "HEAD", "POST"])
def objective_remove(request: HttpRequest, filiere_id: int, objective_id: int) -> HttpResponse:
    """Ask, then remove an objective; its actions stay."""
    opened = open_plan(request, filiere_id, writes=True)
    kept = get_record(opened, Objective, objective_id)
    page = _objective_page(opened, _("Supprimer cet objectif ? Ses actions restent au plan."))
    return remove_page(
        request,
        opened,
        kept,
        page,
    )


@require_POST
def objective_move(request: HttpRequest, filiere_id: int, objective_id: int) -> HttpResponse:
    """Move an objective up or down."""
    opened = open_plan(request, filiere_id, writes=True)
    kept = get_record(opened, Objective, objective_id)
    is_up = request.POST.get("way") == "up"
    if move_objective(kept, is_up=is_up, author=get_user(request)):
        messages.success(request, _("« {title} » est déplacé.").format(title=kept.title))
    address = reverse("plan:objectives", args=[filiere_id])
    return redirect(f"{address}#objectif-{kept.pk}")


@require_safe
def indicators(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the indicators, with the gap to each target."""
    opened = open_plan(request, filiere_id)
    context = {
        "indicators": read_gaps(list(list_indicators(opened))),
        "view": "indicators",
        "breadcrumb": lead_to(opened, (_("Indicateurs"), "")),
    }
    return show(request, "plan/indicators.html", opened, active=ACTIVE, context=context)


@require_safe
def indicator(request: HttpRequest, filiere_id: int, indicator_id: int) -> HttpResponse:
    """Show an indicator, its measures, and how far its target is."""
    opened = open_plan(request, filiere_id)
    kept = get_record(opened, Indicator, indicator_id)
    form = ValueForm(indicator=kept, initial={"measured_on": timezone.localdate()})
    return _show_indicator(request, opened, kept, form)


@require_POST
def value_add(request: HttpRequest, filiere_id: int, indicator_id: int) -> HttpResponse:
    """Write a measure."""
    opened = open_plan(request, filiere_id, writes=True)
    kept = get_record(opened, Indicator, indicator_id)
    form = ValueForm(request.POST, indicator=kept)
    if not form.is_valid():
        return _show_indicator(request, opened, kept, form)
    add_value(form.save(commit=False), indicator=kept, author=get_user(request))
    messages.success(request, _("Mesure enregistrée."))
    return redirect("plan:indicator", filiere_id, kept.pk)


def _show_indicator(
    request: HttpRequest, opened: Opened, kept: Indicator, form: ValueForm
) -> HttpResponse:
    values = list(kept.values.all())
    objective = kept.objective
    is_seen = objective is not None and objective.visibility in opened.levels
    back = reverse("plan:indicators", args=[opened.filiere.pk])
    context = {
        "indicator": kept,
        "objective": objective if is_seen else None,
        "values": values,
        "gap": find_gap(kept, values),
        "trajectory": draw_trajectory(kept, values),
        "actions": list(kept.actions.filter(visibility__in=list(opened.levels))),
        "form": form,
        "breadcrumb": lead_to(opened, (_("Indicateurs"), back), (kept.label, "")),
    }
    status = INVALID if form.is_bound else 200
    return show(
        request, "plan/indicator.html", opened, active=ACTIVE, context=context, status=status
    )


def _indicator_page(opened: Opened, title: str) -> RecordPage:
    back = reverse("plan:indicators", args=[opened.filiere.pk])
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=back,
        find_address=lambda kept: reverse("plan:indicator", args=[opened.filiere.pk, kept.pk]),
        breadcrumb=lead_to(opened, (_("Indicateurs"), back), (title, "")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write a new indicator."""
    opened = open_plan(request, filiere_id, writes=True)
    form = IndicatorForm(
        request.POST or None, opened=opened, instance=Indicator(filiere=opened.filiere)
    )
    return add_page(request, opened, form, _indicator_page(opened, _("Créer un indicateur")))


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_edit(request: HttpRequest, filiere_id: int, indicator_id: int) -> HttpResponse:
    """Change an indicator."""
    opened = open_plan(request, filiere_id, writes=True)
    kept = get_record(opened, Indicator, indicator_id)
    form = IndicatorForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _indicator_page(opened, _("Modifier un indicateur")))


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_remove(request: HttpRequest, filiere_id: int, indicator_id: int) -> HttpResponse:
    """Ask, then remove an indicator and its measures."""
    opened = open_plan(request, filiere_id, writes=True)
    kept = get_record(opened, Indicator, indicator_id)
    page = _indicator_page(opened, _("Supprimer cet indicateur et ses mesures ?"))
    return remove_page(
        request,
        opened,
        kept,
        page,
    )


@require_POST
def value_remove(
    request: HttpRequest, filiere_id: int, indicator_id: int, value_id: int
) -> HttpResponse:
    """Remove a measure; the history brings it back."""
    opened = open_plan(request, filiere_id, writes=True)
    kept = get_record(opened, Indicator, indicator_id)
    value = get_object_or_404(kept.values.select_related("indicator__filiere"), pk=value_id)
    remove_value(value, author=get_user(request))
    messages.success(request, _("Mesure supprimée. L’historique permet de la rétablir."))
    return redirect("plan:indicator", filiere_id, kept.pk)
