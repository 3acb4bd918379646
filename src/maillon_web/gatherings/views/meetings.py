"""Meetings and events: the list, one page each, calendar files."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import InconsistentData
from maillon.reports.calendar_file import CALENDAR_TYPE
from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.selectors.records import get_record, list_records
from maillon_web.filieres.services.records import remove_record
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import show
from maillon_web.filieres.views.record_pages import add_page, edit_page, remove_page
from maillon_web.gatherings.forms.meetings import FollowUpForm, MeetingForm
from maillon_web.gatherings.models import Group, Meeting, MeetingKind
from maillon_web.gatherings.selectors import meetings as selectors
from maillon_web.gatherings.services import meetings as services
from maillon_web.gatherings.services.calendars import write_meetings
from maillon_web.gatherings.views.pages import ACTIVE, BOTH, make_page, make_trail, open_to_write

__all__ = [
    "add",
    "approve",
    "calendar",
    "edit",
    "follow_up",
    "invite",
    "listing",
    "meeting",
    "meeting_calendar",
    "overview_panel",
    "remove",
]

_PAGE = 50
_SHOWN = 3


@require_safe
def listing(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the next meetings, those that took place, and the groups."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    wanted = {name: request.GET.get(name, "") for name in ("kind", "group")}
    now = timezone.now()
    past = Paginator(selectors.list_past(opened, wanted, now=now), _PAGE)
    context = {
        "upcoming": selectors.list_upcoming(opened, wanted, now=now),
        "page": past.get_page(request.GET.get("page")),
        "groups": selectors.list_groups(opened),
        "kinds": MeetingKind.choices,
        "wanted": wanted,
    }
    return show(request, "gatherings/list.html", opened, active=ACTIVE, context=context)


@require_safe
def meeting(request: HttpRequest, filiere_id: int, meeting_id: int) -> HttpResponse:
    """Show a meeting: who comes, the agenda with what was said, decisions, tasks."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    kept = get_record(opened, Meeting, meeting_id)
    context = {
        "meeting": kept,
        "now": timezone.now(),
        "attendance": selectors.count_attendance(kept),
        "participants": kept.participants.select_related("actor"),
        "agenda": kept.agenda.all(),
        "decisions": kept.decisions.select_related("item"),
        "tasks": selectors.list_tasks(opened, kept),
        "groups": selectors.list_groups(opened),
        "breadcrumb": make_trail(opened, (kept.title, "")),
    }
    return show(request, "gatherings/meeting.html", opened, active=ACTIVE, context=context)


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Plan a meeting or an event."""
    opened = open_to_write(request, filiere_id)
    made = Meeting()
    form = MeetingForm(
        request.POST or None, opened=opened, instance=made, initial=_read_initial(request)
    )
    return add_page(request, opened, form, make_page(opened, _("Prévoir une rencontre"), made))


def _read_initial(request: HttpRequest) -> dict[str, Any]:
    names = ("kind", "group", "title", "host")
    return {name: request.GET[name] for name in names if name in request.GET}


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, meeting_id: int) -> HttpResponse:
    """Change a meeting."""
    opened = open_to_write(request, filiere_id)
    kept = get_record(opened, Meeting, meeting_id)
    form = MeetingForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, make_page(opened, _("Modifier la rencontre"), kept))


@require_http_methods(BOTH)
def follow_up(request: HttpRequest, filiere_id: int, meeting_id: int) -> HttpResponse:
    """Write what remains of it: whether it was held, who came, what was learnt."""
    opened = open_to_write(request, filiere_id)
    kept = get_record(opened, Meeting, meeting_id)
    form = FollowUpForm(request.POST or None, opened=opened, instance=kept)
    return edit_page(request, opened, form, make_page(opened, _("Bilan de la rencontre"), kept))


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, meeting_id: int) -> HttpResponse:
    """Remove a meeting."""
    opened = open_to_write(request, filiere_id)
    kept = get_record(opened, Meeting, meeting_id)
    page = make_page(opened, _("Supprimer cette rencontre ?"), kept)
    if request.method == "POST":
        remove_record(kept, author=get_user(request))
        messages.success(request, _("Supprimé. L’historique permet de le rétablir."))
        return redirect("gatherings:list", filiere_id)
    return remove_page(request, opened, kept, page)


@require_POST
def invite(request: HttpRequest, filiere_id: int, meeting_id: int) -> HttpResponse:
    """Ask those who sit in a group."""
    opened = open_to_write(request, filiere_id)
    kept = get_record(opened, Meeting, meeting_id)
    chosen = request.POST.get("group", "")
    group = list_records(opened, Group).filter(pk=int(chosen) if chosen.isdecimal() else 0).first()
    if group is None:
        messages.error(request, _("Choisissez un groupe."))
    else:
        count = services.invite_group(kept, group, author=get_user(request))
        messages.success(
            request,
            ngettext(
                "{count} organisation invitée.", "{count} organisations invitées.", count
            ).format(count=count)
            if count
            else _("Tous les membres de ce groupe sont déjà invités."),
        )
    return redirect("gatherings:meeting", filiere_id, kept.pk)


@require_POST
def approve(request: HttpRequest, filiere_id: int, meeting_id: int) -> HttpResponse:
    """Approve the minutes."""
    opened = open_to_write(request, filiere_id)
    kept = get_record(opened, Meeting, meeting_id)
    try:
        services.approve_minutes(kept, approved_on=timezone.localdate(), author=get_user(request))
    except InconsistentData as error:
        messages.error(request, error.for_user())
    else:
        messages.success(request, _("Compte rendu validé."))
    return redirect("gatherings:meeting", filiere_id, kept.pk)


@require_safe
def calendar(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give every meeting as a calendar file."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    found = list_records(opened, Meeting).prefetch_related("agenda")
    return _answer_calendar(request, found, name=opened.filiere.name, stem="rencontres")


@require_safe
def meeting_calendar(request: HttpRequest, filiere_id: int, meeting_id: int) -> HttpResponse:
    """Give one meeting as a calendar file, to join to an invitation."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    kept = get_record(opened, Meeting, meeting_id)
    return _answer_calendar(request, [kept], name=kept.title, stem=f"rencontre-{kept.pk}")


def _answer_calendar(request: HttpRequest, found: Any, *, name: str, stem: str) -> HttpResponse:  # noqa: ANN401 - meetings
    content = write_meetings(
        found,
        name=name,
        stamped_at=timezone.now(),
        find_address=request.build_absolute_uri,
        domain=request.get_host().split(":")[0],
    )
    answer = HttpResponse(content, content_type=CALENDAR_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{stem}.ics"'
    return answer


@require_safe
def overview_panel(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the next meetings, for the overview of the filière."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "upcoming": selectors.list_upcoming(opened, {}, now=timezone.now())[:_SHOWN],
    }
    return render(request, "gatherings/overview_panel.html", context)
