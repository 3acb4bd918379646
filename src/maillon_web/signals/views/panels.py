"""Fragments that other pages show: what was heard of an actor, what waits in a filière."""

from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillon_web.filieres.selectors import open_filiere
from maillon_web.signals.models import Obstacle, ObstacleState, Project, Signal, SignalState
from maillon_web.signals.selectors.passages import list_passages_of_actor
from maillon_web.signals.selectors.records import list_listed_actors

__all__ = ["actor_panel", "overview_panel"]

_MOST = 10


@require_safe
def actor_panel(request: HttpRequest, filiere_id: int, actor_id: int) -> HttpResponse:
    """Show the signals, passages, projects and obstacles of an actor."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    actor = get_object_or_404(list_listed_actors(opened), pk=actor_id)
    seen = {"filiere": opened.filiere, "visibility__in": opened.levels}
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "actor": actor,
        "signals": Signal.objects.filter(**seen, actor=actor)[:_MOST],
        "passages": list_passages_of_actor(opened, actor)[:_MOST],
        "projects": Project.objects.filter(**seen, actors=actor)[:_MOST],
        "obstacles": Obstacle.objects.filter(**seen, actors=actor)[:_MOST],
    }
    return render(request, "signals/actor_panel.html", context)


@require_safe
def overview_panel(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show what waits: signals to look at, obstacles late or without anybody."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    seen = {"filiere": opened.filiere, "visibility__in": opened.levels}
    is_live = Q(state__in=(ObstacleState.OPEN, ObstacleState.IN_PROGRESS))
    today: date = timezone.localdate()
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "new_count": Signal.objects.filter(**seen, state=SignalState.NEW).count(),
        "obstacle_count": Obstacle.objects.filter(is_live, **seen).count(),
        "late": Obstacle.objects.filter(is_live, **seen, due_on__lt=today)[:_MOST],
        "unowned_count": Obstacle.objects.filter(is_live, **seen, owner=None).count(),
        "project_count": Project.objects.filter(**seen).count(),
    }
    return render(request, "signals/overview_panel.html", context)
