"""One action: its page, and how it is written."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.directory.models import Actor
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.filieres.services.records import remove_record
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.history.conflicts import show_conflict
from maillon_web.history.services import ChangedMeanwhile
from maillon_web.plan.forms.actions import ActionForm
from maillon_web.plan.forms.prefill import read_prefill
from maillon_web.plan.forms.ties import DependencyForm
from maillon_web.plan.models import Action, ActionStatus
from maillon_web.plan.selectors.actions import list_actions, list_parts, read_rows
from maillon_web.plan.selectors.dependencies import read_ties
from maillon_web.plan.selectors.indicators import list_indicators, read_gaps
from maillon_web.plan.selectors.sharing import list_offered
from maillon_web.plan.services.actions import create_action, edit_action
from maillon_web.plan.views.places import (
    ACTIVE,
    find_action_url,
    lead_to,
    open_action,
    open_plan,
)
from maillon_web.signals.models import Obstacle, Project

__all__ = ["add", "edit", "page", "remove"]


@require_safe
def page(request: HttpRequest, filiere_id: int, action_id: int) -> HttpResponse:
    """Show everything of an action."""
    opened, action = open_action(request, filiere_id, action_id, writes=False)
    today = timezone.localdate()
    found = list_actions(opened).filter(pk=action.pk)
    row = read_rows(opened, found, today, parts=list_parts(opened, [action]))[0]
    context: dict[str, Any] = {
        "row": row,
        "action": row.action,
        "ties": read_ties(opened, action),
        "budgets": list(action.budgets.all()),
        "fundings": list(action.fundings.all()),
        "indicators": read_gaps(list(list_indicators(opened).filter(actions=action))),
        "statuses": ActionStatus.choices,
        "breadcrumb": lead_to(opened, (action.title, "")),
    } | _list_linked(opened, action)
    if opened.can_contribute:
        context["dependency_form"] = DependencyForm(opened=opened, action=action)
        context["shares"] = list(list_offered(action))
    return show(request, "plan/action.html", opened, active=ACTIVE, context=context)


def _list_linked(opened: Opened, action: Action) -> dict[str, Any]:
    levels = list(opened.levels)
    return {
        "project": list_records(opened, Project).filter(pk=action.project_id or 0).first(),
        "obstacles": list(list_records(opened, Obstacle).filter(plan_actions=action)),
        "actors": list(
            Actor.objects.filter(
                plan_actions=action,
                visibility__in=levels,
                presences__filiere=opened.filiere,
                presences__visibility__in=levels,
            )
            .distinct()
            .only("pk", "name", "sort_name")
        ),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write a new action, prefilled by the page that sends here."""
    opened = open_plan(request, filiere_id, writes=True)
    form = ActionForm(
        request.POST or None,
        opened=opened,
        instance=Action(filiere=opened.filiere),
        initial=read_prefill(opened, request.GET),
    )
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ActionForm.Meta.fields}
        try:
            made = create_action(opened.filiere, get_user(request), given.pop("title"), **given)
        except MaillonError as error:
            form.add_error(None, error.for_user())
        else:
            messages.success(request, _("Action inscrite au plan."))
            return redirect(find_action_url(made))
    title = _("Inscrire une action")
    return _show_form(request, opened, form, title=title, action=None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, filiere_id: int, action_id: int) -> HttpResponse:
    """Change an action; who comes second sees both versions and chooses."""
    opened, action = open_action(request, filiere_id, action_id)
    form = ActionForm(request.POST or None, opened=opened, instance=action)
    title = _("Modifier l’action")
    if request.method == "POST" and form.is_valid():
        conflict = form.find_conflict()
        if conflict:
            shared = {
                "opened": opened,
                "filiere": opened.filiere,
                "active": ACTIVE,
                "breadcrumb": lead_to(opened, (action.title, find_action_url(action)), (title, "")),
                "layout": "filieres/workspace.html",
            }
            return show_conflict(request, conflict, cancel=request.path, context=shared)
        try:
            edit_action(
                action, form.list_changes(), author=get_user(request), joins=form.list_joins()
            )
        except ChangedMeanwhile as error:
            form.add_error(None, error.for_user())
        else:
            messages.success(request, _("Enregistré."))
            return redirect(find_action_url(action))
    return _show_form(request, opened, form, title=title, action=action)


def _show_form(
    request: HttpRequest, opened: Opened, form: ActionForm, *, title: str, action: Action | None
) -> HttpResponse:
    steps = [(action.title, find_action_url(action))] if action else []
    context = {
        "form": form,
        "page_title": title,
        "action": action,
        "breadcrumb": lead_to(opened, *steps, (title, "")),
    }
    status = INVALID if form.is_bound else 200
    return show(
        request, "plan/action_form.html", opened, active=ACTIVE, context=context, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, filiere_id: int, action_id: int) -> HttpResponse:
    """Ask, then remove an action with its parts; the history brings all of it back."""
    opened, action = open_action(request, filiere_id, action_id)
    if request.method == "POST":
        remove_record(action, author=get_user(request))
        messages.success(request, _("Supprimé. L’historique permet de le rétablir."))
        return redirect("plan:list", filiere_id)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": ACTIVE,
        "breadcrumb": lead_to(
            opened, (action.title, find_action_url(action)), (_("Supprimer"), "")
        ),
        "heading": _("Supprimer cette action ?"),
        "sentence": action.title,
        "consequences": _list_consequences(action),
        "submit": _("Supprimer"),
        "cancel": find_action_url(action),
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def _list_consequences(action: Action) -> list[str]:
    parts = action.parts.count()
    waiting = action.unlocks.count()
    shares = action.shares.count()
    sentences = [_("L’historique permet de tout rétablir.")]
    if parts:
        sentences.append(
            ngettext(
                "Sa partie est supprimée avec elle.",
                "Ses {count} parties sont supprimées avec elle.",
                parts,
            ).format(count=parts)
        )
    if waiting:
        sentences.append(
            ngettext(
                "Une action l’attend : elle n’attendra plus rien d’elle.",
                "{count} actions l’attendent : elles n’attendront plus rien d’elle.",
                waiting,
            ).format(count=waiting)
        )
    if shares:
        sentences.append(
            ngettext(
                "La filière avec qui elle est partagée ne la verra plus.",
                "Les {count} filières avec qui elle est partagée ne la verront plus.",
                shares,
            ).format(count=shares)
        )
    return sentences
