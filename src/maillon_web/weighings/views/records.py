"""Sites and targets: listed, added, changed, removed."""

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.views.pages import show
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page, remove_page
from maillon_web.weighings.forms.records import SiteForm, TargetForm
from maillon_web.weighings.models import WeighingSite, WeighingTarget
from maillon_web.weighings.selectors.log import list_counted, list_sites
from maillon_web.weighings.selectors.standing import explain_target
from maillon_web.weighings.selectors.totals import find_span, measure_targets
from maillon_web.weighings.views.places import ACTIVE, lead_to, open_log

__all__ = [
    "site_add",
    "site_edit",
    "site_remove",
    "sites",
    "target_add",
    "target_edit",
    "target_remove",
    "targets",
]

BOTH = ["GET", "HEAD", "POST"]


@require_safe
def sites(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List where one weighs."""
    opened = open_log(request, filiere_id)
    listed = list(list_sites(opened).select_related("actor"))
    weighed = list_counted(opened, [site.pk for site in listed]).values("site")
    counts = {
        row["site"]: row for row in weighed.annotate(count=Count("*"), last_on=Max("weighed_on"))
    }
    context = {
        "rows": [{"count": 0, **counts.get(site.pk, {}), "site": site} for site in listed],
        "levels": opened.levels,
        "view": "sites",
        "breadcrumb": lead_to(opened, (_("Sites de pesée"), "")),
    }
    return show(request, "weighings/sites.html", opened, active=ACTIVE, context=context)


@require_http_methods(BOTH)
def site_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Add a site."""
    opened = open_log(request, filiere_id, writes=True)
    form = SiteForm(request.POST or None, opened=opened, instance=WeighingSite())
    return add_page(request, opened, form, _page_of(opened, "sites", _("Ajouter un site de pesée")))


@require_http_methods(BOTH)
def site_edit(request: HttpRequest, filiere_id: int, site_id: int) -> HttpResponse:
    """Change a site."""
    opened = open_log(request, filiere_id, writes=True)
    kept = get_record(opened, WeighingSite, site_id)
    form = SiteForm(request.POST or None, opened=opened, instance=kept)
    page = _page_of(opened, "sites", _("Modifier un site de pesée"))
    return edit_page(request, opened, form, page)


@require_http_methods(BOTH)
def site_remove(request: HttpRequest, filiere_id: int, site_id: int) -> HttpResponse:
    """Remove a site where nothing was weighed, after asking."""
    opened = open_log(request, filiere_id, writes=True)
    kept = get_record(opened, WeighingSite, site_id)
    if kept.lines.exists():
        messages.error(
            request,
            _("« {name} » a des pesées au journal : ce site ne peut pas disparaître.").format(
                name=kept
            ),
        )
        return redirect("weighings:sites", filiere_id)
    page = _page_of(opened, "sites", _("Supprimer ce site ?"))
    return remove_page(request, opened, kept, page)


@require_safe
def targets(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List what is aimed at, and where each stands."""
    opened = open_log(request, filiere_id)
    standings = measure_targets(opened, find_span(opened))
    context = {
        "view": "targets",
        "targets": [explain_target(opened, standing) for standing in standings],
        "breadcrumb": lead_to(opened, (_("Objectifs"), "")),
    }
    return show(request, "weighings/targets.html", opened, active=ACTIVE, context=context)


@require_http_methods(BOTH)
def target_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Add a target."""
    opened = open_log(request, filiere_id, writes=True)
    made = WeighingTarget(starts_on=timezone.localdate().replace(month=1, day=1))
    form = TargetForm(request.POST or None, opened=opened, instance=made)
    return add_page(request, opened, form, _page_of(opened, "targets", _("Se fixer un objectif")))


@require_http_methods(BOTH)
def target_edit(request: HttpRequest, filiere_id: int, target_id: int) -> HttpResponse:
    """Change a target."""
    opened = open_log(request, filiere_id, writes=True)
    kept = get_record(opened, WeighingTarget, target_id)
    form = TargetForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _page_of(opened, "targets", _("Modifier un objectif")))


@require_http_methods(BOTH)
def target_remove(request: HttpRequest, filiere_id: int, target_id: int) -> HttpResponse:
    """Remove a target, after asking."""
    opened = open_log(request, filiere_id, writes=True)
    kept = get_record(opened, WeighingTarget, target_id)
    page = _page_of(opened, "targets", _("Supprimer cet objectif ?"))
    return remove_page(request, opened, kept, page)


def _page_of(opened: Opened, place: str, title: str) -> RecordPage:
    names = {"sites": _("Sites de pesée"), "targets": _("Objectifs")}
    back = reverse(f"weighings:{place}", args=[opened.filiere.pk])
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=back,
        breadcrumb=lead_to(opened, (names[place], back), (title, "")),
    )
