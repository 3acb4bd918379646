"""What this server runs and holds, and the promises that it makes."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillon_web.accounts.models import User
from maillon_web.home.selectors.versions import list_reference, list_software
from maillon_web.home.services.registers import (
    ask_fetch,
    list_import_jobs,
    list_known_registers,
    total_size,
)

__all__ = ["about", "accessibility", "fetch_registers", "privacy", "registers"]


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say versions and vintages; those of the software to who has an account."""
    context = {
        "software": list_software(has_details=request.user.is_authenticated),
        "reference": list_reference(),
        "registers": [offer for offer in list_known_registers() if offer.imported],
    }
    return render(request, "home/about.html", context)


@login_required
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Show the registers: what is imported, what each would bring, how to bring it in."""
    offers = list_known_registers()
    context = {
        "imported": [offer for offer in offers if offer.imported],
        "offers": offers,
        "missing": [offer for offer in offers if offer.is_essential and not offer.imported],
        "essential_bytes": total_size([offer for offer in offers if offer.is_essential]),
        "jobs": list_import_jobs(),
    }
    return render(request, "home/registers.html", context)


@login_required
@require_POST
def fetch_registers(request: HttpRequest) -> HttpResponse:
    """Start a download and its import, for who runs the server."""
    if not isinstance(request.user, User) or not request.user.is_staff:
        raise Http404
    known = {offer.key for offer in list_known_registers() if offer.is_fetchable}
    kinds = [kind for kind in request.POST.getlist("kind") if kind in known]
    if not kinds:
        messages.error(request, _("Choisissez au moins un registre."))
        return redirect("home:registers")
    return redirect("jobs:job", ask_fetch(kinds, author=request.user).pk)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Declare how accessible the pages are."""
    return render(request, "home/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is held on people, why, for how long, and their rights."""
    context = {"retention_months": settings.RETENTION_MONTHS}
    return render(request, "home/privacy.html", context)
