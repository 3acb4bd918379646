"""The first page of a filière: where we are, what changed, what waits for me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillon_web.accounts.models import User
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.selectors.news import list_news
from maillon_web.filieres.selectors.start import find_start
from maillon_web.filieres.selectors.visits import find_last_visit
from maillon_web.filieres.waiting import list_waiting
from maillon_web.jobs.selectors import find_last_job, list_active_jobs

__all__ = ["overview", "work"]


@require_safe
def overview(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show a filière."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    context: dict[str, object] = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "overview",
        "stage_count": opened.filiere.stages.count(),
    }
    if opened.can_take_part and isinstance(request.user, User):
        since, is_visit = find_last_visit(opened, request.user, request.session)
        context |= {
            "since": since if is_visit else None,
            "news": list_news(opened, since=since, reader=request.user),
            "waiting": list_waiting(opened, request.user),
            "jobs": list(list_active_jobs(opened.filiere.scope)),
            "start": find_start(opened.filiere),
        }
    return render(request, "filieres/overview.html", context)


@require_safe
@never_cache
def work(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Answer how far the work under way is; the panels are asked again when it is over."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    jobs = list(list_active_jobs(opened.filiere.scope))
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "jobs": jobs,
        "last": None if jobs else find_last_job(opened.filiere.scope),
        "is_update": True,
    }
    response = render(request, "filieres/work.html", context)
    if not jobs:
        response["HX-Trigger"] = "work-over"
    return response
