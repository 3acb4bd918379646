"""The page of a long work: how far it is, how to stop it, where its result is."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maillon_web.jobs.models import Job
from maillon_web.jobs.selectors import find_result_path, get_readable_job
from maillon_web.jobs.services import ask_to_cancel

__all__ = ["cancel", "job", "state"]


@require_safe
@never_cache
def job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Show a work that the reader asked for."""
    found = get_readable_job(reader=request.user, job_id=job_id)
    return render(request, "jobs/job.html", _describe(found))


@require_safe
@never_cache
def state(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Answer the part of the page that changes."""
    found = get_readable_job(reader=request.user, job_id=job_id)
    context = _describe(found) | {"is_update": True}
    return render(request, "jobs/state.html", context)


@require_POST
def cancel(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Stop a work."""
    found = get_readable_job(reader=request.user, job_id=job_id)
    if found.is_over:
        messages.info(request, _("Ce travail était déjà terminé."))
    else:
        ask_to_cancel(found)
    return redirect("jobs:job", job_id)


def _describe(found: Job) -> dict[str, object]:
    prefix, _colon, number = found.scope.partition(":")
    is_of_filiere = prefix == "filiere" and number.isdecimal()
    return {
        "job": found,
        "result_path": find_result_path(found),
        "filiere_id": int(number) if is_of_filiere else None,
    }
