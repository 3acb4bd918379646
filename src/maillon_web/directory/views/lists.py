"""Lists of one's own: bring one in, undo it, take back what needs a look."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.directory.forms.lists import ListForm
from maillon_web.directory.models import ImportState, ListImport
from maillon_web.directory.selectors import lists as selectors
from maillon_web.directory.services import lists as services
from maillon_web.directory.services.list_files import find_path
from maillon_web.directory.services.list_rejects import iter_csv, write_xlsx
from maillon_web.directory.views.list_steps import step_context
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere

__all__ = ["drop", "lists", "rejects", "undo", "upload"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def lists(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the lists brought in, and where each stands."""
    opened = _open(request, filiere_id)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "lists",
        "imports": selectors.list_imports(opened.filiere)[:200],
    }
    return render(request, "directory/lists/lists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Take a file and what it is."""
    opened = _open(request, filiere_id)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _keep(request, opened, form)
        if made is not None:
            return redirect("directory:list_step", filiere_id, made.pk, "columns")
    context = step_context(opened, None, "file") | {"form": form}
    return render(request, "directory/lists/file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, filiere_id: int, import_id: int) -> HttpResponse:
    """Take back a whole import."""
    opened = _open(request, filiere_id)
    found = selectors.get_import(opened.filiere, import_id)
    if request.method == "POST":
        try:
            services.ask_undo(found, author=request.user)  # type: ignore[arg-type]  # rights were asked
        except MaillonError as error:
            messages.error(request, error.for_user())
        return redirect("directory:list_step", filiere_id, import_id, "done")
    context = step_context(opened, found, "done") | {"heading": _("Annuler cet import ?")}
    return render(request, "directory/lists/undo.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, filiere_id: int, import_id: int) -> HttpResponse:
    """Forget a list that is not in the directory."""
    opened = _open(request, filiere_id)
    found = selectors.get_import(opened.filiere, import_id)
    if request.method == "POST":
        try:
            services.drop(found)
        except MaillonError as error:
            messages.error(request, error.for_user())
        else:
            messages.success(
                request, _("« {name} » et son fichier sont supprimés.").format(name=found.label)
            )
        return redirect("directory:lists", filiere_id)
    context = step_context(opened, found, "") | {"is_written": found.is_written}
    return render(request, "directory/lists/drop.html", context)


@require_safe
def rejects(request: HttpRequest, filiere_id: int, import_id: int, kind: str) -> HttpResponseBase:
    """Give the rows that need a look, as a file to mend and bring in again."""
    opened = _open(request, filiere_id)
    found = selectors.get_import(opened.filiere, import_id)
    if found.state not in {ImportState.READY, ImportState.APPLIED, ImportState.UNDONE} or not (
        find_path(found).exists()
    ):
        messages.error(request, _("Ces lignes ne sont plus disponibles : reprenez la liste."))
        return redirect("directory:lists", filiere_id)
    name = _("{list}-a-revoir.{kind}").format(list=slugify(found.label) or "liste", kind=kind)
    if kind == "xlsx":
        return FileResponse(
            write_xlsx(found), as_attachment=True, filename=name, content_type=_XLSX
        )
    response = StreamingHttpResponse(iter_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _keep(request: HttpRequest, opened: Opened, form: ListForm) -> ListImport | None:
    try:
        return services.keep_upload(
            opened.filiere,
            form.cleaned_data["file"],
            form.description(),
            author=request.user,  # type: ignore[arg-type]  # rights were asked: somebody is signed in
        )
    except MaillonError as error:
        form.add_error("file", error.for_user())
        for detail in error.details:
            form.add_error("file", detail)
        return None


def _open(request: HttpRequest, filiere_id: int) -> Opened:
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
