"""Causes that move together: how they are written."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon_web.economics.forms.scenarios import GroupForm
from maillon_web.economics.models import CauseGroup
from maillon_web.economics.selectors.causes import name_causes
from maillon_web.economics.selectors.chain import read_chain
from maillon_web.economics.selectors.rows import get_row
from maillon_web.economics.views.pages import ACTIVE, BOTH, lead_to, open_value
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page, remove_page

__all__ = ["add", "edit", "remove"]


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Say that some causes move together."""
    opened = open_value(request, filiere_id, writes=True)
    form = _make_form(request, opened, CauseGroup())
    return add_page(request, opened, form, _page(opened, _("Lier des causes")))


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, group_id: int) -> HttpResponse:
    """Change which causes move together."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, CauseGroup, group_id)
    form = _make_form(request, opened, kept)
    return edit_page(request, opened, form, _page(opened, _("Modifier un lien entre causes")))


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, group_id: int) -> HttpResponse:
    """Untie the causes."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, CauseGroup, group_id)
    return remove_page(request, opened, kept, _page(opened, _("Supprimer ce lien ?")))


def _make_form(request: HttpRequest, opened: Opened, kept: CauseGroup) -> GroupForm:
    chain = read_chain(opened)
    taken = {cause for group in chain.groups if group.pk != kept.pk for cause in group.causes}
    causes = [(name, words) for name, words in name_causes(chain).items() if name not in taken]
    return GroupForm(request.POST or None, opened=opened, instance=kept, causes=causes)


def _page(opened: Opened, title: str) -> RecordPage:
    back = reverse("economics:sensitivity", args=[opened.filiere.pk])
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=back,
        breadcrumb=lead_to(opened, (_("Ce qui n’est pas sûr"), back), (title, "")),
    )
