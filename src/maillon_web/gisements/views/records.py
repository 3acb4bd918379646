"""Write, change and remove gisements, captures and known totals."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.record_pages import (
    RecordPage,
    add_page,
    edit_page,
    remove_page,
)
from maillon_web.gisements.forms.captures import CaptureForm, KnownTotalForm
from maillon_web.gisements.forms.gisements import PARTS, GisementForm
from maillon_web.gisements.forms.prefill import read_prefill
from maillon_web.gisements.models import Capture, Gisement, KnownTotal
from maillon_web.gisements.selectors.records import find_last_year, get_capture
from maillon_web.gisements.views.places import BOTH, make_page, open_gisements

__all__ = [
    "capture_add",
    "capture_edit",
    "capture_remove",
    "gisement_add",
    "gisement_edit",
    "gisement_remove",
    "total_add",
    "total_edit",
    "total_remove",
]

_TITLES: Mapping[str, Promise] = {
    "quantite": gettext_lazy("Combien, et comment on le sait"),
    "lieu": gettext_lazy("Où, chez qui, de quelle qualité"),
    "valorisation": gettext_lazy("Ce qu’on peut en tirer"),
    "statut": gettext_lazy("Son statut juridique"),
}


@require_http_methods(BOTH)
def gisement_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Enter a gisement."""
    opened = open_gisements(request, filiere_id, writes=True)
    made = read_prefill(request.GET.dict())
    form = GisementForm(request.POST or None, opened=opened, instance=made)
    return add_page(request, opened, form, _gisement_page(opened, _("Inscrire un gisement")))


@require_http_methods(BOTH)
def gisement_edit(
    request: HttpRequest, filiere_id: int, gisement_id: int, part: str
) -> HttpResponse:
    """Change one side of a gisement."""
    opened = open_gisements(request, filiere_id, writes=True)
    if part not in PARTS:
        raise Http404
    kept = get_record(opened, Gisement, gisement_id)
    form = PARTS[part](request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _gisement_page(opened, str(_TITLES[part]), kept))


@require_http_methods(BOTH)
def gisement_remove(request: HttpRequest, filiere_id: int, gisement_id: int) -> HttpResponse:
    """Remove a gisement with its captures."""
    opened = open_gisements(request, filiere_id, writes=True)
    kept = get_record(opened, Gisement, gisement_id)
    return remove_page(
        request, opened, kept, _gisement_page(opened, _("Supprimer ce gisement ?"), kept)
    )


@require_http_methods(BOTH)
def capture_add(request: HttpRequest, filiere_id: int, gisement_id: int) -> HttpResponse:
    """Enter who takes a part of a gisement."""
    opened = open_gisements(request, filiere_id, writes=True)
    gisement = get_record(opened, Gisement, gisement_id)
    made = Capture(gisement=gisement, year=find_last_year(gisement), visibility=gisement.visibility)
    form = CaptureForm(request.POST or None, opened=opened, instance=made)
    return add_page(request, opened, form, _capture_page(opened, gisement, _("Inscrire une part")))


@require_http_methods(BOTH)
def capture_edit(request: HttpRequest, filiere_id: int, capture_id: int) -> HttpResponse:
    """Change who takes what."""
    opened = open_gisements(request, filiere_id, writes=True)
    kept = get_capture(opened, capture_id)
    form = CaptureForm(request.POST or None, opened=opened, instance=kept)
    page = _capture_page(opened, kept.gisement, _("Modifier cette part"))
    return edit_page(request, opened, form, page)


@require_http_methods(BOTH)
def capture_remove(request: HttpRequest, filiere_id: int, capture_id: int) -> HttpResponse:
    """Remove a capture."""
    opened = open_gisements(request, filiere_id, writes=True)
    kept = get_capture(opened, capture_id)
    page = _capture_page(opened, kept.gisement, _("Supprimer cette part ?"))
    return remove_page(request, opened, kept, page)


@require_http_methods(BOTH)
def total_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Enter a total that somebody published."""
    opened = open_gisements(request, filiere_id, writes=True)
    made = KnownTotal(matter=request.GET.get("matter", "")[:120])
    form = KnownTotalForm(request.POST or None, opened=opened, instance=made)
    return add_page(request, opened, form, _total_page(opened, _("Inscrire un total connu")))


@require_http_methods(BOTH)
def total_edit(request: HttpRequest, filiere_id: int, total_id: int) -> HttpResponse:
    """Change a known total."""
    opened = open_gisements(request, filiere_id, writes=True)
    kept = get_record(opened, KnownTotal, total_id)
    form = KnownTotalForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _total_page(opened, _("Modifier ce total")))


@require_http_methods(BOTH)
def total_remove(request: HttpRequest, filiere_id: int, total_id: int) -> HttpResponse:
    """Remove a known total."""
    opened = open_gisements(request, filiere_id, writes=True)
    kept = get_record(opened, KnownTotal, total_id)
    return remove_page(request, opened, kept, _total_page(opened, _("Supprimer ce total ?")))


def _gisement_page(opened: Opened, title: str, kept: Gisement | None = None) -> RecordPage:
    number = opened.filiere.pk
    under: tuple[tuple[str, str], ...] = ()
    if kept is not None:
        under = ((str(kept), reverse("gisements:gisement", args=[number, kept.pk])),)
    return make_page(
        opened,
        title,
        find_address=lambda record: reverse("gisements:gisement", args=[number, record.pk]),
        under=under,
    )


def _capture_page(opened: Opened, gisement: Gisement, title: str) -> RecordPage:
    home = reverse("gisements:gisement", args=[opened.filiere.pk, gisement.pk])
    return make_page(opened, title, back=home, under=((str(gisement), home),))


def _total_page(opened: Opened, title: str) -> RecordPage:
    home = reverse("gisements:calibrate", args=[opened.filiere.pk])
    return make_page(opened, title, back=home, under=((_("Caler sur un total connu"), home),))
