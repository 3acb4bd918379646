"""What people settle about an actor, from its sheet."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillon.domain.errors import MaillonError
from maillon_web.directory.forms.decisions import MOVE, REMOVE, EssForm, StageForm
from maillon_web.directory.models import Actor, Decision, Placement
from maillon_web.directory.selectors.sheets import get_presence
from maillon_web.directory.selectors.words import list_stage_names, write_stages
from maillon_web.directory.services import decisions as services
from maillon_web.directory.views.sheets import get_author, open_for, show_sheet
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.views.pages import INVALID
from maillon_web.history.models import ChangeSet

__all__ = ["place", "settle_ess", "undecide"]


@require_POST
def place(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Place, remove or move an actor."""
    opened = open_for(request, filiere_id)
    presence = get_presence(opened, actor_id)
    stages = list_stage_names(opened.filiere)
    places = list(Placement.objects.filter(filiere=opened.filiere, actor=presence.actor))
    form = StageForm(request.POST, stages=stages.values(), present=write_stages(places, stages))
    if not form.is_valid():
        return show_sheet(request, opened, presence, status=INVALID, stage_form=form)
    _tell(request, lambda: _settle_stage(request, opened.filiere, presence.actor, form))
    return redirect("directory:sheet", filiere_id, actor_id)


@require_POST
def settle_ess(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Say whether an actor is of the ESS."""
    opened = open_for(request, filiere_id)
    presence = get_presence(opened, actor_id)
    form = EssForm(request.POST)
    if not form.is_valid():
        return show_sheet(request, opened, presence, status=INVALID, ess_form=form)
    _tell(
        request,
        lambda: services.settle_ess_status(
            opened.filiere,
            presence.actor,
            is_ess=form.cleaned_data["is_ess"] == "oui",
            reason=form.cleaned_data["reason"],
            author=get_author(request),
        ),
    )
    return redirect("directory:sheet", filiere_id, actor_id)


@require_POST
def undecide(
    request: HttpRequest, filiere_id: int, actor_id: int, decision_id: int
) -> HttpResponse:
    """Take a decision back."""
    opened = open_for(request, filiere_id)
    presence = get_presence(opened, actor_id)
    decision = get_object_or_404(
        Decision.objects.select_related("filiere", "actor"),
        pk=decision_id,
        filiere=opened.filiere,
        actor=presence.actor,
    )
    services.forget_decision(decision, author=get_author(request))
    messages.success(request, _("Décision retirée : la fiche dit de nouveau ce qui est calculé."))
    return redirect("directory:sheet", filiere_id, actor_id)


def _settle_stage(
    request: HttpRequest, filiere: Filiere, actor: Actor, form: StageForm
) -> ChangeSet:
    told = form.cleaned_data
    author = get_author(request)
    if told["action"] == MOVE:
        return services.move(
            filiere,
            actor,
            from_key=told["origin"],
            to_key=told["stage"],
            reason=told["reason"],
            author=author,
        )
    settle = services.remove if told["action"] == REMOVE else services.place
    return settle(filiere, actor, stage_key=told["stage"], reason=told["reason"], author=author)


def _tell(request: HttpRequest, write: Callable[[], object]) -> None:
    try:
        write()
    except MaillonError as error:
        messages.error(request, error.for_user())
    else:
        messages.success(
            request, _("Décision enregistrée. Le diagnostic se met à jour en arrière-plan.")
        )
