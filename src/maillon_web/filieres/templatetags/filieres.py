"""The navigation of a filière: `{% load filieres %}`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened

register = template.Library()


@dataclass(frozen=True, slots=True)
class _Place:
    key: str
    label: Promise
    url_name: str
    needs: Capability = Capability.READ


_FIRST = (
    _Place("overview", _("Vue d’ensemble"), "filieres:overview"),
    _Place("diagnosis", _("Diagnostic"), "diagnosis:results"),
    _Place("chain", _("Chaîne"), "diagnosis:chain"),
    _Place("directory", _("Annuaire"), "directory:list"),
    _Place("map", _("Carte"), "directory:map"),
    _Place("method", _("Démarche"), "method:steps", Capability.TAKE_PART),
    _Place("plan", _("Plan d’action"), "plan:list", Capability.TAKE_PART),
)
_GROUPS = (
    (
        _("Terrain"),
        (
            _Place("signals", _("Signaux"), "signals:signals", Capability.TAKE_PART),
            _Place("notes", _("Entretiens"), "signals:notes", Capability.TAKE_PART),
            _Place("obstacles", _("Freins"), "signals:obstacles", Capability.TAKE_PART),
            _Place("projects", _("Projets"), "signals:projects", Capability.TAKE_PART),
        ),
    ),
    (
        _("Flux et valeur"),
        (
            _Place("gisements", _("Gisements"), "gisements:list", Capability.TAKE_PART),
            _Place("weighings", _("Pesées"), "weighings:list", Capability.TAKE_PART),
            _Place("flows", _("Flux"), "flows:list", Capability.TAKE_PART),
            _Place("economics", _("Valeur"), "economics:accounts", Capability.TAKE_PART),
        ),
    ),
    (
        _("Faire ensemble"),
        (
            _Place("gatherings", _("Rencontres"), "gatherings:list", Capability.TAKE_PART),
            _Place("agreements", _("Engagements"), "agreements:list", Capability.TAKE_PART),
            _Place("means", _("Moyens d’animation"), "method:means", Capability.TAKE_PART),
            _Place("documents", _("Documents"), "documents:list", Capability.TAKE_PART),
            _Place("library", _("Bibliothèque"), "library:filiere"),
        ),
    ),
    (
        _("Plus"),
        (
            _Place(
                "ranking", _("Comparer les filières"), "diagnosis:ranking", Capability.TAKE_PART
            ),
            _Place("lists", _("Importer une liste"), "directory:lists", Capability.CONTRIBUTE),
            _Place("duplicates", _("Doublons"), "directory:duplicates", Capability.CONTRIBUTE),
            _Place("history", _("Historique"), "filieres:history", Capability.TAKE_PART),
            _Place("members", _("Membres"), "filieres:members", Capability.TAKE_PART),
            _Place("export", _("Exporter"), "exchange:export", Capability.LEAD),
            _Place("settings", _("Réglages"), "filieres:settings", Capability.LEAD),
        ),
    ),
)


@register.inclusion_tag("filieres/navigation.html", takes_context=True)
def workspace_navigation(context: Context) -> dict[str, object]:
    """Render the places of the filière that the reader may visit, and where the reader is."""
    opened: Opened = context["opened"]
    active = str(context.get("active", ""))
    groups = [(label, list(_iter_links(places, opened, active))) for label, places in _GROUPS]
    return {
        "filiere": opened.filiere,
        "first": list(_iter_links(_FIRST, opened, active)),
        "groups": [
            {"label": label, "links": links, "is_active": any(link["is_active"] for link in links)}
            for label, links in groups
            if links
        ],
    }


def _iter_links(
    places: Sequence[_Place], opened: Opened, active: str
) -> Iterator[dict[str, object]]:
    for place in places:
        if not opened.can(place.needs):
            continue
        url = reverse(place.url_name, kwargs={"filiere_id": opened.filiere.pk})
        yield {"url": url, "label": place.label, "is_active": place.key == active}
