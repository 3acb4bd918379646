"""The money of the plan, and of each action."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.plan.forms.money import FundingForm, make_budgets_form
from maillon_web.plan.models import Action, Funding
from maillon_web.plan.selectors.money import total_money
from maillon_web.plan.services.money import (
    add_funding,
    edit_funding,
    remove_funding,
    write_budgets,
)
from maillon_web.plan.views.places import (
    ACTIVE,
    find_action_url,
    lead_to,
    open_action,
    open_plan,
)

__all__ = ["budgets", "funding_add", "funding_edit", "funding_remove", "totals"]


@require_safe
def totals(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the totals of the plan; each opens on its rows."""
    opened = open_plan(request, filiere_id)
    context = {
        "totals": total_money(opened),
        "view": "money",
        "breadcrumb": lead_to(opened, (_("Budget"), "")),
    }
    return show(request, "plan/money.html", opened, active=ACTIVE, context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def budgets(request: HttpRequest, filiere_id: int, action_id: int) -> HttpResponse:
    """Write the budgets of an action, one row a year."""
    opened, action = open_action(request, filiere_id, action_id)
    form = make_budgets_form(action, request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_budgets(action, form.list_rows(), author=get_user(request))
        messages.success(request, _("Enregistré."))
        return redirect(f"{find_action_url(action)}#argent")
    title = _("Budget par année")
    context = {
        "formset": form,
        "action": action,
        "page_title": title,
        "breadcrumb": lead_to(opened, (action.title, find_action_url(action)), (title, "")),
    }
    status = INVALID if form.is_bound else 200
    return show(request, "plan/budgets.html", opened, active=ACTIVE, context=context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def funding_add(request: HttpRequest, filiere_id: int, action_id: int) -> HttpResponse:
    """Write a request for money; the sheet of an aid may send here."""
    opened, action = open_action(request, filiere_id, action_id)
    initial = {
        "funder": request.GET.get("funder", "")[:200],
        "sheet_key": request.GET.get("sheet_key", "")[:120],
    }
    form = FundingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        add_funding(form.save(commit=False), action=action, author=get_user(request))
        messages.success(request, _("Enregistré."))
        return redirect(f"{find_action_url(action)}#argent")
    return _show_funding(request, opened, action, form, _("Ajouter un financement"))


@require_http_methods(["GET", "HEAD", "POST"])
def funding_edit(
    request: HttpRequest, filiere_id: int, action_id: int, funding_id: int
) -> HttpResponse:
    """Change a request for money."""
    opened, action = open_action(request, filiere_id, action_id)
    stored = _get_funding(action, funding_id)
    form = FundingForm(request.POST or None, instance=_get_funding(action, funding_id))
    if request.method == "POST" and form.is_valid():
        edit_funding(stored, form.cleaned_data, author=get_user(request))
        messages.success(request, _("Enregistré."))
        return redirect(f"{find_action_url(action)}#argent")
    return _show_funding(request, opened, action, form, _("Modifier un financement"))


@require_http_methods(["GET", "HEAD", "POST"])
def funding_remove(
    request: HttpRequest, filiere_id: int, action_id: int, funding_id: int
) -> HttpResponse:
    """Ask, then remove a request for money."""
    opened, action = open_action(request, filiere_id, action_id)
    kept = _get_funding(action, funding_id)
    if request.method == "POST":
        remove_funding(kept, author=get_user(request))
        messages.success(request, _("Supprimé. L’historique permet de le rétablir."))
        return redirect(f"{find_action_url(action)}#argent")
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": ACTIVE,
        "breadcrumb": lead_to(
            opened, (action.title, find_action_url(action)), (_("Supprimer"), "")
        ),
        "heading": _("Supprimer ce financement ?"),
        "sentence": _("{funder}, pour « {action} »").format(funder=kept.funder, action=action),
        "submit": _("Supprimer"),
        "cancel": find_action_url(action),
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def _get_funding(action: Action, funding_id: int) -> Funding:
    return get_object_or_404(action.fundings.select_related("action__filiere"), pk=funding_id)


def _show_funding(
    request: HttpRequest, opened: Opened, action: Action, form: FundingForm, title: str
) -> HttpResponse:
    context = {
        "form": form,
        "page_title": title,
        "submit": "",
        "cancel": find_action_url(action),
        "breadcrumb": lead_to(opened, (action.title, find_action_url(action)), (title, "")),
    }
    status = INVALID if form.is_bound else 200
    return show(
        request, "filieres/record_form.html", opened, active=ACTIVE, context=context, status=status
    )
