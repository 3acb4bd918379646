"""What animation costs, what is seen beside it, and what the guide tells of other places."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.domain.figures import FigureBook
from maillon.reference.method import get_method
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import show
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page
from maillon_web.method.forms.records import MeansForm
from maillon_web.method.models import Means
from maillon_web.method.selectors import means as selectors
from maillon_web.method.selectors.chart import draw_budget, draw_time
from maillon_web.method.selectors.evidence import count_placed
from maillon_web.method.services import means as services
from maillon_web.method.views.opening import BOTH, open_to_read, open_to_write, show_trail

__all__ = ["means", "means_add", "means_edit", "means_remove"]


@require_safe
def means(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the means of each year, results beside them, and the cases of the guide."""
    opened = open_to_read(request, filiere_id)
    listed = list(selectors.list_means(opened))
    book = FigureBook()
    rates = selectors.add_means_figures(book, listed, placed=count_placed(opened))
    figures = book.to_dict()
    context = {
        "means": listed,
        "rows": [
            {"means": entry, "rate_key": rates[entry.year], "rate": figures[rates[entry.year]]}
            for entry in listed
        ],
        "latest": next((entry for entry in reversed(listed) if entry.fte is not None), None),
        "nearest": selectors.find_nearest_case(opened),
        "charts": [chart for chart in (draw_time(listed), draw_budget(listed)) if chart],
        "results": selectors.list_results(opened, timezone.localdate()),
        "stages": selectors.list_stage_counts(opened),
        "cases": selectors.list_cases(opened),
        "documents": {entry.key: entry for entry in get_method().documents},
        "breadcrumb": show_trail(opened, (_("Moyens d’animation"), "")),
    }
    return show(request, "method/means.html", opened, active="means", context=context)


@require_http_methods(BOTH)
def means_add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write the means of a year."""
    opened = open_to_write(request, filiere_id)
    made = Means(filiere=opened.filiere, year=timezone.localdate().year)
    form = MeansForm(request.POST or None, opened=opened, instance=made)

    def save(record: Any, _form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        services.add_means(record, author=author)

    return add_page(request, opened, form, _page(opened, _("Ajouter une année")), save=save)


@require_http_methods(BOTH)
def means_edit(request: HttpRequest, filiere_id: int, means_id: int) -> HttpResponse:
    """Change the means of a year."""
    opened = open_to_write(request, filiere_id)
    kept = selectors.get_means(opened, means_id)
    form = MeansForm(request.POST or None, opened=opened, instance=kept)

    def save(_record: Any, form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        services.edit_means(kept, form.list_changes(), author=author)

    page = _page(opened, _("Modifier les moyens de {year}").format(year=kept.year))
    return edit_page(request, opened, form, page, save=save)


@require_http_methods(BOTH)
def means_remove(request: HttpRequest, filiere_id: int, means_id: int) -> HttpResponse:
    """Remove the means of a year, after asking."""
    opened = open_to_write(request, filiere_id)
    kept = selectors.get_means(opened, means_id)
    page = _page(opened, _("Supprimer les moyens de {year} ?").format(year=kept.year))
    if request.method == "POST":
        services.remove_means(kept, author=get_user(request))
        messages.success(request, _("Supprimé. L’historique permet de le rétablir."))
        return redirect(page.back)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "means",
        "breadcrumb": page.breadcrumb,
        "heading": page.title,
        "sentence": _("Le temps de travail, le budget et les précisions de cette année."),
        "submit": _("Supprimer"),
        "cancel": page.back,
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def _page(opened: Opened, title: str) -> RecordPage:
    back = reverse("method:means", args=[opened.filiere.pk])
    return RecordPage(
        title=title,
        active="means",
        back=back,
        breadcrumb=show_trail(opened, (_("Moyens d’animation"), back), (title, "")),
    )
