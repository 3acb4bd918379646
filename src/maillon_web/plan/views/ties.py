"""What an action waits for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillon.domain.errors import MaillonError
from maillon_web.filieres.views.creation import get_user
from maillon_web.plan.forms.ties import DependencyForm
from maillon_web.plan.selectors.dependencies import explain_overlap
from maillon_web.plan.services.dependencies import add_dependency, remove_dependency
from maillon_web.plan.views.places import find_action_url, open_action

__all__ = ["add", "remove"]


@require_POST
def add(request: HttpRequest, filiere_id: int, action_id: int) -> HttpResponse:
    """Say that this action waits for another."""
    opened, action = open_action(request, filiere_id, action_id)
    form = DependencyForm(request.POST, opened=opened, action=action)
    if not form.is_valid():
        messages.error(request, _("Choisissez une action de la liste."))
        return redirect(f"{find_action_url(action)}#enchainement")
    before = form.cleaned_data["before"]
    try:
        add_dependency(before, action, author=get_user(request))
    except MaillonError as error:
        messages.error(request, error.for_user())
    else:
        messages.success(request, _("Enregistré."))
        overlap = explain_overlap(before, action)
        if overlap:
            messages.warning(request, overlap)
    return redirect(f"{find_action_url(action)}#enchainement")


@require_POST
def remove(
    request: HttpRequest, filiere_id: int, action_id: int, dependency_id: int
) -> HttpResponse:
    """Let this action begin whatever becomes of the other."""
    _opened, action = open_action(request, filiere_id, action_id)
    tie = get_object_or_404(
        action.needs.select_related("before", "after__filiere"), pk=dependency_id
    )
    remove_dependency(tie, author=get_user(request))
    messages.success(request, _("Enregistré."))
    return redirect(f"{find_action_url(action)}#enchainement")
