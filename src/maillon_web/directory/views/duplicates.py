"""Records that may be one: look for them, list them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillon_web.directory.selectors import duplicates as selectors
from maillon_web.directory.selectors.duplicates import Shown
from maillon_web.directory.selectors.pair_words import word_pair
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.views.creation import get_user
from maillon_web.jobs.services import enqueue

__all__ = ["duplicates", "search"]

_PAGE = 50


@require_safe
def duplicates(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the pairs to settle, the surest first; or those that are settled."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    shown = request.GET.get("voir", "")
    shown = Shown(shown) if shown in set(Shown) else Shown.WAITING
    counts = selectors.count_pairs(opened)
    pages = Paginator(selectors.list_pairs(opened, shown), _PAGE)
    pages.count = counts[shown]  # known already: not counted again
    page = pages.get_page(request.GET.get("page", 1))
    labels = {
        Shown.WAITING: _("À trancher"),
        Shown.SURE: _("Presque sûres"),
        Shown.SETTLED: _("Tranchées"),
    }
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "duplicates",
        "page": page,
        "rows": [(pair, word_pair(pair)) for pair in page.object_list],
        "tabs": [(key, label, counts[key]) for key, label in labels.items()],
        "shown": shown,
        "next_pair": selectors.find_next_pair(opened) if counts[Shown.WAITING] else None,
        "last": selectors.find_last_answer(opened, get_user(request)),
        "job": selectors.find_search(opened.filiere),
    }
    return render(request, "directory/duplicates/duplicates.html", context)


@require_POST
def search(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for the records of the filière to be compared."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    job = enqueue(
        "directory.find_duplicates",
        label=_("Recherche des doublons de « {name} »").format(name=opened.filiere.name),
        scope=opened.filiere.scope,
        arguments={"filiere": opened.filiere.pk},
        started_by=get_user(request),
        is_unique=True,
    )
    job.refresh_from_db()
    if job.is_over or job.started_by_id != request.user.pk:
        return redirect("directory:duplicates", filiere_id)
    return redirect("jobs:job", job.pk)
