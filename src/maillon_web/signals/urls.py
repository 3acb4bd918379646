"""Addresses of `signals`."""

from django.urls import URLPattern, path

from maillon_web.signals.views import following, notes, panels, records

app_name = "signals"

_FOLDERS = {
    "signals": "signaux",
    "projects": "projets",
    "notes": "notes",
    "obstacles": "freins",
}


def _list_patterns(kind: str, folder: str) -> list[URLPattern]:
    name, given = kind[:-1], {"kind": kind}
    return [
        path(f"{folder}/", records.listing, given, name=kind),
        path(f"{folder}/ajouter/", records.add, given, name=f"{name}_add"),
        path(f"{folder}/<int:record_id>/modifier/", records.edit, given, name=f"{name}_edit"),
        path(f"{folder}/<int:record_id>/supprimer/", records.remove, given, name=f"{name}_remove"),
    ]


urlpatterns = [
    *(pattern for kind, folder in _FOLDERS.items() for pattern in _list_patterns(kind, folder)),
    path("signaux/<int:record_id>/projet/", following.follow, name="signal_follow"),
    path("projets/<int:record_id>/", following.project, name="project"),
    path("notes/<int:record_id>/", notes.note, name="note"),
    path(
        "notes/<int:record_id>/passages/<int:passage_id>/retirer/",
        notes.remove_code,
        name="passage_remove",
    ),
    path("signaux/acteur/<int:actor_id>/", panels.actor_panel, name="actor_panel"),
    path("signaux/apercu/", panels.overview_panel, name="overview_panel"),
]
