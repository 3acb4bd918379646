"""What a spending becomes on the territory: three rounds, kept apart."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.economics.forms.scenarios import SpendingForm
from maillon_web.economics.models import LocalSpending
from maillon_web.economics.selectors.rows import get_row
from maillon_web.economics.selectors.spending import list_spendings
from maillon_web.economics.views.pages import ACTIVE, BOTH, lead_to, open_value, show_value
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page, remove_page

__all__ = ["add", "edit", "lm3", "remove"]

_MOST_SHOWN = 50


@require_safe
def lm3(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the rounds of each spending that was observed, and the limits of the measure."""
    opened = open_value(request, filiere_id)
    context = {"spendings": list_spendings(opened, most=_MOST_SHOWN)}
    return show_value(request, "economics/lm3.html", opened, current="lm3", context=context)


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write a spending that was observed."""
    opened = open_value(request, filiere_id, writes=True)
    form = SpendingForm(request.POST or None, opened=opened, instance=LocalSpending())
    return add_page(request, opened, form, _page(opened, _("Suivre une dépense")))


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, spending_id: int) -> HttpResponse:
    """Change a spending."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, LocalSpending, spending_id)
    form = SpendingForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _page(opened, _("Modifier une dépense suivie")))


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, spending_id: int) -> HttpResponse:
    """Remove a spending."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, LocalSpending, spending_id)
    return remove_page(request, opened, kept, _page(opened, _("Supprimer cette dépense suivie ?")))


def _page(opened: Opened, title: str) -> RecordPage:
    back = reverse("economics:lm3", args=[opened.filiere.pk])
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=back,
        breadcrumb=lead_to(opened, (_("Retombées locales"), back), (title, "")),
    )
