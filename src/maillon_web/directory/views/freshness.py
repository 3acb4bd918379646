"""Who keeps a sheet, and whether it is still right: what the team does about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillon.domain.errors import InvalidInput
from maillon_web.directory.forms.decisions import InviteKeeperForm
from maillon_web.directory.models import Keeper
from maillon_web.directory.selectors.sheets import get_presence
from maillon_web.directory.services import keepers as services
from maillon_web.directory.views.sheets import get_author, open_for, show_sheet
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.views.members import make_invitation_link
from maillon_web.filieres.views.pages import INVALID

__all__ = ["check", "invite_keeper", "remove_keeper"]


@require_POST
def check(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Say, for the team, that everything on a sheet is right today."""
    opened = open_for(request, filiere_id)
    actor = get_presence(opened, actor_id).actor
    services.confirm_sheet(opened.filiere, actor, author=get_author(request))
    messages.success(request, _("C’est noté : fiche vérifiée aujourd’hui."))
    return redirect("directory:sheet", filiere_id, actor_id)


@require_POST
def invite_keeper(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Send somebody a link to keep the sheet."""
    opened = open_for(request, filiere_id, Capability.LEAD)
    presence = get_presence(opened, actor_id)
    form = InviteKeeperForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            services.invite_keeper(
                opened.filiere,
                presence.actor,
                email=email,
                author=get_author(request),
                make_link=lambda token: make_invitation_link(request, token),
            )
        except InvalidInput as error:
            form.add_error("email", error.for_user())
        else:
            messages.success(request, _("Invitation envoyée à {email}.").format(email=email))
            return redirect("directory:sheet", filiere_id, actor_id)
    return show_sheet(request, opened, presence, status=INVALID, invite_form=form)


@require_POST
def remove_keeper(
    request: HttpRequest, filiere_id: int, actor_id: int, keeper_id: int
) -> HttpResponse:
    """Take the sheet back from somebody."""
    opened = open_for(request, filiere_id, Capability.LEAD)
    presence = get_presence(opened, actor_id)
    keeper = get_object_or_404(
        Keeper.objects.select_related("actor"), pk=keeper_id, actor=presence.actor
    )
    services.remove_keeper(opened.filiere, keeper, author=get_author(request))
    messages.success(request, _("Cette personne ne tient plus la fiche ; elle reste membre."))
    return redirect("directory:sheet", filiere_id, actor_id)
