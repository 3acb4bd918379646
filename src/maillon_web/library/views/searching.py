"""The search: one field, results as one types, the same page without script."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon_web.library.entries import ENTRIES, Entrance, find_entrance
from maillon_web.library.forms.aids import AidFilterForm
from maillon_web.library.selectors.aids import find_aids
from maillon_web.library.selectors.asking import read_asked
from maillon_web.library.selectors.contributions import count_to_review
from maillon_web.library.selectors.finding import find
from maillon_web.library.selectors.readers import get_reader

__all__ = ["entry", "search"]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search the whole library."""
    return _answer(request, None)


@require_safe
def entry(request: HttpRequest, entry: str) -> HttpResponse:
    """Search one shelf of the library."""
    entrance = find_entrance(entry)
    if entrance is None:
        raise Http404
    return _answer(request, entrance)


def _answer(request: HttpRequest, entrance: Entrance | None) -> HttpResponse:
    asked = read_asked(request.GET, entrance)
    reader = get_reader(request.user)
    today = timezone.localdate()
    number = _read_page(request)
    aids = _read_aid_form(request, entrance)
    if aids is not None and aids.is_used and aids.is_valid():
        found = find_aids(asked, reader, aids.read_wish(), number=number, today=today)
    else:
        found = find(asked, reader, number=number, today=today)
    address = reverse("library:entry", args=(entrance.key,)) if entrance else _root()
    context: dict[str, Any] = {
        "found": found,
        "asked": asked,
        "entrance": entrance,
        "entrances": ENTRIES.values(),
        "aids": aids,
        "page_url": address,
        "orders": _list_orders(asked.order),
        "kept_query": asked.to_query(),
        # What a person says of itself to find an aid is not kept.
        "may_keep": request.user.is_authenticated
        and (entrance is not None or not asked.is_empty)
        and not (aids is not None and aids.is_used),
    }
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        return render(request, "library/found.html", context | {"is_answer": True})
    context["review_count"] = count_to_review(request.user)
    if entrance is not None:
        context["breadcrumb"] = [(_("Bibliothèque"), _root()), (str(entrance.label), "")]
    return render(request, "library/search.html", context)


def _root() -> str:
    return reverse("library:search")


def _read_page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")[:6]
    return int(text) if text.isascii() and text.isdigit() else 1


def _read_aid_form(request: HttpRequest, entrance: Entrance | None) -> AidFilterForm | None:
    if entrance is None or entrance.key != "aides":
        return None
    return AidFilterForm(request.GET)


def _list_orders(order: str) -> list[tuple[str, str, bool]]:
    labels = {"relevance": _("Les plus proches d’abord"), "year": _("Les plus récentes d’abord")}
    return [(key, label, key == order) for key, label in labels.items()]
