"""What a demand sets in motion in the region, from a table that somebody brought."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.errors import InvalidInput
from maillon_web.economics.forms.tables import TableForm, UploadForm
from maillon_web.economics.models import InputOutputTable
from maillon_web.economics.selectors.rows import get_row
from maillon_web.economics.selectors.spending import list_followed
from maillon_web.economics.services.tables import read_table, write_template
from maillon_web.economics.views.exports import XLSX, give
from maillon_web.economics.views.pages import ACTIVE, BOTH, lead_to, open_value, show_value
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services.records import add_record
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page, remove_page

__all__ = ["add", "edit", "regional", "remove", "template"]

_MOST_SHOWN = 10


@require_safe
def regional(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show what each demand sets in motion, and what such a number is worth."""
    opened = open_value(request, filiere_id)
    context = {"tables": list_followed(opened, most=_MOST_SHOWN)}
    return show_value(request, "economics/regional.html", opened, current="lm3", context=context)


@require_safe
def template(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give an empty workbook to fill."""
    open_value(request, filiere_id, writes=True)
    return give(write_template(), XLSX, "modele-entrees-sorties.xlsx")


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Bring a table."""
    opened = open_value(request, filiere_id, writes=True)
    form = UploadForm(
        request.POST or None,
        files=request.FILES or None,
        opened=opened,
        instance=InputOutputTable(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            table = read_table(form.cleaned_data["file"])
        except InvalidInput as error:
            for sentence in error.details or (error.for_user(),):
                form.add_error("file", sentence)
        else:
            form.instance.table = table

    def save(made: Any, _form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        add_record(made, filiere=opened.filiere, author=author)

    return add_page(request, opened, form, _page(opened, _("Apporter un tableau")), save=save)


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, table_id: int) -> HttpResponse:
    """Change what is done of a table."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, InputOutputTable, table_id)
    form = TableForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, _page(opened, _("Modifier un tableau")))


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, table_id: int) -> HttpResponse:
    """Remove a table."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, InputOutputTable, table_id)
    return remove_page(request, opened, kept, _page(opened, _("Supprimer ce tableau ?")))


def _page(opened: Opened, title: str) -> RecordPage:
    back = reverse("economics:regional", args=[opened.filiere.pk])
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=back,
        breadcrumb=lead_to(opened, (_("Entrées-sorties"), back), (title, "")),
    )
