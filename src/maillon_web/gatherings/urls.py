"""Addresses of `gatherings`."""

from django.urls import URLPattern, path

from maillon_web.gatherings.views import groups, meetings, parts

app_name = "gatherings"

_FOLDERS = {
    "seat": "membres",
    "participant": "participants",
    "item": "points",
    "decision": "decisions",
}


def _part_patterns(kind: str) -> list[URLPattern]:
    folder, given = _FOLDERS[kind], {"kind": kind}
    whole = "groupes/<int:whole_id>" if kind == "seat" else "<int:whole_id>"
    return [
        path(f"{whole}/{folder}/ajouter/", parts.add, given, name=f"{kind}_add"),
        path(f"{folder}/<int:part_id>/modifier/", parts.edit, given, name=f"{kind}_edit"),
        path(f"{folder}/<int:part_id>/supprimer/", parts.remove, given, name=f"{kind}_remove"),
    ]


urlpatterns = [
    path("", meetings.listing, name="list"),
    path("calendrier.ics", meetings.calendar, name="calendar"),
    path("apercu/", meetings.overview_panel, name="overview_panel"),
    path("ajouter/", meetings.add, name="meeting_add"),
    path("<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("<int:meeting_id>/modifier/", meetings.edit, name="meeting_edit"),
    path("<int:meeting_id>/bilan/", meetings.follow_up, name="follow_up"),
    path("<int:meeting_id>/supprimer/", meetings.remove, name="meeting_remove"),
    path("<int:meeting_id>/inviter/", meetings.invite, name="invite"),
    path("<int:meeting_id>/valider/", meetings.approve, name="approve"),
    path("<int:meeting_id>/calendrier.ics", meetings.meeting_calendar, name="meeting_calendar"),
    path("groupes/ajouter/", groups.add, name="group_add"),
    path("groupes/<int:group_id>/", groups.group, name="group"),
    path("groupes/<int:group_id>/modifier/", groups.edit, name="group_edit"),
    path("groupes/<int:group_id>/supprimer/", groups.remove, name="group_remove"),
    *(pattern for kind in _FOLDERS for pattern in _part_patterns(kind)),
    path("points/<int:part_id>/deplacer/", parts.move, name="item_move"),
    path("<int:whole_id>/taches/ajouter/", parts.add_task, name="task_add"),
    path("taches/<int:part_id>/detacher/", parts.detach_task, name="task_detach"),
]
