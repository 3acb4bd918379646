"""Groups and who sits in them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.selectors.records import get_record
from maillon_web.filieres.services.records import remove_record
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import show
from maillon_web.filieres.views.record_pages import add_page, edit_page, remove_page
from maillon_web.gatherings.forms.meetings import GroupForm
from maillon_web.gatherings.models import Group
from maillon_web.gatherings.selectors import meetings as selectors
from maillon_web.gatherings.views.pages import ACTIVE, BOTH, make_page, make_trail, open_to_write

__all__ = ["add", "edit", "group", "remove"]


@require_safe
def group(request: HttpRequest, filiere_id: int, group_id: int) -> HttpResponse:
    """Show a group: what it is for, who sits in it by level, its meetings."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    kept = get_record(opened, Group, group_id)
    wanted = {"group": str(kept.pk)}
    now = timezone.now()
    context = {
        "group": kept,
        "seats": kept.members.select_related("actor", "user"),
        "levels": selectors.list_levels(kept),
        "upcoming": selectors.list_upcoming(opened, wanted, now=now),
        "past": selectors.list_past(opened, wanted, now=now)[:20],
        "breadcrumb": make_trail(opened, (kept.name, "")),
    }
    return show(request, "gatherings/group.html", opened, active=ACTIVE, context=context)


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Set up a group."""
    opened = open_to_write(request, filiere_id)
    made = Group()
    form = GroupForm(request.POST or None, opened=opened, instance=made)
    return add_page(request, opened, form, make_page(opened, _("Créer un groupe"), made))


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, group_id: int) -> HttpResponse:
    """Change a group."""
    opened = open_to_write(request, filiere_id)
    kept = get_record(opened, Group, group_id)
    form = GroupForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, make_page(opened, _("Modifier le groupe"), kept))


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, group_id: int) -> HttpResponse:
    """Remove a group; its meetings stay."""
    opened = open_to_write(request, filiere_id)
    kept = get_record(opened, Group, group_id)
    if request.method == "POST":
        remove_record(kept, author=get_user(request))
        messages.success(request, _("Supprimé. L’historique permet de le rétablir."))
        return redirect("gatherings:list", filiere_id)
    page = make_page(opened, _("Supprimer ce groupe ?"), kept)
    return remove_page(request, opened, kept, page)
