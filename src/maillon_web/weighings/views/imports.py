"""Bring a spreadsheet in: the file, a look at its columns and lines, then the writing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.history.models import Change
from maillon_web.ui.formatting import format_number
from maillon_web.weighings.forms.uploads import LayoutForm, UploadForm
from maillon_web.weighings.models import WeighingImport, WeighingUpload
from maillon_web.weighings.selectors.bilan import say_tonnes
from maillon_web.weighings.selectors.log import list_categories, list_sites, make_query
from maillon_web.weighings.services.importing import (
    ImportPlan,
    OpenTable,
    open_upload,
    plan_import,
    write_import,
)
from maillon_web.weighings.services.uploads import keep_upload
from maillon_web.weighings.views.places import ACTIVE, lead_to, open_log
from maillon_web.weighings.words import DIRECTIONS, say_channel

__all__ = ["drop", "imports", "review", "upload", "write"]

BOTH = ["GET", "HEAD", "POST"]
_MOST_PROBLEMS = 50
_MOST_LINES = 20


@require_http_methods(BOTH)
def upload(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for a spreadsheet."""
    opened = open_log(request, filiere_id, writes=True)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_upload(
                form.cleaned_data["file"], filiere=opened.filiere, author=get_user(request)
            )
        except MaillonError as error:
            form.add_error("file", error.for_user())
        else:
            return redirect("weighings:import_review", filiere_id, kept.pk)
    context = {"form": form, "breadcrumb": lead_to(opened, (_("Importer un tableau"), ""))}
    status = INVALID if form.is_bound else 200
    return show(
        request, "weighings/import.html", opened, active=ACTIVE, context=context, status=status
    )


def _get_upload(opened: Opened, upload_id: int) -> WeighingUpload:
    """Return a file that the team of the filière brought."""
    kept = WeighingUpload.objects.filter(filiere=opened.filiere, pk=upload_id).first()
    if kept is None:
        raise Http404
    return kept


@require_http_methods(BOTH)
def review(request: HttpRequest, filiere_id: int, upload_id: int) -> HttpResponse:
    """Show what the file holds and what would be written; take what the person changes."""
    opened = open_log(request, filiere_id, writes=True)
    kept = _get_upload(opened, upload_id)
    table = open_upload(kept)
    plan = plan_import(opened, kept, table)
    form = LayoutForm(
        request.POST or None,
        table=table,
        words=plan.reading.unknown_words,
        sites=[site.name for site in list_sites(opened)],
        initial={"unit": "kg"} | kept.choices | {"sheet": table.sheet},
    )
    if request.method == "POST" and form.is_valid():
        kept.choices = form.read_choices(kept.choices)
        kept.save(update_fields=["choices"])
        return redirect("weighings:import_review", filiere_id, kept.pk)
    context = _read_plan(plan, table) | {
        "form": form,
        "upload": kept,
        "categories": list_categories(opened),
        "breadcrumb": lead_to(opened, (_("Relire l’import"), "")),
    }
    status = INVALID if form.is_bound else 200
    return show(
        request,
        "weighings/import_review.html",
        opened,
        active=ACTIVE,
        context=context,
        status=status,
    )


def _read_plan(plan: ImportPlan, table: OpenTable) -> dict[str, Any]:
    problems = plan.reading.problems
    return {
        "plan": plan,
        "is_wide": table.layout.is_wide,
        "header_number": table.layout.header_row + 1,
        "incoming": say_tonnes(plan.incoming_kg),
        "outgoing": say_tonnes(plan.outgoing_kg),
        "problems": problems[:_MOST_PROBLEMS],
        "more_problems": max(0, len(problems) - _MOST_PROBLEMS),
        "lines": [
            {
                "line": line,
                "direction": DIRECTIONS[line.direction],
                "channel": say_channel(line.direction, line.channel),
            }
            for line in plan.new[:_MOST_LINES]
        ],
        "more_lines": max(0, len(plan.new) - _MOST_LINES),
    }


@require_POST
def write(request: HttpRequest, filiere_id: int, upload_id: int) -> HttpResponse:
    """Write what was shown, as one change."""
    opened = open_log(request, filiere_id, writes=True)
    author = get_user(request)
    kept = _get_upload(opened, upload_id)
    try:
        made, _change_set = write_import(opened, kept, author=author)
    except MaillonError as error:
        messages.error(request, error.for_user())
        return redirect("weighings:import", filiere_id)
    sentence = ngettext(
        "{count} pesée ajoutée au journal. L’historique permet de l’annuler.",
        "{count} pesées ajoutées au journal. L’historique permet de tout annuler.",
        made.line_count,
    )
    messages.success(request, sentence.format(count=format_number(made.line_count)))
    address = reverse("weighings:bilan", args=[filiere_id])
    year = made.last_on.year if made.last_on else ""
    return redirect(address + make_query(start=f"{year}-01-01", end=f"{year}-12-31"))


@require_POST
def drop(request: HttpRequest, filiere_id: int, upload_id: int) -> HttpResponse:
    """Leave a file without writing it."""
    opened = open_log(request, filiere_id, writes=True)
    _get_upload(opened, upload_id).delete()
    messages.success(request, _("Rien n’a été importé."))
    return redirect("weighings:list", filiere_id)


@require_safe
def imports(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the files that were brought in, each with the way to undo it."""
    opened = open_log(request, filiere_id)
    listed = list(list_records(opened, WeighingImport).select_related("created_by"))
    made = Change.objects.filter(
        model="weighings.weighingimport",
        object_id__in=[str(kept.pk) for kept in listed],
        before__isnull=True,
    )
    change_sets = dict(made.values_list("object_id", "change_set"))
    context = {
        "rows": [{"kept": kept, "change_set": change_sets.get(str(kept.pk))} for kept in listed],
        "breadcrumb": lead_to(opened, (_("Imports"), "")),
    }
    return show(request, "weighings/imports.html", opened, active=ACTIVE, context=context)
