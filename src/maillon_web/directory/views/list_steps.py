"""The steps of an import, one question a page; one may come back later, or go back."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.directory.forms.list_values import ValuesForm
from maillon_web.directory.forms.lists import ColumnsForm, ListForm, SheetForm
from maillon_web.directory.models import ImportState, ListImport
from maillon_web.directory.selectors import lists as selectors
from maillon_web.directory.selectors.settled_values import list_settled, order_values
from maillon_web.directory.services import lists as services
from maillon_web.directory.services.list_reading import find_chain
from maillon_web.directory.services.list_rejects import count_rejects
from maillon_web.directory.views.list_review import show_review
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.jobs.models import JobState

__all__ = ["go_on", "progress", "step", "step_context"]

_VALUES_A_PAGE = 40


@require_safe
def go_on(request: HttpRequest, filiere_id: int, import_id: int) -> HttpResponse:
    """Lead to the step at which the import stands."""
    opened, found = _find(request, filiere_id, import_id)
    return _to(opened, found, selectors.find_step(found))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step(request: HttpRequest, filiere_id: int, import_id: int, step: str) -> HttpResponse:
    """Show a step, or the work that prepares it."""
    opened, found = _find(request, filiere_id, import_id)
    job = selectors.find_job(found)
    if job is not None and not job.is_over:
        context = step_context(opened, found, step) | {"job": job}
        return render(request, "directory/lists/waiting.html", context)
    keys = list(selectors.STEPS)
    present = selectors.find_step(found)
    if keys.index(step) > keys.index(present) or (found.is_written and step != "done"):
        return _to(opened, found, present)
    return _STEPS[step](request, opened, found)


@require_safe
@never_cache
def progress(request: HttpRequest, filiere_id: int, import_id: int) -> HttpResponse:
    """Answer how far the present work is; once it is over, lead to the step it prepared."""
    opened, found = _find(request, filiere_id, import_id)
    job = selectors.find_job(found)
    if job is not None and not job.is_over:
        return render(request, "directory/lists/progress.html", {"job": job, "list_import": found})
    address = reverse(
        "directory:list_step", args=(opened.filiere.pk, found.pk, selectors.find_step(found))
    )
    response = HttpResponse()
    response["HX-Redirect"] = address
    return response


def step_context(opened: Opened, list_import: ListImport | None, shown: str) -> dict[str, Any]:
    """Return what every page of an import needs."""
    return {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "lists",
        "list_import": list_import,
        "steps": selectors.list_steps(list_import, shown),
    }


def _file(request: HttpRequest, opened: Opened, found: ListImport) -> HttpResponse:
    form = ListForm(request.POST or None, request.FILES or None, list_import=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.describe(found, form.description())
            if form.cleaned_data["file"]:
                services.replace_file(found, form.cleaned_data["file"])
        except MaillonError as error:
            form.add_error("file", error.for_user())
        else:
            return _to(opened, found, selectors.find_step(found))
    context = step_context(opened, found, "file") | {"form": form}
    return render(request, "directory/lists/file.html", context)


def _columns(request: HttpRequest, opened: Opened, found: ListImport) -> HttpResponse:
    if "sheet" in request.POST:
        return _change_sheet(request, opened, found)
    form = ColumnsForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.map_columns(found, form.mapping())
        services.ask_values(found, author=request.user)  # type: ignore[arg-type]  # rights were asked
        return _to(opened, found, "values")
    context = step_context(opened, found, "columns") | {
        "form": form,
        "inspection": found.inspection,
        "earlier": selectors.find_earlier_import(found),
    }
    if len(found.inspection["form"]["sheets"]) > 1:
        context["sheet_form"] = SheetForm(found)
    return render(request, "directory/lists/columns.html", context)


def _change_sheet(request: HttpRequest, opened: Opened, found: ListImport) -> HttpResponse:
    form = SheetForm(found, request.POST)
    if form.is_valid():
        try:
            services.use_sheet(found, form.cleaned_data["sheet"])
        except MaillonError as error:
            messages.error(request, error.for_user())
    return _to(opened, found, "columns")


def _values(request: HttpRequest, opened: Opened, found: ListImport) -> HttpResponse:
    if found.wanted_values is None:
        return _ask_again(request, opened, found, services.ask_values, "values")
    settled = list_settled(found)
    waiting = order_values(found, settled)
    page = Paginator(waiting, _VALUES_A_PAGE).get_page(request.GET.get("page", 1))
    form = ValuesForm(
        list(page.object_list),
        chain=find_chain(found.filiere),
        settled=settled,
        data=request.POST or None,
    )
    if request.method == "POST" and form.is_valid():
        services.settle_values(found, form.choices(), author=request.user)  # type: ignore[arg-type]  # rights were asked
        if page.has_next():
            return redirect(f"{request.path}?page={page.next_page_number()}")
        services.ask_preparation(found, author=request.user)  # type: ignore[arg-type]  # rights were asked
        return _to(opened, found, "review")
    context = step_context(opened, found, "values") | {"form": form, "page": page}
    return render(request, "directory/lists/values.html", context)


def _review(request: HttpRequest, opened: Opened, found: ListImport) -> HttpResponse:
    if found.state != ImportState.READY:
        return _ask_again(request, opened, found, services.ask_preparation, "review")
    return show_review(request, opened, found)


def _done(request: HttpRequest, opened: Opened, found: ListImport) -> HttpResponse:
    job = selectors.find_job(found)
    if request.method == "POST" and found.state == ImportState.UNDONE:
        services.ask_preparation(found, author=request.user)  # type: ignore[arg-type]  # rights were asked
        return _to(opened, found, "review")
    if found.is_half_way:
        is_writing = found.state == ImportState.APPLYING
        ask = services.ask_apply if is_writing else services.ask_undo
        return _ask_again(request, opened, found, ask, "done")
    context = step_context(opened, found, "done") | {
        "job": job if job is not None and job.state != JobState.DONE else None,
        "reject_count": count_rejects(found),
        "undone": found.summary.get("undone") if found.state == ImportState.UNDONE else None,
    }
    return render(request, "directory/lists/done.html", context)


def _ask_again(
    request: HttpRequest,
    opened: Opened,
    found: ListImport,
    ask: Callable[..., object],
    shown: str,
) -> HttpResponse:
    """Say why a work did not come to its end, and let the person ask for it again."""
    if request.method == "POST":
        try:
            ask(found, author=request.user)
        except MaillonError as error:
            messages.error(request, error.for_user())
        return _to(opened, found, shown)
    context = step_context(opened, found, shown) | {"job": selectors.find_job(found)}
    return render(request, "directory/lists/stopped.html", context)


def _find(request: HttpRequest, filiere_id: int, import_id: int) -> tuple[Opened, ListImport]:
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    return opened, selectors.get_import(opened.filiere, import_id)


def _to(opened: Opened, found: ListImport, shown: str) -> HttpResponse:
    return redirect("directory:list_step", opened.filiere.pk, found.pk, shown)


_STEPS: Mapping[str, Callable[[HttpRequest, Opened, ListImport], HttpResponse]] = {
    "file": _file,
    "columns": _columns,
    "values": _values,
    "review": _review,
    "done": _done,
}
