"""The tables of ratios: those of the tool, those of the filière, how to bring one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import InvalidInput
from maillon.studies.gisements.ratio_columns import write_template
from maillon_web.filieres.selectors.records import get_record, list_records
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.filieres.views.record_pages import remove_page
from maillon_web.gisements.forms.ratios import RatioTableForm
from maillon_web.gisements.models import RatioTable
from maillon_web.gisements.selectors.ratios import (
    OWN,
    SHIPPED,
    get_table,
    list_tables,
    view_ratio,
)
from maillon_web.gisements.services.ratios import bring_table
from maillon_web.gisements.views.answers import XLSX, give_file
from maillon_web.gisements.views.places import ACTIVE, BOTH, lead_to, make_page, open_gisements

__all__ = ["listing", "read", "remove", "table", "template"]

_PAGE = 50


@require_safe
def listing(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the tables that an estimate may use."""
    opened = open_gisements(request, filiere_id)
    context = {
        "own": list_records(opened, RatioTable),
        "shipped": [
            get_table(opened, word)
            for word, _label in list_tables(opened)
            if word.startswith(SHIPPED)
        ],
        "view": "ratios",
        "breadcrumb": lead_to(opened, (_("Tables de ratios"), "")),
    }
    return show(request, "gisements/ratios.html", opened, active=ACTIVE, context=context)


@require_safe
def table(request: HttpRequest, filiere_id: int, table_id: int) -> HttpResponse:
    """Show an own table, ratio by ratio."""
    opened = open_gisements(request, filiere_id)
    kept = get_record(opened, RatioTable, table_id)
    chosen = get_table(opened, f"{OWN}{kept.pk}")
    page = Paginator(chosen.ratios, _PAGE).get_page(request.GET.get("page"))
    context = {
        "table": chosen,
        "page": page,
        "rows": [view_ratio(ratio) for ratio in page.object_list],
        "breadcrumb": lead_to(opened, _step_ratios(filiere_id), (kept.title, "")),
    }
    return show(request, "gisements/ratio_table.html", opened, active=ACTIVE, context=context)


@require_http_methods(BOTH)
def read(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Bring in a table; when a cell is wrong, say which and write nothing."""
    opened = open_gisements(request, filiere_id, writes=True)
    made = RatioTable()
    form = RatioTableForm(
        request.POST or None, files=request.FILES or None, opened=opened, instance=made
    )
    problems: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        try:
            bring_table(
                made, form.cleaned_data["file"], filiere=opened.filiere, author=get_user(request)
            )
        except InvalidInput as error:
            form.add_error("file", error.for_user())
            problems = tuple(error.details)
        else:
            messages.success(request, _("Table importée. L’historique permet de l’annuler."))
            return redirect("gisements:ratio_table", filiere_id, made.pk)
    context = {
        "form": form,
        "problems": problems,
        "breadcrumb": lead_to(opened, _step_ratios(filiere_id), (_("Apporter une table"), "")),
    }
    status = INVALID if form.is_bound else 200
    return show(
        request,
        "gisements/ratios_import.html",
        opened,
        active=ACTIVE,
        context=context,
        status=status,
    )


@require_safe
def template(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give an empty table with its columns."""
    open_gisements(request, filiere_id)
    return give_file(write_template(".xlsx"), "modele-de-ratios.xlsx", XLSX)


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, table_id: int) -> HttpResponse:
    """Remove an own table; gisements that were estimated by it keep their snapshot."""
    opened = open_gisements(request, filiere_id, writes=True)
    kept = get_record(opened, RatioTable, table_id)
    page = make_page(
        opened,
        _("Supprimer cette table ?"),
        back=reverse("gisements:ratios", args=[filiere_id]),
        under=(_step_ratios(filiere_id),),
    )
    return remove_page(request, opened, kept, page)


def _step_ratios(filiere_id: int) -> tuple[str, str]:
    return _("Tables de ratios"), reverse("gisements:ratios", args=[filiere_id])
