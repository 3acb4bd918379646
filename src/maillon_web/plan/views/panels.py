"""Fragments that other pages show: the plan in three lines, the actions of a lever, of an actor."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillon_web.filieres.selectors import Opened
from maillon_web.plan.models import Action
from maillon_web.plan.selectors.actions import count_plan, list_actions, read_rows
from maillon_web.plan.selectors.levers import list_actions_of_lever
from maillon_web.plan.selectors.summaries import list_next
from maillon_web.plan.views.places import open_plan, read_number

__all__ = ["actor_panel", "lever_panel", "overview_panel"]

_MOST = 20


@require_safe
def overview_panel(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show how many actions there are, how many are late, and the next three dates."""
    opened = open_plan(request, filiere_id)
    today = timezone.localdate()
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "counts": count_plan(opened, today),
        "next_actions": list_next(opened, today),
    }
    return render(request, "plan/overview_panel.html", context)


@require_safe
def lever_panel(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the actions that bear on a lever."""
    opened = open_plan(request, filiere_id)
    lever = request.GET.get("lever", "")
    numbers = list_actions_of_lever(opened, lever)
    return _show_panel(request, opened, numbers=numbers, add=urlencode({"lever": lever}))


@require_safe
def actor_panel(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the actions that concern an actor; of nobody in particular, there is none."""
    opened = open_plan(request, filiere_id)
    actor = read_number(request.GET.get("actor", ""))
    found = Action.objects.filter(
        filiere=opened.filiere,
        actors=actor,
        actors__visibility__in=list(opened.levels),
        actors__presences__filiere=opened.filiere,
        actors__presences__visibility__in=list(opened.levels),
    )
    numbers = list(found.values_list("pk", flat=True))
    return _show_panel(request, opened, numbers=numbers, add=urlencode({"actor": actor}))


def _show_panel(
    request: HttpRequest, opened: Opened, *, numbers: Iterable[int], add: str
) -> HttpResponse:
    found = list_actions(opened).filter(pk__in=numbers)[: _MOST + 1]
    rows = read_rows(opened, found, timezone.localdate())
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "rows": rows[:_MOST],
        "is_cut": len(rows) > _MOST,
        "add_query": add,
    }
    return render(request, "plan/actions_panel.html", context)
