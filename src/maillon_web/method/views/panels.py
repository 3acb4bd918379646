"""The fragment that the overview of a filière shows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillon_web.filieres.selectors import open_filiere
from maillon_web.method.selectors.progress import read_standing

__all__ = ["overview_panel"]


@require_safe
def overview_panel(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Say the step, and what to do next and why; nothing to strangers of a public filière."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    if not opened.can_take_part:
        return HttpResponse()
    advice = read_standing(opened, timezone.localdate()).advice
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "advice": advice,
        "next": advice.next_levers[0] if advice.next_levers else None,
    }
    return render(request, "method/overview_panel.html", context)
