"""Change the chain of a filière, stage by stage."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from maillon.domain.errors import InvalidInput
from maillon_web.filieres.forms.stages import ChainsForm, NewStageForm
from maillon_web.filieres.models import Stage
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.selectors.chain import count_at_stage, list_stages
from maillon_web.filieres.services import ask_refresh, stages
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show, trail

__all__ = ["chain_edit", "chains", "open_chain", "stage_move", "stage_remove"]

_STEPS = {"up": -1, "down": 1}


def open_chain(request: HttpRequest, filiere_id: int) -> Opened:
    """Open a filière whose chain may be changed: its lead's, and not archived."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.LEAD)
    if not opened.can_contribute:
        raise Http404
    return opened


@require_http_methods(["GET", "HEAD", "POST"])
def chain_edit(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the stages in order; add one at the end."""
    opened = open_chain(request, filiere_id)
    form = NewStageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        author = get_user(request)
        try:
            made = stages.add_stage(opened.filiere, author=author, **form.cleaned_data)
        except InvalidInput as error:
            form.add_error("label", [error.for_user(), *error.details])
        else:
            ask_refresh(opened.filiere, author=author)
            return redirect("filieres:stage_edit", filiere_id, made.key)
    context = {
        "form": form,
        "stages": list_stages(opened.filiere),
        "breadcrumb": trail(opened, (_("Modifier la chaîne"), "")),
    }
    return show(
        request,
        "filieres/chain_edit.html",
        opened,
        active="chain",
        context=context,
        status=INVALID if form.errors else 200,
    )


@require_POST
def stage_move(request: HttpRequest, filiere_id: int, stage_key: str) -> HttpResponse:
    """Move a stage one place up or down."""
    opened = open_chain(request, filiere_id)
    stage = get_object_or_404(opened.filiere.stages, key=stage_key)
    steps = _STEPS.get(request.POST.get("direction", ""))
    author = get_user(request)
    if steps and stages.move_stage(stage, steps=steps, author=author):
        ask_refresh(opened.filiere, author=author)
    here = reverse("filieres:chain_edit", kwargs={"filiere_id": filiere_id})
    return redirect(f"{here}#maillon-{stage.key}")


@require_http_methods(["GET", "HEAD", "POST"])
def stage_remove(request: HttpRequest, filiere_id: int, stage_key: str) -> HttpResponse:
    """Say who loses the stage, then remove it."""
    opened = open_chain(request, filiere_id)
    stage = get_object_or_404(opened.filiere.stages, key=stage_key)
    back = reverse("filieres:chain_edit", kwargs={"filiere_id": filiere_id})
    context: dict[str, Any] = {
        "heading": _("Retirer le maillon « {name} » ?").format(name=stage.shown_label),
        "consequences": [
            _say_losers(opened, stage),
            _("Les décisions prises sur ce maillon ne comptent plus."),
            _("L’historique permet d’annuler ce retrait."),
        ],
        "submit": _("Retirer le maillon"),
        "danger": True,
        "cancel": back,
    }
    if request.method != "POST":
        return render(request, "ui/confirm.html", context)
    author = get_user(request)
    try:
        stages.remove_stage(stage, author=author)
    except InvalidInput as error:
        context["sentence"] = " ".join([error.for_user(), *error.details])
        return render(request, "ui/confirm.html", context, status=INVALID)
    ask_refresh(opened.filiere, author=author)
    messages.success(request, _("Maillon « {name} » retiré.").format(name=stage.shown_label))
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
def chains(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Say whether the stages make one chain or several that cross."""
    opened = open_chain(request, filiere_id)
    filiere = opened.filiere
    listed = list(filiere.stages.all())
    form = ChainsForm(
        request.POST or None, initial={"kind": filiere.kind}, filiere=filiere, stages=listed
    )
    if request.method == "POST" and form.is_valid():
        author = get_user(request)
        try:
            is_new = stages.change_chains(
                filiere,
                kind=form.cleaned_data["kind"],
                chains=form.list_chains(),
                author=author,
            )
        except InvalidInput as error:
            form.add_error(None, list(error.details) or error.for_user())
        else:
            if is_new:
                ask_refresh(filiere, author=author)
            return redirect("filieres:chain_edit", filiere_id)
    here = reverse("filieres:chain_edit", kwargs={"filiere_id": filiere_id})
    context = {
        "form": form,
        "breadcrumb": trail(opened, (_("Modifier la chaîne"), here), (_("Chaînes"), "")),
    }
    return show(
        request,
        "filieres/chains.html",
        opened,
        active="chain",
        context=context,
        status=INVALID if form.errors else 200,
    )


def _say_losers(opened: Opened, stage: Stage) -> str:
    count = count_at_stage(opened.filiere, stage.key)
    if not count:
        return _("Aucun acteur n’est à ce maillon.")
    return ngettext(
        "{count} acteur perd ce maillon ; il reste dans l’annuaire.",
        "{count} acteurs perdent ce maillon ; ils restent dans l’annuaire.",
        count,
    ).format(count=count)
