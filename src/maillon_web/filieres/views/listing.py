"""The filières that a reader may open."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillon_web.filieres.selectors.lists import list_cards

__all__ = ["filieres"]

_PER_PAGE = 50


@require_safe
def filieres(request: HttpRequest) -> HttpResponse:
    """List one's own filières first, then those that everybody may read."""
    words = request.GET.get("q", "")[:100]
    is_archive = request.GET.get("archives") == "1"
    found = list_cards(request.user, words=words, is_archive=is_archive)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": words, "is_archive": is_archive}
    return render(request, "filieres/list.html", context)
