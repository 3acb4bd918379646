"""What the pages of a diagnostic have in common."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from maillon_web.accounts.models import User
from maillon_web.diagnosis.models import DiagnosisRun
from maillon_web.diagnosis.selectors import find_refreshes, is_outdated
from maillon_web.filieres.selectors import Opened
from maillon_web.jobs.models import JobState

__all__ = ["describe_state", "get_author", "is_fragment_wanted", "make_context", "show_opened"]


def is_fragment_wanted(request: HttpRequest) -> bool:
    """Tell whether a script asks for a part of the page."""
    return "HX-Request" in request.headers


def get_author(request: HttpRequest) -> User:
    """Return who writes; nobody writes without being signed in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def make_context(opened: Opened, *, active: str, **values: object) -> dict[str, Any]:
    """Return what every page of a filière needs, with the values of this one."""
    return {"opened": opened, "filiere": opened.filiere, "active": active, **values}


def describe_state(opened: Opened, run: DiagnosisRun | None) -> dict[str, object]:
    """Return how fresh the diagnostic is: computed when, being made again, or behind."""
    if not opened.can_take_part:
        return {"run": run}
    job, deferred = find_refreshes(opened.filiere)
    is_pending = job is not None and not job.is_over
    has_failed = (
        job is not None
        and job.state in {JobState.FAILED, JobState.INTERRUPTED, JobState.CANCELLED}
        and (run is None or job.created_at > run.made_at)
    )
    return {
        "run": run,
        "job": job,
        "is_pending": is_pending,
        "is_deferred": deferred is not None and not is_pending,
        "has_failed": has_failed,
        # Asked whatever the state of the job: the page costs the same at every moment.
        "is_outdated": run is not None and is_outdated(run) and not is_pending,
    }


def show_opened(
    request: HttpRequest, page: str, fragment: str, context: dict[str, Any]
) -> HttpResponse:
    """Answer with the fragment that a dialog asks for, or with the whole page."""
    is_fragment = is_fragment_wanted(request)
    template = fragment if is_fragment else page
    response = render(request, template, context | {"is_fragment": is_fragment})
    patch_vary_headers(response, ["HX-Request"])
    return response
