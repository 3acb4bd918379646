"""Fragments that other pages show: the cases that may help there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillon.domain.sheets import SheetKind
from maillon.studies.searching import Context
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.library.selectors.suggesting import CASES, suggest, suggest_in
from maillon_web.library.words import name_kind

__all__ = ["suggested", "suggested_in"]

_MOST_VALUES = 10
_MOST_LETTERS = 200


@require_safe
def suggested(request: HttpRequest) -> HttpResponse:
    """Suggest cases for a step, a lever, a filière."""
    number = request.GET.get("filiere_id", "")[:12]
    if number.isascii() and number.isdigit():
        return suggested_in(request, int(number))
    context = Context(
        steps=_read(request, "step"),
        levers=_read(request, "lever"),
        filieres=_read(request, "filiere"),
        kinds=_read_kinds(request),
        words=_read_words(request),
        excluded=_read(request, "not"),
    )
    return _show(request, suggest(request.user, context), None)


@require_safe
def suggested_in(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Suggest cases for what is done in a filière, on its kind of territory."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    cases = suggest_in(
        opened,
        request.user,
        steps=_read(request, "step"),
        levers=_read(request, "lever"),
        stage=request.GET.get("stage", "")[:_MOST_LETTERS],
        words=_read_words(request),
        kinds=_read_kinds(request),
        excluded=_read(request, "not"),
    )
    return _show(request, cases, opened)


def _show(request: HttpRequest, cases: Any, opened: Opened | None) -> HttpResponse:  # noqa: ANN401 - sheets suggested
    context: dict[str, Any] = {
        "cases": [(case, name_kind(case.sheet.kind)) for case in cases],
        "has_heading": request.GET.get("heading") != "0",
        "levers": _read(request, "lever"),
        "steps": _read(request, "step"),
        "template_key": opened.filiere.template_key if opened else "",
    }
    if request.headers.get("HX-Request"):
        return render(request, "library/suggested.html", context)
    if opened is not None:
        context |= {"opened": opened, "filiere": opened.filiere, "active": "library"}
    context["layout"] = "filieres/workspace.html" if opened else "ui/base.html"
    return render(request, "library/suggested_page.html", context)


def _read(request: HttpRequest, name: str) -> tuple[str, ...]:
    given = request.GET.getlist(name)[:_MOST_VALUES]
    return tuple(value[:_MOST_LETTERS] for value in given if value and "\0" not in value)


def _read_words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "")[:_MOST_LETTERS]


def _read_kinds(request: HttpRequest) -> tuple[SheetKind, ...]:
    known = {kind.value: kind for kind in SheetKind}
    return tuple(known[value] for value in _read(request, "kind") if value in known) or CASES
