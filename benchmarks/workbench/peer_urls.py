"""The addresses of the workbench, and one more: the list that Django's tutorial would write."""

from django.db.models import QuerySet
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import ListView

from maillon_web.config.urls import handler500  # noqa: F401 - what Django looks for here
from maillon_web.directory.models import Presence

_TEMPLATE = engines["django"].from_string(
    """<!doctype html><html lang="fr"><head><title>Liste</title></head><body><h1>Liste</h1>
    <table><tr><th>Nom</th><th>Commune</th><th>Maillon</th><th>ESS</th></tr>
    {% for presence in page_obj %}<tr><td>{{ presence.actor.name }}</td>
    <td>{{ presence.actor.commune_name }}</td><td>{{ presence.main_stage }}</td>
    <td>{{ presence.ess_status }}</td></tr>{% endfor %}</table>
    <p>Page {{ page_obj.number }} / {{ paginator.num_pages }}</p></body></html>"""
)


class BareList(ListView[Presence]):
    """The same table, page by page, by the generic view: no right, no filter, no layout."""

    paginate_by = 50
    ordering = ("sort_name", "pk")

    def get_queryset(self) -> "QuerySet[Presence]":
        """Return the listed actors of a filière."""
        filiere_id = self.kwargs["filiere_id"]
        found = Presence.objects.filter(filiere_id=filiere_id, is_listed=True)
        return found.select_related("actor").order_by(*self.ordering)

    def render_to_response(  # type: ignore[override]  # a template without a file
        self, context: dict[str, object], **_: object
    ) -> SimpleTemplateResponse:
        """Return the page."""
        return SimpleTemplateResponse(_TEMPLATE, context)


urlpatterns: list[URLPattern | URLResolver] = [
    path("peer/<int:filiere_id>/", BareList.as_view(), name="bare_list"),
    path("", include("maillon_web.config.urls")),
]
