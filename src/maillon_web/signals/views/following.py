"""Pages of one project, and of a signal that becomes one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import open_filiere
from maillon_web.signals.forms import FollowForm
from maillon_web.signals.models import Project, Signal
from maillon_web.signals.selectors.records import get_record, list_listed_actors, list_stages
from maillon_web.signals.services.records import turn_into_project
from maillon_web.signals.views.records import get_author

__all__ = ["follow", "project"]


@require_safe
def project(request: HttpRequest, filiere_id: int, record_id: int) -> HttpResponse:
    """Show a project, the signals it comes from and its actors."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    kept = get_record(opened, Project, record_id)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "projects",
        "project": kept,
        "stage_label": list_stages(opened.filiere).get(kept.stage_key, ""),
        "signals": kept.signals.filter(visibility__in=opened.levels),
        "actors": list_listed_actors(opened).filter(projects=kept),
    }
    return render(request, "signals/project.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, filiere_id: int, record_id: int) -> HttpResponse:
    """Make a project of a signal, or tie it to one."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    signal = get_record(opened, Signal, record_id)
    form = FollowForm(request.POST or None, opened=opened)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["project"] or Project(
            title=form.cleaned_data["title"].strip(),
            stage_key=signal.stage_key,
            visibility=signal.visibility,
        )
        made = turn_into_project(signal, chosen, author=get_author(request))
        return redirect("signals:project", filiere_id, made.pk)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "signals",
        "signal": signal,
        "form": form,
    }
    return render(request, "signals/follow.html", context)
