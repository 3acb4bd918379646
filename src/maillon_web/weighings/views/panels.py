"""Fragments that other pages show: where the weighings stand, in a line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillon_web.weighings.selectors.standing import choose_main, say_answer
from maillon_web.weighings.selectors.totals import find_span, measure_targets
from maillon_web.weighings.views.places import open_log

__all__ = ["overview_panel"]


@require_safe
def overview_panel(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Say where the first target stands, or since when one weighs."""
    opened = open_log(request, filiere_id)
    span = find_span(opened)
    main = choose_main(measure_targets(opened, span)) if span.last else None
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "span": span,
        "answer": say_answer(main) if main else "",
    }
    return render(request, "weighings/overview_panel.html", context)
