"""Tie estimates to a total that somebody published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import show
from maillon_web.gisements.models import KnownTotal
from maillon_web.gisements.selectors.calibrating import list_calibrations
from maillon_web.gisements.services.calibrating import apply_calibration
from maillon_web.gisements.views.places import ACTIVE, lead_to, open_gisements

__all__ = ["apply", "listing"]


@require_safe
def listing(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the known totals beside the estimates."""
    opened = open_gisements(request, filiere_id)
    context = {
        "calibrations": list_calibrations(opened),
        "view": "calibrate",
        "breadcrumb": lead_to(opened, (_("Caler sur un total connu"), "")),
    }
    return show(request, "gisements/calibrate.html", opened, active=ACTIVE, context=context)


@require_POST
def apply(request: HttpRequest, filiere_id: int, total_id: int) -> HttpResponse:
    """Write the calibrated quantities."""
    opened = open_gisements(request, filiere_id, writes=True)
    total = get_record(opened, KnownTotal, total_id)
    found = next(item for item in list_calibrations(opened) if item.total.pk == total.pk)
    try:
        count = apply_calibration(found, author=get_user(request))
    except MaillonError as error:
        messages.error(request, error.for_user())
    else:
        messages.success(
            request,
            ngettext(
                "{count} gisement estimé calé sur ce total. L’historique permet de l’annuler.",
                "{count} gisements estimés calés sur ce total. L’historique permet de l’annuler.",
                count,
            ).format(count=count),
        )
    return redirect("gisements:calibrate", filiere_id)
