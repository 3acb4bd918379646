"""The sheet that an actor keeps itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillon.domain.errors import MaillonError
from maillon_web.directory.forms.own_sheet import OwnSheetForm
from maillon_web.directory.selectors.sheets import (
    find_kept_instead,
    get_kept_actor,
    read_own_stages,
)
from maillon_web.directory.services import keepers as services
from maillon_web.directory.views.sheets import get_author, open_for
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.pages import INVALID, show, trail
from maillon_web.history.conflicts import show_conflict

__all__ = ["confirm_sheet", "own_sheet"]


@require_http_methods(["GET", "HEAD", "POST"])
def own_sheet(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Answer for one's own structure."""
    opened = open_for(request, filiere_id, Capability.TAKE_PART)
    kept = find_kept_instead(opened, get_author(request), actor_id)
    if kept is not None:
        return _lead_to_kept(request, filiere_id, kept)
    presence = get_kept_actor(opened, get_author(request), actor_id)
    actor = presence.actor
    stages, declared = read_own_stages(opened, presence)
    form = OwnSheetForm(
        request.POST or None,
        instance=actor,
        filiere=opened.filiere,
        stages=stages,
        declared=declared,
    )
    if request.method == "POST" and form.is_valid():
        conflict = form.find_conflict()
        if conflict:
            cancel = reverse("directory:own_sheet", args=(filiere_id, actor_id))
            context = _page(opened, actor.name)
            return show_conflict(request, conflict, cancel=cancel, context=context)
        try:
            services.answer_sheet(
                opened.filiere,
                actor,
                form.read_answer(),
                author=get_author(request),
                version=actor.version,
            )
        except MaillonError as error:
            messages.error(request, error.for_user())
        else:
            messages.success(request, _("Merci : votre fiche est à jour."))
            return redirect("directory:own_sheet", filiere_id, actor_id)
    context = _page(opened, actor.name) | {"form": form, "actor": actor, "presence": presence}
    status = INVALID if form.is_bound else 200
    return show(
        request,
        "directory/own_sheet.html",
        opened,
        active="directory",
        context=context,
        status=status,
    )


@require_POST
def confirm_sheet(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Say that everything is right."""
    opened = open_for(request, filiere_id, Capability.TAKE_PART)
    kept = find_kept_instead(opened, get_author(request), actor_id)
    if kept is not None:
        return _lead_to_kept(request, filiere_id, kept)
    presence = get_kept_actor(opened, get_author(request), actor_id)
    services.confirm_sheet(opened.filiere, presence.actor, author=get_author(request))
    messages.success(request, _("Merci : c’est noté, votre fiche est exacte aujourd’hui."))
    return redirect("directory:own_sheet", filiere_id, actor_id)


def _lead_to_kept(request: HttpRequest, filiere_id: int, kept: int) -> HttpResponse:
    """Open the sheet into which this one was merged; what was sent is read again there."""
    messages.info(
        request,
        _("Votre fiche a été réunie avec une autre du même acteur : voici celle qui reste."),
    )
    return redirect("directory:own_sheet", filiere_id, kept)


def _page(opened: Opened, name: str) -> dict[str, object]:
    listing = reverse("directory:list", args=(opened.filiere.pk,))
    return {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "directory",
        "layout": "filieres/workspace.html",
        "breadcrumb": trail(opened, (_("Annuaire"), listing), (name, "")),
    }
