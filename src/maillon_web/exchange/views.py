"""Pages of the exchange."""

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.accounts.models import User
from maillon_web.exchange.forms import CopyForm, OpenForm
from maillon_web.exchange.services import copy_as_template
from maillon_web.exchange.works import locate_export
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import open_filiere
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.services import enqueue

__all__ = ["copy", "export", "open_file", "take"]


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Say what the file will hold, then make it."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.LEAD)
    filiere = opened.filiere
    if request.method == "POST" and isinstance(request.user, User):
        job = enqueue(
            "exchange.export",
            label=_("Export de « {name} »").format(name=filiere.name),
            scope=filiere.scope,
            arguments={"filiere": filiere.pk},
            started_by=request.user,
        )
        return redirect("jobs:job", job.pk)
    context = {"opened": opened, "filiere": filiere, "active": "settings"}
    return render(request, "exchange/export.html", context)


@require_safe
def take(request: HttpRequest, filiere_id: int, job_id: str) -> FileResponse:
    """Give the file that a job made."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.LEAD)
    job = get_object_or_404(
        Job, pk=job_id, scope=opened.filiere.scope, kind="exchange.export", state=JobState.DONE
    )
    path = locate_export(job.pk)
    if not path.exists():
        raise Http404
    name = f"{slugify(opened.filiere.name) or 'filiere'}.maillon"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_file(request: HttpRequest) -> HttpResponse:
    """Open a filière from a file."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    form = OpenForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        job = enqueue(
            "exchange.open",
            label=_("Ouverture d’une filière exportée"),
            scope=f"organisation:{form.cleaned_data['organisation'].pk}",
            arguments={
                "stored_as": _store(form.cleaned_data["file"]),
                "organisation": form.cleaned_data["organisation"].pk,
                "author": user.pk,
            },
            started_by=user,
        )
        return redirect("jobs:job", job.pk)
    return render(request, "exchange/open.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Take the chain of a filière to another territory."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    user = request.user
    if not isinstance(user, User):
        raise Http404
    form = CopyForm(request.POST or None, user=user, initial={"name": opened.filiere.name})
    if request.method == "POST" and form.is_valid():
        made = copy_as_template(opened.filiere, author=user, **form.cleaned_data)
        return redirect("filieres:overview", made.pk)
    context = {"opened": opened, "filiere": opened.filiere, "form": form, "active": "settings"}
    return render(request, "exchange/copy.html", context)


def _store(file: "UploadedFile[Any]") -> str:
    """Keep an uploaded file under a name of our own, for the job that reads it."""
    folder = Path(settings.UPLOADS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.maillon"
    with (folder / name).open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return name
