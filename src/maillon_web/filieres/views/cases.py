"""The bundled cases, to open as filières."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon_web.filieres.selectors.cases import list_case_starts

__all__ = ["cases"]


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases; each opens the page that makes a filière, filled in."""
    context = {
        "starts": list_case_starts(),
        "breadcrumb": [
            (_("Filières"), reverse("filieres:list")),
            (_("Cas fournis"), ""),
        ],
    }
    return render(request, "filieres/cases.html", context)
