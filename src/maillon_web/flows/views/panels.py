"""Fragments that other pages show: the flows in a line, what goes through a stage."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillon_web.flows.selectors.document import list_years
from maillon_web.flows.selectors.listing import (
    FlowFilters,
    count_flows,
    filter_flows,
    read_rows,
)
from maillon_web.flows.selectors.nodes import read_nodes
from maillon_web.flows.views.pages import open_flows

__all__ = ["overview_panel", "stage_panel"]

_MOST = 12


@require_safe
def overview_panel(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show how many flows there are, and how many nobody knows."""
    opened = open_flows(request, filiere_id)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "counts": count_flows(opened),
        "years": list_years(opened)[:1],
    }
    return render(request, "flows/overview_panel.html", context)


@require_safe
def stage_panel(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the latest flows of a stage: what enters, what leaves."""
    opened = open_flows(request, filiere_id)
    stage = request.GET.get("stage", "")
    found = list(filter_flows(opened, FlowFilters(node=stage))[: _MOST + 1]) if stage else []
    rows = read_rows(opened, found, read_nodes(opened))
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "stage": stage,
        "entering": [row for row in rows[:_MOST] if row.flow.target_key == stage],
        "leaving": [row for row in rows[:_MOST] if row.flow.source_key == stage],
        "is_cut": len(rows) > _MOST,
    }
    return render(request, "flows/stage_panel.html", context)
