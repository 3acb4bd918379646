"""One sheet, and the self-test of an aid."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.domain.sheets import SheetKind
from maillon.studies.aids import EligibilityAnswers, check_eligibility, summarize_checks
from maillon_web.library.entries import ENTRIES
from maillon_web.library.forms.aids import EligibilityForm
from maillon_web.library.selectors.sheets import (
    describe_sheet,
    get_sheet,
    list_like,
    list_places_of_use,
)

__all__ = ["self_test", "sheet"]


@require_safe
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """Show a sheet, those like it, and where it may serve."""
    stored = get_sheet(request.user, key)
    context: dict[str, Any] = {
        "page": describe_sheet(stored, today=timezone.localdate()),
        "like": list_like(request.user, key),
        "places": list_places_of_use(request.user),
        "breadcrumb": _trail(stored.sheet.kind, stored.sheet.title),
    }
    if stored.sheet.kind is SheetKind.AID:
        context["test"] = EligibilityForm()
    return render(request, "library/sheet.html", context)


@require_safe
def self_test(request: HttpRequest, key: str) -> HttpResponse:
    """Compare what a person says with the conditions of an aid; nothing is kept."""
    stored = get_sheet(request.user, key)
    if stored.sheet.kind is not SheetKind.AID:
        raise Http404
    form = EligibilityForm(request.GET)
    context: dict[str, Any] = {"sheet": stored.sheet, "test": form}
    if form.is_valid():
        values = form.cleaned_data
        checks = check_eligibility(
            stored.sheet,
            EligibilityAnswers(
                on=timezone.localdate(),
                audience=values["audience"],
                territory=form.found,
                project_step=values["project_step"],
                employees=values["employees"],
                naf_code=values["naf_code"].strip().upper(),
                is_micro=values["is_micro"],
            ),
        )
        context |= {"checks": checks, "outcome": summarize_checks(checks)}
    if request.headers.get("HX-Request"):
        return render(request, "library/self_test.html", context)
    address = reverse("library:sheet", args=(key,))
    context["breadcrumb"] = [
        *_trail(stored.sheet.kind, stored.sheet.title)[:-1],
        (stored.sheet.title, address),
        (_("Essai"), ""),
    ]
    return render(request, "library/self_test_page.html", context)


def _trail(kind: SheetKind, title: str) -> list[tuple[str, str]]:
    shelf = next(entrance for entrance in ENTRIES.values() if kind in entrance.kinds)
    return [
        (_("Bibliothèque"), reverse("library:search")),
        (str(shelf.label), reverse("library:entry", args=(shelf.key,))),
        (title, ""),
    ]
