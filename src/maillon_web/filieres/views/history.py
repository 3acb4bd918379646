"""Who changed what, when; and how to undo it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.selectors.past import find_record, list_entries, name_record
from maillon_web.filieres.services import ask_refresh
from maillon_web.filieres.services.undoing import explain_refusal, may_undo, undo_change
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import show, trail
from maillon_web.history.models import ChangeSet
from maillon_web.history.values import read_changes
from maillon_web.history.wording import describe, list_groups

__all__ = ["history", "undo"]

_PER_PAGE = 20
_CONFLICT = 409


@require_safe
def history(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List what was done, of one record or of all."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    record = find_record(request.GET.get("record", ""))
    if record is not None and not opened.can_contribute and not opened.can_lead:
        raise Http404
    groups = list_groups()
    group = request.GET.get("kind", "")
    group = group if group in dict(groups) else ""
    page, entries = list_entries(
        opened, group=group, record=record, number=request.GET.get("page"), per_page=_PER_PAGE
    )
    context: dict[str, Any] = {
        "page": page,
        "entries": entries,
        "groups": groups,
        "group": group,
        "record": request.GET.get("record", "") if record else "",
        "record_name": name_record(opened, record) if record else "",
    }
    return show(request, "filieres/history.html", opened, active="history", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, filiere_id: int, change_set_id: int) -> HttpResponse:
    """Show one change in full, and put it back."""
    opened, change_set = _get_change(request, filiere_id, change_set_id)
    refusal, status = explain_refusal(change_set), 200
    if request.method == "POST":
        try:
            undo_change(opened, change_set, author=get_user(request))
        except MaillonError as error:
            refusal, status = error.for_user(), _CONFLICT
        else:
            ask_refresh(opened.filiere, author=get_user(request))
            messages.success(
                request, _("Annulé : {sentence}").format(sentence=describe(change_set))
            )
            return redirect("filieres:history", filiere_id)
    changes = Paginator(change_set.changes.all(), _PER_PAGE).get_page(request.GET.get("page"))
    here = reverse("filieres:history", kwargs={"filiere_id": filiere_id})
    context = {
        "change_set": change_set,
        "sentence": describe(change_set),
        "page": changes,
        "changes": read_changes(changes),
        "refusal": refusal,
        "may_undo": may_undo(opened, change_set),
        "breadcrumb": trail(opened, (_("Historique"), here), (_("Un changement"), "")),
    }
    return show(
        request, "filieres/undo.html", opened, active="history", context=context, status=status
    )


def _get_change(
    request: HttpRequest, filiere_id: int, change_set_id: int
) -> tuple[Opened, ChangeSet]:
    """Return a change that the reader may see in full; only those who may undo it may write."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    if not (opened.can_contribute or opened.can_lead):
        raise Http404
    change_set = get_object_or_404(
        ChangeSet.objects.select_related("author", "undone_by__author"),
        pk=change_set_id,
        scope=opened.filiere.scope,
    )
    if request.method == "POST" and not may_undo(opened, change_set):
        raise Http404
    return opened, change_set
