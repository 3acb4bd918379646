"""The library as one filière uses it, and the public money that its actors received."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.domain.sheets import SheetKind
from maillon_web.directory.models import Actor
from maillon_web.directory.selectors.visible import LISTED, list_visible
from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.views.pages import show, trail
from maillon_web.library.entries import ENTRIES
from maillon_web.library.selectors.contributions import list_in_filiere
from maillon_web.library.selectors.funding import (
    find_siren,
    is_funding_known,
    read_filiere_funding,
    read_funding,
    show_totals,
)
from maillon_web.library.selectors.suggesting import suggest_in
from maillon_web.library.words import list_step_names, name_kind

__all__ = ["actor_funding", "funding", "library"]

_PAGE = 50
_MOST_DRAFTS = 20
_CASES = (SheetKind.EXPERIENCE, SheetKind.PROJECT)


@require_safe
def library(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the cases nearest to a filière, and the sheets that its team writes."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    cases = suggest_in(opened, request.user, kinds=_CASES, limit=6)
    others = suggest_in(
        opened,
        request.user,
        kinds=(SheetKind.RESOURCE, SheetKind.EVENT, SheetKind.TRADE, SheetKind.QUESTION),
        limit=4,
    )
    drafts = list_in_filiere(opened)[:_MOST_DRAFTS]
    context: dict[str, Any] = {
        "cases": [(case, name_kind(case.sheet.kind)) for case in cases],
        "others": [(case, name_kind(case.sheet.kind)) for case in others],
        "drafts": [(kept, name_kind(kept.kind)) for kept in drafts],
        "steps": list_step_names().items(),
        "entrances": ENTRIES.values(),
        "has_funding": is_funding_known(),
        "breadcrumb": trail(opened, (_("Bibliothèque"), "")),
    }
    return show(request, "library/filiere.html", opened, active="library", context=context)


@require_safe
def funding(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show what registers say of the public money that the listed actors received."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    own = reverse("library:filiere", kwargs={"filiere_id": filiere_id})
    context: dict[str, Any] = {
        "has_funding": is_funding_known(),
        "breadcrumb": trail(opened, (_("Bibliothèque"), own), (_("Financements obtenus"), "")),
    }
    if context["has_funding"]:
        found = read_filiere_funding(opened)
        page = Paginator(found.history.lines, _PAGE).get_page(request.GET.get("page"))
        context |= {
            "history": found.history,
            "totals": show_totals(found.history),
            "page": page,
            "rows": [(line, found.actors.get(line.siren)) for line in page.object_list],
        }
    return show(request, "library/funding.html", opened, active="library", context=context)


@require_safe
def actor_funding(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Show the public money that one actor received; nothing when registers do not tell."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    listed = list_visible(opened).filter(LISTED).values("actor")
    actor = get_object_or_404(Actor.objects.filter(pk__in=listed), pk=actor_id)
    history = read_funding(find_siren(opened, actor)) if is_funding_known() else None
    context: dict[str, Any] = {"actor": actor, "history": history}
    if history is not None:
        context["totals"] = show_totals(history)
    if request.headers.get("HX-Request"):
        return render(request, "library/actor_funding.html", context)
    context["breadcrumb"] = trail(
        opened,
        (actor.name, reverse("directory:sheet", args=(filiere_id, actor_id))),
        (_("Financements obtenus"), ""),
    )
    return show(
        request, "library/actor_funding_page.html", opened, active="directory", context=context
    )
