"""The part of the local authority, its hand-over, and what must hold before it withdraws."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.reference.method import get_method
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import show
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page
from maillon_web.method.forms.records import ConditionForm, MeetForm, ScenarioForm
from maillon_web.method.models import ExitCondition, Scenario, ScenarioKind
from maillon_web.method.selectors import scenario as selectors
from maillon_web.method.services import scenario as services
from maillon_web.method.views.opening import BOTH, open_to_read, open_to_write, show_trail

__all__ = [
    "condition_add",
    "condition_edit",
    "condition_meet",
    "condition_move",
    "condition_remove",
    "scenario",
    "scenario_edit",
]

_STEPS = {"up": -1, "down": 1}


@require_safe
def scenario(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the part that was chosen and how far the withdrawal is prepared."""
    opened = open_to_read(request, filiere_id)
    kept = selectors.find_scenario(opened)
    conditions = list(selectors.list_conditions(opened))
    context = {
        "kept": kept,
        "text": selectors.find_text(kept) if kept else None,
        "texts": get_method().scenarios,
        "documents": {entry.key: entry for entry in get_method().documents},
        "carrier_name": selectors.name_carrier(opened, kept) if kept else "",
        "sees_carrier": bool(kept and kept.carrier and kept.carrier.visibility in opened.levels),
        "conditions": conditions,
        "readiness": selectors.read_readiness(conditions),
        "proposals": selectors.list_proposals(kept, conditions),
        "breadcrumb": show_trail(opened, (_("Rôle et passation"), "")),
    }
    return show(request, "method/scenario.html", opened, active="method", context=context)


@require_http_methods(BOTH)
def scenario_edit(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Choose the part, and write the hand-over."""
    opened = open_to_write(request, filiere_id)
    kept = selectors.find_scenario(opened)
    if kept is None:
        asked = request.GET.get("kind", "")
        kind = asked if asked in ScenarioKind.values else ""
        kept = Scenario(filiere=opened.filiere, version=0, kind=kind)
    form = ScenarioForm(request.POST or None, opened=opened, instance=kept)

    def save(_record: Any, form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        # A new one keeps what the page proposed, even where nobody changed it.
        is_new = kept.pk is None
        proposed = {"kind": form.cleaned_data["kind"]} if is_new else {}
        services.write_scenario(kept, proposed | form.list_changes(), author=author)

    page = _page(opened, _("Notre rôle et la passation"))
    return edit_page(request, opened, form, page, save=save)


@require_http_methods(BOTH)
def condition_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write a condition, or take up one that the method proposes."""
    opened = open_to_write(request, filiere_id)
    made = ExitCondition(filiere=opened.filiere, text=_find_proposal(request))
    form = ConditionForm(request.POST or None, opened=opened, instance=made)

    def save(record: Any, _form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        services.add_condition(record, author=author)

    page = _page(opened, _("Ajouter une condition de sortie"))
    return add_page(request, opened, form, page, save=save)


@require_http_methods(BOTH)
def condition_edit(request: HttpRequest, filiere_id: int, condition_id: int) -> HttpResponse:
    """Change a condition."""
    opened = open_to_write(request, filiere_id)
    kept = selectors.get_condition(opened, condition_id)
    form = ConditionForm(request.POST or None, opened=opened, instance=kept)
    return _edit(request, opened, form, _("Modifier la condition"))


@require_http_methods(BOTH)
def condition_meet(request: HttpRequest, filiere_id: int, condition_id: int) -> HttpResponse:
    """Say that a condition is met, and what shows it."""
    opened = open_to_write(request, filiere_id)
    kept = selectors.get_condition(opened, condition_id)
    form = MeetForm(request.POST or None, opened=opened, instance=kept)
    if kept.met_on is None:
        form.initial["met_on"] = timezone.localdate()
    return _edit(request, opened, form, _("Remplie : « {text} »").format(text=kept.text))


@require_POST
def condition_move(request: HttpRequest, filiere_id: int, condition_id: int) -> HttpResponse:
    """Move a condition one place up or down."""
    opened = open_to_write(request, filiere_id)
    kept = selectors.get_condition(opened, condition_id)
    step = _STEPS.get(request.POST.get("to", ""))
    if step is None:
        raise Http404
    services.move_condition(opened.filiere, kept, step=step, author=get_user(request))
    return redirect("method:scenario", filiere_id)


@require_http_methods(BOTH)
def condition_remove(request: HttpRequest, filiere_id: int, condition_id: int) -> HttpResponse:
    """Remove a condition, after asking."""
    opened = open_to_write(request, filiere_id)
    kept = selectors.get_condition(opened, condition_id)
    page = _page(opened, _("Supprimer cette condition ?"))
    if request.method == "POST":
        services.remove_condition(kept, author=get_user(request))
        messages.success(request, _("Supprimé. L’historique permet de le rétablir."))
        return redirect(page.back)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "method",
        "breadcrumb": page.breadcrumb,
        "heading": page.title,
        "sentence": kept.text,
        "submit": _("Supprimer"),
        "cancel": page.back,
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def _edit(request: HttpRequest, opened: Opened, form: ConditionForm, title: str) -> HttpResponse:
    def save(record: Any, form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        services.edit_condition(record, form.list_changes(), author=author)

    return edit_page(request, opened, form, _page(opened, title), save=save)


def _find_proposal(request: HttpRequest) -> str:
    """Return the words of the proposed condition that the address names."""
    wanted = request.GET.get("proposition", "")
    for text in get_method().scenarios:
        for entry in text.conditions:
            if f"{text.key}.{entry.key}" == wanted:
                return entry.label
    return ""


def _page(opened: Opened, title: str) -> RecordPage:
    back = reverse("method:scenario", args=[opened.filiere.pk])
    return RecordPage(
        title=title,
        active="method",
        back=back,
        breadcrumb=show_trail(opened, (_("Rôle et passation"), back), (title, "")),
    )
