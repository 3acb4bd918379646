"""The shown set as a workbook: given at once when small, made by a worker when large."""

import tempfile
import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillon_web.accounts.models import User
from maillon_web.directory.selectors.filters import FilterValues
from maillon_web.directory.selectors.listing import filter_presences, order
from maillon_web.directory.selectors.rows import iter_rows
from maillon_web.directory.services import exports, workbooks
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import show
from maillon_web.jobs.models import Job, JobState

__all__ = ["ask", "give_workbook", "take"]

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def give_workbook(
    request: HttpRequest, opened: Opened, filters: FilterValues, *, name: str
) -> HttpResponseBase:
    """Answer with the workbook, or with the page that offers to make it when it takes long."""
    found = filter_presences(opened, filters)
    count = found.count()
    if count > workbooks.MOST_AT_ONCE:
        context = {"count": count, "query": filters.to_query()}
        return show(request, "directory/workbook.html", opened, active="directory", context=context)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to the answer, which closes it
    exports.write_xlsx(iter_rows(opened, order(opened, found, filters.sort)), file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=_TYPE)


@require_POST
def ask(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Have the workbook made."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    if not isinstance(request.user, User):
        raise Http404
    filters = FilterValues.from_query(request.GET)
    job = workbooks.ask_workbook(opened, filters, author=request.user)
    return redirect("jobs:job", job.pk)


@require_safe
def take(request: HttpRequest, filiere_id: int, job_id: uuid.UUID) -> HttpResponseBase:
    """Give the workbook to who asked for it, as long as it still sees what the workbook holds."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    job = get_object_or_404(
        Job,
        pk=job_id,
        scope=opened.filiere.scope,
        kind=workbooks.WORKBOOK,
        state=JobState.DONE,
        started_by=request.user,
    )
    path = workbooks.locate_workbook(job.pk)
    if job.result.get("access") != opened.access.value or not path.exists():
        messages.info(
            request, _("Ce classeur n’est plus à votre disposition : demandez-le de nouveau.")
        )
        return redirect("directory:list", filiere_id)
    day = job.created_at.strftime("%Y-%m-%d")
    name = f"{slugify(opened.filiere.name) or 'acteurs'}-{day}.xlsx"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=_TYPE)
