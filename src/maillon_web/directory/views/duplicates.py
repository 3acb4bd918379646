"""Records that may be one: look for them, compare them, decide."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.directory.forms.duplicates import MergeForm
from maillon_web.directory.models import DuplicatePair, Likeness, PairState
from maillon_web.directory.selectors import duplicates as selectors
from maillon_web.directory.services import merging
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.jobs.services import enqueue

__all__ = ["duplicates", "merge", "pair", "search", "settle"]

_PAGE = 50


@require_safe
def duplicates(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the pairs to settle, the surest first."""
    opened = _open(request, filiere_id)
    likeness = request.GET.get("raison", "")
    likeness = likeness if likeness in Likeness.values else ""
    pairs = selectors.list_pairs(opened, likeness)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "duplicates",
        "page": Paginator(pairs, _PAGE).get_page(request.GET.get("page", 1)),
        "reasons": selectors.count_by_likeness(opened),
        "likeness": likeness,
        "job": selectors.find_search(opened.filiere),
    }
    return render(request, "directory/duplicates/duplicates.html", context)


@require_POST
def search(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for the records of the filière to be compared."""
    opened = _open(request, filiere_id)
    job = enqueue(
        "directory.find_duplicates",
        label=_("Recherche des doublons de « {name} »").format(name=opened.filiere.name),
        scope=opened.filiere.scope,
        arguments={"filiere": opened.filiere.pk},
        started_by=request.user,  # type: ignore[arg-type]  # rights were asked: somebody is signed in
        is_unique=True,
    )
    job.refresh_from_db()
    if job.is_over or job.started_by_id != request.user.pk:
        return redirect("directory:duplicates", filiere_id)
    return redirect("jobs:job", job.pk)


@require_safe
def pair(request: HttpRequest, filiere_id: int, pair_id: int) -> HttpResponse:
    """Show two records side by side, with what differs."""
    opened = _open(request, filiere_id)
    found = selectors.get_pair(opened, pair_id)
    return _show(request, opened, found, MergeForm(found))


@require_POST
def merge(request: HttpRequest, filiere_id: int, pair_id: int) -> HttpResponse:
    """Make one record of the two."""
    opened = _open(request, filiere_id)
    found = selectors.get_pair(opened, pair_id)
    form = MergeForm(found, request.POST)
    if not form.is_valid():
        return _show(request, opened, found, form)
    kept, merged = form.chosen_records()
    try:
        parent = merging.merge(
            filiere=opened.filiere,
            kept=kept,
            merged=merged,
            author=request.user,  # type: ignore[arg-type]  # rights were asked: somebody is signed in
            taken=form.taken(),
            is_new_parent=form.is_new_parent,
        )
    except MaillonError as error:
        messages.error(request, error.for_user())
    else:
        sentence = _("Les deux fiches n'en font plus qu'une : « {name} ».")
        messages.success(request, sentence.format(name=parent.name))
    return _next(opened, found)


@require_POST
def settle(request: HttpRequest, filiere_id: int, pair_id: int) -> HttpResponse:
    """Say that two records are two actors, or leave them for later."""
    opened = _open(request, filiere_id)
    found = selectors.get_pair(opened, pair_id)
    if found.state not in {PairState.OPEN, PairState.LATER}:
        messages.info(request, _("Cette paire est déjà tranchée."))
    elif request.POST.get("choice") == PairState.DIFFERENT:
        merging.keep_apart(found, author=request.user)  # type: ignore[arg-type]  # rights were asked
        messages.success(request, _("C'est noté : ces deux fiches sont bien distinctes."))
    else:
        merging.put_off(found)
    return _next(opened, found)


def _show(
    request: HttpRequest, opened: Opened, found: DuplicatePair, form: MergeForm
) -> HttpResponse:
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "duplicates",
        "pair": found,
        "form": form,
        "is_open": found.state in {PairState.OPEN, PairState.LATER}
        and not (found.first.merged_into_id or found.second.merged_into_id),
        "links": selectors.list_links(opened, found),
        "left": selectors.list_pairs(opened).count(),
    }
    return render(request, "directory/duplicates/pair.html", context)


def _next(opened: Opened, found: DuplicatePair) -> HttpResponse:
    """Lead to the next pair to settle, or back to the list when there is none."""
    following = selectors.find_next_pair(opened, after=found)
    if following is None:
        return redirect("directory:duplicates", opened.filiere.pk)
    return redirect("directory:pair", opened.filiere.pk, following.pk)


def _open(request: HttpRequest, filiere_id: int) -> Opened:
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
